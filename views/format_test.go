package views

import (
	"testing"
	"time"

	"patrol"
)

var now = time.Date(2026, time.December, 15, 12, 0, 0, 0, time.UTC)

func TestRelative(t *testing.T) {
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "just now"},
		{-29 * time.Second, "just now"},
		{-30 * time.Second, "1 minute ago"},
		{-12 * time.Minute, "12 minutes ago"},
		{-59*time.Minute - 40*time.Second, "1 hour ago"},
		{-3 * time.Hour, "3 hours ago"},
		{-23*time.Hour - 50*time.Minute, "1 day ago"},
		{-4 * 24 * time.Hour, "4 days ago"},
		{-31 * 24 * time.Hour, "on Nov 14, 2026"},
		{time.Minute, "in 1 minute"},
		{7*24*time.Hour - time.Minute, "in 7 days"},
		{6 * 24 * time.Hour, "in 6 days"},
		{30 * 24 * time.Hour, "in 30 days"},
		{366 * 24 * time.Hour, "on Dec 16, 2027"},
	} {
		if got := relative(now.Add(c.after), now); got != c.want {
			t.Errorf("%v from now is %q, want %q", c.after, got, c.want)
		}
	}
}

func TestDatesAreInUTC(t *testing.T) {
	late := time.Date(2026, time.December, 21, 22, 30, 0, 0, time.FixedZone("", -5*60*60))
	if got := date(late); got != "Dec 22, 2026" {
		t.Error(got)
	}
	if got := moment(late); got != "Dec 22, 2026, 03:30 UTC" {
		t.Error(got)
	}
}

func TestLastUsedAndExpires(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{lastUsed(time.Time{}, now), "never used"},
		{lastUsed(now.Add(-time.Hour), now), "last used 1 hour ago"},
		{expires(time.Time{}, now), "never expires"},
		{expires(now.Add(time.Hour), now), "expires in 1 hour"},
		{expires(now.Add(-48*time.Hour), now), "expired 2 days ago"},
		{expires(now, now), "expired just now"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestStanding(t *testing.T) {
	soon, later, past := now.Add(time.Hour), now.AddDate(1, 0, 0), now.Add(-time.Hour)
	for _, c := range []struct {
		state   patrol.TokenState
		expires time.Time
		want    string
	}{
		{patrol.Active, time.Time{}, "active"},
		{patrol.Active, later, "active"},
		{patrol.Active, soon, "expiring"},
		{patrol.Active, past, "expired"},
		{patrol.Pending, soon, "pending"},
		{patrol.Pending, past, "expired"},
		{patrol.Refused, past, "denied"},
		{patrol.Revoked, soon, "revoked"},
	} {
		if got := standing(&patrol.Token{State: c.state, Life: patrol.Life{ExpiresAt: c.expires}}, now); got != c.want {
			t.Errorf("%s until %v is %q, want %q", c.state, c.expires, got, c.want)
		}
		if _, known := stateKinds[c.want]; !known {
			t.Errorf("no label for %q", c.want)
		}
	}
}

func TestPlural(t *testing.T) {
	for _, c := range []struct {
		n     int
		thing string
		want  string
	}{
		{0, "token", "0 tokens"},
		{1, "token", "1 token"},
		{1, "repository", "1 repository"},
		{48, "repository", "48 repositories"},
		{999, "token", "999 tokens"},
		{1000, "token", "1,000 tokens"},
		{950312, "token", "950,312 tokens"},
		{1234567, "token", "1,234,567 tokens"},
		{-100, "token", "-100 tokens"},
		{-1000, "token", "-1,000 tokens"},
	} {
		if got := plural(c.n, c.thing); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{nil, ""},
		{[]string{"contents"}, "contents"},
		{[]string{"contents", "issues"}, "contents and issues"},
		{[]string{"contents", "issues", "metadata"}, "contents, issues and metadata"},
	} {
		if got := list(c.words); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
