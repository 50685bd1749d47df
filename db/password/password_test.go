package password

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	h := New()
	hash, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash is %s", hash)
	}
	for _, c := range []struct {
		hash, password string
		want           bool
	}{
		{hash, "correct horse", true},
		{hash, "Correct horse", false},
		{hash, "", false},
		{"", "correct horse", false},
		{"", "", false},
	} {
		if got, err := h.Check(t.Context(), c.hash, c.password); got != c.want || err != nil {
			t.Errorf("Check(%q, %q) = %v, %v", c.hash, c.password, got, err)
		}
	}
}

func TestHashesDiffer(t *testing.T) {
	h := New()
	one, _ := h.Hash(t.Context(), "the same")
	other, _ := h.Hash(t.Context(), "the same")
	if one == other {
		t.Errorf("twice %s", one)
	}
}

// The hash of another program, made with other parameters.
func TestCheckAnothersHash(t *testing.T) {
	const hash = "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$" + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if _, err := New().Check(t.Context(), hash, "password"); err != nil {
		t.Error(err)
	}
}

func TestBrokenHashes(t *testing.T) {
	h := New()
	for _, hash := range []string{"x", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=4000000000,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=0$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$!!!$AAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$"} {
		if ok, err := h.Check(t.Context(), hash, ""); ok || err == nil {
			t.Errorf("Check(%q) = %v, %v", hash, ok, err)
		}
	}
}

func TestWaitingEnds(t *testing.T) {
	h := New()
	for range cap(h.turns) {
		h.turns <- struct{}{}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "password"); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
