package views

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"patrol"
)

// letters are one of each kind, and some of several tokens.
func letters() []Letter {
	at := time.Date(2026, 11, 20, 3, 4, 5, 0, time.UTC)
	n := patrol.News{At: at, TokenID: 7, TokenKind: patrol.FineGrained, TokenName: `nightly <b>build</b> & "release"`,
		RequestID: 3, ActorID: 2, Actor: "olivia", Owner: "acme", ExpiresAt: at.AddDate(0, 0, 7)}
	long := strings.Repeat("It reads far more than the build needs, so ask for less of it. ", 3)
	said := n
	said.Detail = "Not yet.\n\n" + long + "\n<script>alert(1)</script> https://example.test/" + strings.Repeat("a", 90)
	many := n
	many.TokenID, many.TokenName = 0, "build, nightly, deploy, metrics, mirror and 3 more"
	var all []Letter
	add := func(n patrol.News, kinds ...patrol.NewsKind) {
		for _, k := range kinds {
			m := &patrol.Mail{News: n}
			m.Kind = k
			unsubscribe := ""
			if k.Topic() != "" {
				unsubscribe = "https://patrol.test/unsubscribe/2." + string(k.Topic()) + ".kJ8iNq3mXr9Zs"
			}
			all = append(all, NewLetter(m, backlogs(at), "https://patrol.test", unsubscribe))
		}
	}
	add(n, patrol.TokenAdded, patrol.AccessApproved, patrol.ExpiresInWeek, patrol.ExpiresTomorrow, patrol.TokenExpired,
		patrol.ChangeOff, patrol.TokenReported, patrol.RestrictionComing)
	add(said, patrol.AccessDenied, patrol.AccessTaken, patrol.RequestWaits, patrol.LifetimeComing)
	add(many, patrol.LifetimeComing, patrol.RestrictionComing, patrol.ChangeOff)
	n.ActorID, n.Actor = 0, ""
	add(n, patrol.AccessTaken, patrol.DailyDigest)
	n.ActorID, n.Actor, n.TokenKind = 2, "olivia", patrol.Classic
	add(n, patrol.TokenAdded, patrol.ClassicShutOut, patrol.ClassicLetIn, patrol.ReplaceClassic, patrol.ExpiresInWeek,
		patrol.TokenReported)
	return all
}

// backlogs are of an organization where much waits, and of one where little does.
func backlogs(at time.Time) []patrol.Backlog {
	asks := &patrol.Request{TokenName: "nightly build", User: "dana", CreatedAt: at}
	return []patrol.Backlog{
		{Org: &patrol.Account{Login: "acme"}, Waiting: 1202, Newest: []*patrol.Request{asks, asks}},
		{Org: &patrol.Account{Login: "octo"}, Waiting: 1, Newest: []*patrol.Request{asks}},
	}
}

// Every letter says the same in both forms, is laid out for reading, and cannot
// be made to say more by what people wrote.
func TestLetters(t *testing.T) {
	link := regexp.MustCompile(`https://patrol\.test/\S+`)
	for i, l := range letters() {
		page, plain := text(t, LetterPage(l)), l.Text()
		for ending, form := range map[string]string{".html": page, ".txt": plain} { // to look at: go test -artifacts
			name := filepath.Join(t.ArtifactDir(), fmt.Sprint(i)+ending)
			if err := os.WriteFile(name, []byte(form), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		bare := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " "))
		for _, p := range l.Parts {
			if !strings.Contains(bare, p.Text) || p.Text == "" || strings.Contains(p.Text, "%!") {
				t.Errorf("%q: %q is not in\n%s", l.Subject, p.Text, bare)
			}
		}
		for line := range strings.Lines(plain) {
			if n := utf8.RuneCountInString(line); n > lineWidth+1 && strings.Contains(strings.TrimPrefix(line, "> "), " ") {
				t.Errorf("%q has a line of %d characters: %q", l.Subject, n, line)
			}
		}
		for _, address := range link.FindAllString(plain, -1) {
			if !strings.Contains(page, `href="`+address+`"`) {
				t.Errorf("%q leads to %s by text alone", l.Subject, address)
			}
		}
		if strings.Contains(page, "<b>") || strings.Contains(page, "<script") {
			t.Errorf("%q has markup that somebody wrote", l.Subject)
		}
	}
}
