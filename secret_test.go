package patrol

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

// The form that docs/tokens.md tells scanners.
var (
	secretForm  = regexp.MustCompile(`^patrol_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}$`)
	classicForm = regexp.MustCompile(`^patrol_classic_[0-9A-Za-z]{36}$`)
)

func TestSecretsHaveTheirForm(t *testing.T) {
	seen := map[string]bool{}
	for id := range int64(1000) {
		s := NewSecret(id)
		text := s.Reveal()
		if !secretForm.MatchString(text) {
			t.Fatalf("a secret of %d characters does not have the form", len(text))
		}
		sum := sha256.Sum256([]byte(text[:len(text)-16]))
		if want := base32.StdEncoding.EncodeToString(sum[:])[:8]; text[len(text)-16:len(text)-8] != want {
			t.Fatalf("checksum is not %s", want)
		}
		if again, ok := ParseSecret(text); !ok || again != s || again.Digest() != s.Digest() {
			t.Fatal("a secret is not parsed as it was made")
		}
		if seen[text] || text[len(text)-8:] != s.LastEight() {
			t.Fatal("twice the same, or another's end")
		}
		seen[text] = true
	}
	if a, b := NewSecret(1).Reveal(), NewSecret(1<<62).Reveal(); a[12:23] == b[12:23] {
		t.Error("secrets do not tell their tokens apart")
	}
}

// Any one character changed before the tail is noticed without a look at the
// database.
func TestTyposAreNoSecrets(t *testing.T) {
	text := NewSecret(7).Reveal()
	for i := range len(text) - tailLen {
		other := byte('x')
		if text[i] == other {
			other = 'y'
		}
		if _, ok := ParseSecret(text[:i] + string(other) + text[i+1:]); ok {
			t.Errorf("character %d changed, and it parses", i)
		}
	}
	for _, s := range []string{"", text[1:], text + "x", text[:len(text)-1], "github_pat_" + text[len("patrol_pat_"):], " " + text} {
		if _, ok := ParseSecret(s); ok {
			t.Errorf("%d characters parse", len(s))
		}
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	s, k := NewSecret(1), NewKey()
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "key", k, "pair", []any{s, k},
		"in", struct{ S Secret }{s})
	for _, text := range []string{log.String(), fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s, s, s, s), fmt.Sprint(k), fmt.Sprintf("%#v %x", k, k)} {
		if strings.Contains(text, s.Reveal()[40:]) || strings.Contains(text, k.Reveal()) || strings.Contains(text, fmt.Sprintf("%x", s.Reveal())) {
			t.Error("a secret is printed: " + text[:10])
		}
	}
}

func FuzzParseSecret(f *testing.F) {
	f.Add(NewSecret(1).Reveal())
	f.Add(NewClassicSecret().Reveal())
	f.Add("patrol_pat_")
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := ParseSecret(text); ok != (s.Reveal() == text && (secretForm.MatchString(text) || classicForm.MatchString(text))) {
			t.Errorf("%q: parsed %v", text, ok)
		}
	})
}

// The bodies and checksums of dead tokens of GitHub's, without their prefix.
func TestClassicChecksums(t *testing.T) {
	for body, sum := range map[string]string{
		"sbUsUmRNn8X74dFU0DJ9Fm1mvdCgtH": "474T38",
		"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ": "0mLq17",
	} {
		if got := classicChecksum(body); got != sum {
			t.Errorf("%s: %s, want %s", body, got, sum)
		}
		if _, ok := ParseSecret(classicPrefix + body + sum); !ok {
			t.Errorf("%s does not parse", body)
		}
	}
}

func TestClassicSecretsHaveTheirForm(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		text := NewClassicSecret().Reveal()
		if again, ok := ParseSecret(text); !classicForm.MatchString(text) || !ok || again.Reveal() != text || seen[text] {
			t.Fatal("a secret does not have the form, does not parse, or is another's")
		}
		seen[text] = true
		for i := range len(text) {
			other := byte('x')
			if text[i] == other {
				other = 'y'
			}
			if _, ok := ParseSecret(text[:i] + string(other) + text[i+1:]); ok {
				t.Fatalf("character %d changed, and it parses", i)
			}
		}
	}
}
