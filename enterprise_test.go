package patrol_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"patrol"
)

// rules has erin change what globex decided, as a page that is up to date
// would; on a day ahead, if there is one.
func (w *town) rules(b patrol.Block, to patrol.Policy, on time.Time) error {
	w.t.Helper()
	return w.ChangeEnterprisePolicy(w.t.Context(), w.erin, "globex", patrol.PolicyChange{
		Kind: patrol.FineGrained, Block: b, From: w.globexPolicy().Policy, To: to, On: on, Note: "to be safe"})
}

// globexPolicy is what erin sees of what globex decided.
func (w *town) globexPolicy() *patrol.EnterprisePolicy {
	w.t.Helper()
	p, err := w.EnterprisePolicy(w.t.Context(), w.erin, "globex", patrol.FineGrained)
	w.must(err)
	return p
}

// history are the changes of globex's policy, newest first.
func (w *town) history() []*patrol.PolicyEntry {
	w.t.Helper()
	h, err := w.PolicyHistory(w.t.Context(), w.erin, "globex", "", 0)
	w.must(err)
	return h.Entries
}

// globexLog are the actions in globex's log, newest first, without what all of
// its events begin with.
func (w *town) globexLog() (actions []string) {
	w.t.Helper()
	log, err := w.AuditLog(w.t.Context(), w.erin, patrol.Enterprise, "globex", patrol.LogSearch{Limit: 1000})
	w.must(err)
	for _, e := range log.Events {
		actions = append(actions, strings.TrimPrefix(e.Action, "personal_access_token."))
	}
	return actions
}

const tomorrow = 24 * time.Hour

func TestEnterprisesAreTheirOwnersAlone(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	for who, v := range map[string]*patrol.Viewer{"an organization's owner": w.olivia, "a member": w.dana, "a stranger": w.sam} {
		_, errs := w.EnterprisePolicy(ctx, v, "globex", patrol.FineGrained)
		_, spread := w.EnterpriseSpread(ctx, v, "globex")
		_, hist := w.PolicyHistory(ctx, v, "globex", "", 0)
		_, log := w.AuditLog(ctx, v, patrol.Enterprise, "globex", patrol.LogSearch{Limit: 10})
		_, people := w.EnterpriseOwners(ctx, v, "globex", "")
		for what, err := range map[string]error{
			"policy": errs, "spread": spread, "history": hist, "log": log, "people": people,
			"change":    w.ChangeEnterprisePolicy(ctx, v, "globex", restrict),
			"withdraw":  w.WithdrawChange(ctx, v, "globex", 1),
			"roll back": w.RollBack(ctx, v, "globex", 1, ""),
			"add":       w.AddEnterpriseOwner(ctx, v, "globex", "dana"),
			"remove":    w.RemoveEnterpriseOwner(ctx, v, "globex", "erin"),
		} {
			if !patrol.NotFound.Is(err) {
				t.Errorf("%s, %s: %v", who, what, err)
			}
		}
	}
	w.wantKind(patrol.NotFound, w.ChangeEnterprisePolicy(ctx, w.olivia, "acme", restrict))
	w.now = w.now.Add(patrol.ConfirmedFor)
	w.wantKind(patrol.Unconfirmed, w.ChangeEnterprisePolicy(ctx, w.erin, "globex", restrict))
	w.wantKind(patrol.Unconfirmed, w.AddEnterpriseOwner(ctx, w.erin, "globex", "dana"))
}

func TestWhatAnEnterpriseMayDecide(t *testing.T) {
	access, lifetime, approval := patrol.AccessBlock, patrol.LifetimeBlock, patrol.ApprovalBlock
	day := time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		block patrol.Block
		to    patrol.Policy
		on    time.Time
		field string // that there is a problem with
	}{
		{access, patrol.Policy{Access: patrol.No}, time.Time{}, ""},
		{access, patrol.Policy{Access: patrol.No}, day, ""},
		{access, patrol.Policy{Access: "maybe"}, time.Time{}, "access"},
		{access, patrol.Policy{Access: patrol.Yes}, day, "on"},
		{approval, patrol.Policy{Approval: patrol.No}, time.Time{}, ""},
		{approval, patrol.Policy{Approval: patrol.Yes}, day, ""},
		{approval, patrol.Policy{Approval: patrol.No}, day, "on"},
		{lifetime, patrol.Policy{MaxDays: 90, ExemptAdmins: true}, day, ""},
		{lifetime, patrol.Policy{MaxDays: 90}, day.AddDate(0, 0, 89), ""},
		{lifetime, patrol.Policy{MaxDays: 90}, day.AddDate(0, 0, 90), "on"},
		{lifetime, patrol.Policy{MaxDays: 90}, day.AddDate(0, 0, -1), "on"},
		{lifetime, patrol.Policy{MaxDays: patrol.Forever}, day, "on"},
		{lifetime, patrol.Policy{MaxDays: patrol.Forever}, time.Time{}, ""},
		{lifetime, patrol.Policy{MaxDays: 367}, time.Time{}, "max_days"},
		{lifetime, patrol.Policy{}, time.Time{}, "max_days"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %+v on %s", tt.block, tt.to, tt.on), func(t *testing.T) {
			w := newTown(t)
			err := w.rules(tt.block, tt.to, tt.on)
			if tt.field != "" {
				w.wantProblem(err, tt.field)
				if len(w.history()) != 0 {
					t.Errorf("kept: %+v", w.history()[0])
				}
				return
			}
			w.must(err)
			is := w.globexPolicy()
			if tt.on.IsZero() != (is.Policy.About(tt.block) == tt.to) || tt.on.IsZero() != (len(is.Coming) == 0) {
				t.Errorf("%+v", is)
			}
			e := w.history()[0]
			if e.To != tt.to || e.By != "erin" || e.Note != "to be safe" || !e.On.Equal(tt.on) || !e.At.Equal(w.now) {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestOrganizationsSetNoDay(t *testing.T) {
	w := newTown(t)
	c := restrict
	c.On = w.now.Add(tomorrow)
	w.wantProblem(w.ChangePolicy(t.Context(), w.olivia, "acme", c), "on")
	c = patrol.PolicyChange{Kind: patrol.FineGrained, Block: patrol.LifetimeBlock,
		To: patrol.Policy{MaxDays: 9, ExemptAdmins: true}}
	w.wantProblem(w.ChangePolicy(t.Context(), w.olivia, "acme", c), "exempt_admins")
}

// What is announced holds from its second on, whoever remembers what, and is
// written down once.
func TestAChangeTakesEffectOnItsSecond(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	secret := w.create(w.dana, w.ci()).Secret
	on := w.now.Add(tomorrow)
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 7}, on))
	for _, step := range []struct {
		at   time.Time
		rule string
		n    int
	}{{w.now, "in order", 0}, {on.Add(-time.Second), "in order", 0}, {on, "lifetime", 1}, {on, "lifetime", 0}} {
		w.now = step.at
		w.wantRule(secret, w.site, patrol.Read, step.rule)
		g := w.governance(patrol.FineGrained)
		if (g.Limit(false).Days == 7) != (step.rule == "lifetime") || (len(g.Coming) == 0) != (step.rule == "lifetime") {
			t.Errorf("%s: %+v", step.at, g)
		}
		spec := w.ci()
		spec.Name = "second"
		o, err := w.Outlook(t.Context(), w.dana, spec)
		w.must(err)
		if (len(o.Problems) > 0) != (step.rule == "lifetime") {
			t.Errorf("the wizard at %s: %v", step.at, o.Problems)
		}
		n, err := w.SettlePolicies(t.Context())
		w.must(err)
		if n != step.n {
			t.Errorf("%d changes written down at %s, want %d", n, step.at, step.n)
		}
		w.wantRule(secret, w.site, patrol.Read, step.rule)
	}
	e := w.history()[0]
	if e.State != patrol.ChangeDone || !e.ClosedAt.Equal(on) {
		t.Errorf("%+v", e)
	}
	want := []string{"expiration_limit_set", "policy_change_scheduled"}
	if got := w.globexLog()[:2]; !reflect.DeepEqual(got, want) {
		t.Errorf("the log has %v", got)
	}
}

func TestAChangeIsWithdrawnBeforeItsDay(t *testing.T) {
	w := newTown(t)
	on := w.now.Add(tomorrow)
	w.must(w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, on))
	w.wantKind(patrol.Conflict, w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, time.Time{}))
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 7}, on))
	lifetime, access := w.history()[0], w.history()[1]
	w.wantKind(patrol.Conflict, w.RollBack(t.Context(), w.erin, "globex", access.ID, ""))
	w.must(w.WithdrawChange(t.Context(), w.erin, "globex", access.ID))
	w.wantKind(patrol.Conflict, w.WithdrawChange(t.Context(), w.erin, "globex", access.ID))
	w.now = on
	w.erin = w.signIn("erin")
	w.wantKind(patrol.Conflict, w.WithdrawChange(t.Context(), w.erin, "globex", lifetime.ID))
	u, err := w.PolicyUndo(t.Context(), w.erin, "globex", lifetime.ID)
	w.must(err)
	if u.Stays != "" || u.Outlook == nil {
		t.Errorf("what has just taken effect cannot be rolled back: %s", u.Stays)
	}
	if p := w.globexPolicy().Policy; p != (patrol.Policy{MaxDays: 7}) {
		t.Errorf("globex decided %+v", p)
	}
}

func TestAChangeIsRolledBack(t *testing.T) {
	w := newTown(t)
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 7, ExemptAdmins: true}, time.Time{}))
	first := w.history()[0]
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 30}, time.Time{}))
	second := w.history()[0]
	w.must(w.RollBack(t.Context(), w.erin, "globex", second.ID, "too long"))
	back := w.history()[0]
	if !back.Back || back.Note != "too long" || back.To != first.To || w.globexPolicy().Policy != first.To {
		t.Errorf("%+v leads to %+v", back, w.globexPolicy().Policy)
	}
	w.wantKind(patrol.Conflict, w.RollBack(t.Context(), w.erin, "globex", second.ID, ""))
	w.must(w.RollBack(t.Context(), w.erin, "globex", first.ID, ""))
	if p := w.globexPolicy().Policy; p != (patrol.Policy{MaxDays: 366}) {
		t.Errorf("globex decided %+v", p)
	}
	want := []string{"expiration_limit_set", "policy_change_rolled_back"}
	if got := w.globexLog()[:2]; !reflect.DeepEqual(got, want) {
		t.Errorf("the log has %v", got)
	}
}

func TestAnEnterpriseKeepsAnOwner(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	w.wantKind(patrol.Conflict, w.RemoveEnterpriseOwner(ctx, w.erin, "globex", "erin"))
	w.wantProblem(w.AddEnterpriseOwner(ctx, w.erin, "globex", "acme"), "login")
	w.wantProblem(w.AddEnterpriseOwner(ctx, w.erin, "globex", "nobody"), "login")
	w.wantProblem(w.AddEnterpriseOwner(ctx, w.erin, "globex", "erin"), "login")
	w.must(w.AddEnterpriseOwner(ctx, w.erin, "globex", "dana"))
	w.must(w.Suspend(ctx, "dana", true))
	w.wantKind(patrol.Conflict, w.RemoveEnterpriseOwner(ctx, w.erin, "globex", "erin"))
	w.must(w.RemoveEnterpriseOwner(ctx, w.erin, "globex", "dana"))
	w.must(w.AddEnterpriseOwner(ctx, w.erin, "globex", "sam"))
	w.must(w.RemoveEnterpriseOwner(ctx, w.erin, "globex", "erin"))
	people, err := w.EnterpriseOwners(ctx, w.sam, "globex", "")
	w.must(err)
	if len(people.Owners) != 1 || people.Owners[0].Login != "sam" {
		t.Errorf("%+v", people.Owners)
	}
}

// What leaves an enterprise takes nothing with it, and what it does then is
// its own.
func TestAnEnterpriseKeepsItsLog(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.No}))
	w.update(func(tx patrol.Tx) error {
		w.acme.Enterprise = 0
		return tx.UpdateAccount(w.acme)
	})
	w.must(w.change(patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.Yes}))
	if got := w.globexLog(); !reflect.DeepEqual(got, []string{"access_restriction_enabled"}) {
		t.Errorf("globex's log has %v", got)
	}
	for search, n := range map[string]int{"org:acme": 1, "org:initech": 0, "org:acme actor:olivia restricted": 1} {
		log, err := w.AuditLog(t.Context(), w.erin, patrol.Enterprise, "globex", patrol.LogSearch{Text: search, Limit: 10})
		w.must(err)
		if len(log.Events) != n {
			t.Errorf("%s finds %d events, want %d", search, len(log.Events), n)
		}
	}
	if got := w.events(); len(got) != 2 || got[0].Business != "" || got[1].Business != "globex" {
		t.Errorf("acme's log has %+v", got)
	}
}
