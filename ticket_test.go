package patrol_test

import (
	"strings"
	"testing"
	"time"

	"patrol"
)

// Only what we sealed is a ticket, for its address alone and for five minutes.
func TestTicket(t *testing.T) {
	w := newTown(t)
	token := patrol.Credential{Secret: patrol.NewSecret(1), Given: true}
	good, err := w.Ticket(t.Context(), token, "/a")
	if err != nil {
		t.Fatal(err)
	}
	nobodys, err := w.Ticket(t.Context(), patrol.Credential{}, "/a")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := w.Redeem(t.Context(), good, "/a"); err != nil || !c.Given {
		t.Errorf("%+v %v", c, err)
	}
	if c, err := w.Redeem(t.Context(), nobodys, "/a"); err != nil || c != (patrol.Credential{}) {
		t.Errorf("nobody's: %+v %v", c, err)
	}
	until, rest, _ := strings.Cut(good, ".")
	digest, mac, _ := strings.Cut(rest, ".")
	others := nobodys[strings.LastIndex(nobodys, "."):]
	for _, bad := range []string{"", "..", good + "A", "9" + good, strings.ToUpper(good), good + ".", until + "." + digest + others,
		until + "." + digest + "A." + mac, "+" + good, " " + good, digest + "." + until + "." + mac} {
		if c, err := w.Redeem(t.Context(), bad, "/a"); !patrol.NotFound.Is(err) || c.Given {
			t.Errorf("%q: %+v %v", bad, c, err)
		}
	}
	for _, path := range []string{"", "/", "/b", "/a/", "/a b"} {
		if _, err := w.Redeem(t.Context(), good, path); !patrol.NotFound.Is(err) {
			t.Errorf("%q: %v", path, err)
		}
	}
	w.now = w.now.Add(5 * time.Minute)
	if _, err := w.Redeem(t.Context(), good, "/a"); !patrol.NotFound.Is(err) {
		t.Errorf("too late: %v", err)
	}
}
