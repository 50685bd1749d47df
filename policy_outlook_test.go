package patrol_test

import (
	"testing"
	"time"

	"patrol"
)

func TestWhatAPolicyStops(t *testing.T) {
	w := newTown(t)
	w.decree(patrol.Policy{MaxDays: patrol.Forever})
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: patrol.Forever}))
	for name, days := range map[string]int{"week": 7, "month": 30, "quarter": 90, "ever": patrol.Forever} {
		spec := w.ci()
		spec.Name, spec.Days = name, days
		w.create(w.olivia, spec)
	}
	spec := w.ci()
	spec.Days = patrol.Forever
	w.create(w.dana, spec)
	w.create(w.dana, patrol.TokenSpec{Name: "own", Owner: "dana", Days: patrol.Forever,
		Reach: patrol.Reach{Selection: patrol.All}})
	w.approve()
	tests := []struct {
		block patrol.Block
		to    patrol.Policy
		want  patrol.Effect
	}{
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: 30}, patrol.Effect{Tokens: 3, People: 2, Organizations: 1}},
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: 29}, patrol.Effect{Tokens: 4, People: 2, Organizations: 1}},
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: 90}, patrol.Effect{Tokens: 2, People: 2, Organizations: 1}},
		{patrol.AccessBlock, patrol.Policy{Access: patrol.No}, patrol.Effect{Tokens: 5, People: 2, Organizations: 1}},
	}
	for _, tt := range tests {
		o := w.outlook(tt.block, tt.to)
		if !o.Stricter() || o.Stopped != tt.want {
			t.Errorf("%+v: %+v, %+v", tt.to, o.Stopped, o)
		}
	}
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 90}))
	o := w.outlook(patrol.LifetimeBlock, patrol.Policy{MaxDays: 30})
	if o.Stopped != (patrol.Effect{Tokens: 1, People: 1, Organizations: 1}) {
		t.Errorf("of those stopped already: %+v", o)
	}
	w.must(w.change(patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.No}))
	if o = w.outlook(patrol.LifetimeBlock, patrol.Policy{MaxDays: 30}); o.Stopped != (patrol.Effect{}) {
		t.Errorf("where none is let in: %+v", o)
	}
	w.must(w.change(patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.Yes}))
	w.now = w.now.Add(40 * 24 * time.Hour)
	o = w.outlook(patrol.LifetimeBlock, patrol.Policy{MaxDays: 6})
	if o.Stopped != (patrol.Effect{Tokens: 1, People: 1, Organizations: 1}) {
		t.Errorf("once some are over: %+v", o.Stopped)
	}
}

// outlook is what olivia is told of a change.
func (w *town) outlook(b patrol.Block, to patrol.Policy) *patrol.PolicyOutlook {
	w.t.Helper()
	o, err := w.PolicyOutlook(w.t.Context(), w.olivia, patrol.Organization, "acme", patrol.PolicyChange{
		Kind: patrol.FineGrained, Block: b, From: w.governance(patrol.FineGrained).Org, To: to})
	w.must(err)
	return o
}

func TestALooserPolicyStopsNothing(t *testing.T) {
	w := newTown(t)
	spec := w.ci()
	spec.Days = 90
	w.create(w.olivia, spec)
	for b, to := range map[patrol.Block]patrol.Policy{
		patrol.AccessBlock:   {Access: patrol.Yes},
		patrol.ApprovalBlock: {Approval: patrol.No},
		patrol.LifetimeBlock: {MaxDays: 366},
	} {
		if o := w.outlook(b, to); o.Stricter() || o.Stopped != (patrol.Effect{}) {
			t.Errorf("%+v: %+v", to, o)
		}
	}
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	o := w.outlook(patrol.ApprovalBlock, patrol.Policy{Approval: patrol.Yes})
	if !o.Stricter() || o.Stopped != (patrol.Effect{}) {
		t.Errorf("requiring approval: %+v", o)
	}
}
