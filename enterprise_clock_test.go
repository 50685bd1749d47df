package patrol_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"patrol"
	"patrol/db/dbtest"
)

// node is another authority over what w knows, with a memory of its own.
func (w *town) node(store patrol.Store) *patrol.Authority {
	other := &patrol.Authority{Store: store, Passwords: plain{}, Now: w.Now, URL: w.URL}
	return other
}

// Of several nodes each holds to a change from its second on, and one of them
// writes it down; who starts later finds it in force.
func TestNodesAgreeOnTheSecond(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := townIn(t, dbtest.OpenDSN(t, dsn))
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	secret := w.create(w.dana, w.ci()).Secret
	other := w.node(dbtest.OpenDSN(t, dsn))
	ask := func(a *patrol.Authority) *patrol.Pass {
		p, err := a.Authorize(t.Context(), patrol.Credential{Secret: secret, Given: true}, patrol.Errand{
			Target: patrol.Target{Owner: "acme", Repository: "site"}, Reads: true,
			Needs: []patrol.Permissions{{"contents": patrol.Read}}, Takes: patrol.Read})
		w.must(err)
		return p
	}
	ask(other)
	on := w.now.Add(tomorrow)
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 7}, on))
	for began := time.Now(); ask(other).Warning == nil; {
		if time.Since(began) > time.Second {
			t.Fatal("the other node has not heard of the change")
		}
	}
	w.now = on.Add(-time.Second)
	for _, a := range []*patrol.Authority{w.Authority, other} {
		if rule := ask(a).Rule; rule != "in order" {
			t.Errorf("a second before: %s", rule)
		}
	}
	w.now = on
	late := w.node(dbtest.OpenDSN(t, dsn)) // started after the change
	nodes := []*patrol.Authority{w.Authority, other, late}
	for _, a := range nodes {
		if rule := ask(a).Rule; rule != "lifetime" {
			t.Errorf("on the second: %s", rule)
		}
	}
	var written atomic.Int64
	var all sync.WaitGroup
	for _, a := range append(nodes, nodes...) {
		all.Go(func() {
			n, err := a.SettlePolicies(t.Context())
			if err != nil && !patrol.Conflict.Is(err) {
				t.Error(err)
			}
			written.Add(int64(n))
		})
	}
	all.Wait()
	times := 0
	for _, action := range w.globexLog() {
		if action == "expiration_limit_set" {
			times++
		}
	}
	if written.Load() != 1 || times != 1 {
		t.Errorf("written down %d times, with %d events", written.Load(), times)
	}
	for _, a := range nodes {
		if rule := ask(a).Rule; rule != "lifetime" {
			t.Errorf("once written down: %s", rule)
		}
	}
}

// An organization that joins or leaves an enterprise changes at once, and what
// it decided itself survives.
func TestJoiningAndLeavingChangesAtOnce(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 60}))
	secret := w.create(w.dana, w.ci()).Secret
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 7}, time.Time{}))
	w.must(w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, w.now.Add(tomorrow)))
	for range 2 {
		for enterprise, rule := range map[int64]string{w.globex.ID: "lifetime", 0: "in order"} {
			w.join(enterprise)
			w.wantRule(secret, w.site, patrol.Read, rule)
			if got := w.governance(patrol.FineGrained).Org; got != (patrol.Policy{Approval: patrol.No, MaxDays: 60}) {
				t.Errorf("acme's policy is %+v", got)
			}
		}
	}
	w.now = w.now.Add(tomorrow)
	w.join(w.globex.ID)
	w.wantRule(secret, w.site, patrol.Read, "tokens restricted")
	w.join(0)
	w.wantRule(secret, w.site, patrol.Read, "in order")
}

// join makes acme part of an enterprise, or of none.
func (w *town) join(enterprise int64) {
	w.t.Helper()
	w.acme.Enterprise = enterprise
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(w.acme) })
}

// A model is what globex and acme decided, told apart from how it is kept.
type model struct {
	globex, acme patrol.Policy
	coming       map[patrol.Block]announced
}

type announced struct {
	to patrol.Policy
	on time.Time
}

// put is p with one thing said otherwise.
func put(p patrol.Policy, b patrol.Block, to patrol.Policy) patrol.Policy {
	switch b {
	case patrol.AccessBlock:
		p.Access = to.Access
	case patrol.ApprovalBlock:
		p.Approval = to.Approval
	case patrol.LifetimeBlock:
		p.MaxDays, p.ExemptAdmins = to.MaxDays, to.ExemptAdmins
	}
	return p
}

// Whatever is decided, announced, withdrawn and written down in whatever order,
// what holds is the last that was said and has come.
func TestWhatHoldsIsWhatWasSaidLast(t *testing.T) {
	w := newTown(t)
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 90}, time.Time{}))
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 60}))
	m := model{globex: patrol.Policy{MaxDays: 90}, acme: patrol.Policy{Access: patrol.Yes, Approval: patrol.Yes, MaxDays: 60},
		coming: map[patrol.Block]announced{}}
	rapid.Check(t, func(r *rapid.T) {
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 24).Draw(r, "hours")) * time.Hour)
		w.erin.ConfirmedAt, w.olivia.ConfirmedAt = w.now, w.now
		m.pass(w.now)
		b := rapid.SampledFrom(patrol.FineGrained.Blocks()).Draw(r, "block")
		ruling := rapid.SampledFrom([]patrol.Ruling{patrol.Unsaid, patrol.Yes, patrol.No})
		to := put(patrol.Policy{}, b, patrol.Policy{Access: ruling.Draw(r, "access"), Approval: ruling.Draw(r, "approval"),
			MaxDays: rapid.SampledFrom([]int{patrol.Forever, 1, 30, 366}).Draw(r, "days"), ExemptAdmins: rapid.Bool().Draw(r, "exempt")})
		switch rapid.IntRange(0, 4).Draw(r, "what") {
		case 0:
			if err := w.change(patrol.FineGrained, b, to); err == nil {
				m.acme = put(m.acme, b, to)
			}
		case 1:
			if err := w.rules(b, to, time.Time{}); err == nil {
				if _, waits := m.coming[b]; waits && m.globex != put(m.globex, b, to) {
					r.Fatalf("%s was changed under what is announced", b)
				}
				m.globex = put(m.globex, b, to)
			}
		case 2:
			on := w.now.Add(time.Duration(rapid.IntRange(1, 48).Draw(r, "ahead")) * time.Hour)
			if err := w.rules(b, to, on); err == nil {
				m.coming[b] = announced{to, on}
			}
		case 3:
			m.withdraw(w, b)
		case 4:
			_, err := w.SettlePolicies(t.Context())
			w.must(err)
		}
		if got := w.globexPolicy().Policy; got != m.globex {
			r.Fatalf("globex says %+v, want %+v", got, m.globex)
		}
		g := w.governance(patrol.FineGrained)
		if g.Enterprise != m.globex || g.Settled() != m.acme || len(g.Coming) != len(m.coming) {
			r.Fatalf("%+v, want %+v", g, m)
		}
	})
}

// pass has what was announced come into force.
func (m *model) pass(now time.Time) {
	for b, a := range m.coming {
		if !a.on.After(now) {
			m.globex = put(m.globex, b, a.to)
			delete(m.coming, b)
		}
	}
}

// withdraw takes back what was announced about b, if that is anything.
func (m *model) withdraw(w *town, b patrol.Block) {
	for _, c := range w.globexPolicy().Coming {
		if c.Block == b {
			w.must(w.WithdrawChange(w.t.Context(), w.erin, "globex", c.ID))
			delete(m.coming, b)
		}
	}
}
