package patrol

import (
	"fmt"
	"testing"
	"time"
)

func TestRates(t *testing.T) {
	now := noon
	a := &Authority{Now: func() time.Time { return now }, Limits: Limits{Requests: 2, AnonymousRequests: 1}}
	dana := &Pass{Decision: Decision{Verdict: Allowed}, Bearer: &Bearer{User: &Account{ID: 7}}}
	other := &Pass{Decision: Decision{Verdict: Hidden}, Bearer: &Bearer{User: &Account{ID: 8}}}
	bad := &Pass{Decision: Decision{Verdict: BadCredentials}, Bearer: dana.Bearer}
	for i, tt := range []struct {
		pass      *Pass
		from      string
		remaining int
		says      string
	}{
		{dana, "a", 1, ""},
		{dana, "b", 0, ""},
		{dana, "a", 0, "API rate limit exceeded for user ID 7."},
		{other, "a", 1, ""},
		{&Pass{}, "a", 0, ""},
		{bad, "a", 0, "API rate limit exceeded for a."},
		{&Pass{}, "b", 0, ""},
	} {
		r, err := a.Spend(tt.pass, tt.from)
		if r.Remaining() != tt.remaining || !r.Reset.Equal(noon.Add(time.Hour)) {
			t.Errorf("%d: %+v", i, r)
		}
		if err == nil != (tt.says == "") || err != nil && (err.Error() != tt.says || !Forbidden.Is(err)) {
			t.Errorf("%d: %v, want %q", i, err, tt.says)
		}
	}
	if r := a.Rate(dana, "a"); r.Used != 2 || r.Limit != 2 {
		t.Errorf("to look costs something: %+v", r)
	}
	now = noon.Add(time.Hour)
	if r, err := a.Spend(dana, "a"); err != nil || r.Used != 1 {
		t.Errorf("an hour later: %+v %v", r, err)
	}
	a.Limits = Limits{}
	if r, err := a.Spend(dana, "a"); err != nil || r != (Rate{}) {
		t.Errorf("without limits: %+v %v", r, err)
	}
}

// However many addresses there are, memory is bounded.
func TestRatesAreBounded(t *testing.T) {
	var r rates
	for i := range rememberAtMost + 100 {
		r.spend(spender{address: fmt.Sprint(i)}, 1, noon)
	}
	if len(r.all) != rememberAtMost {
		t.Errorf("%d are kept", len(r.all))
	}
}
