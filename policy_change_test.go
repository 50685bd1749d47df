package patrol_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"patrol"
)

// change has olivia change what acme decided, as a page that is up to date would.
func (w *town) change(k patrol.TokenKind, b patrol.Block, to patrol.Policy) error {
	w.t.Helper()
	g := w.governance(k)
	c := patrol.PolicyChange{Kind: k, Block: b, From: g.Org, To: to}
	return w.ChangePolicy(w.t.Context(), w.olivia, "acme", c)
}

// governance is what holds at acme.
func (w *town) governance(k patrol.TokenKind) patrol.Governance {
	w.t.Helper()
	g, err := w.Governance(w.t.Context(), w.olivia, "acme", k)
	w.must(err)
	return g
}

// decree has globex decide p about fine-grained tokens.
func (w *town) decree(p patrol.Policy) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.globex.ID, patrol.FineGrained, p) })
}

// restrict is a change of a policy that said nothing.
var restrict = patrol.PolicyChange{
	Kind: patrol.FineGrained, Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No},
}

func TestPoliciesAreForOwnersToChange(t *testing.T) {
	w := newTown(t)
	for who, v := range map[string]*patrol.Viewer{
		"a member": w.dana, "an enterprise's owner": w.erin, "a stranger": w.sam,
	} {
		_, err := w.Governance(t.Context(), v, "acme", patrol.FineGrained)
		if !patrol.NotFound.Is(err) {
			t.Errorf("%s sees the policy: %v", who, err)
		}
		_, err = w.PolicyOutlook(t.Context(), v, patrol.Organization, "acme", restrict)
		if !patrol.NotFound.Is(err) {
			t.Errorf("%s sees what a change does: %v", who, err)
		}
		if err := w.ChangePolicy(t.Context(), v, "acme", restrict); !patrol.NotFound.Is(err) {
			t.Errorf("%s changes the policy: %v", who, err)
		}
	}
	for _, login := range []string{"globex", "dana", "initech", "nobody"} {
		w.wantKind(patrol.NotFound, w.ChangePolicy(t.Context(), w.olivia, login, restrict))
	}
	w.now = w.now.Add(patrol.ConfirmedFor)
	w.wantKind(patrol.Unconfirmed, w.ChangePolicy(t.Context(), w.olivia, "acme", restrict))
	w.wantKind(patrol.NotFound, w.ChangePolicy(t.Context(), w.dana, "acme", restrict))
}

func TestWhatAnOrganizationMayDecide(t *testing.T) {
	access, lifetime, approval := patrol.AccessBlock, patrol.LifetimeBlock, patrol.ApprovalBlock
	tests := []struct {
		enterprise patrol.Policy
		block      patrol.Block
		to         patrol.Policy
		kind       patrol.Kind // 0 if it may
		field      string
	}{
		{patrol.Policy{}, access, patrol.Policy{Access: patrol.No}, 0, ""},
		{patrol.Policy{}, access, patrol.Policy{}, patrol.Invalid, "access"},
		{patrol.Policy{}, access, patrol.Policy{Access: "maybe"}, patrol.Invalid, "access"},
		{patrol.Policy{}, approval, patrol.Policy{Approval: patrol.No}, 0, ""},
		{patrol.Policy{}, approval, patrol.Policy{}, patrol.Invalid, "approval"},
		{patrol.Policy{Access: patrol.Yes}, access, patrol.Policy{Access: patrol.No}, patrol.Forbidden, ""},
		{patrol.Policy{Access: patrol.No}, access, patrol.Policy{Access: patrol.Yes}, patrol.Forbidden, ""},
		{patrol.Policy{Access: patrol.No}, approval, patrol.Policy{Approval: patrol.No}, 0, ""},
		{patrol.Policy{Approval: patrol.Yes}, approval, patrol.Policy{Approval: patrol.No}, patrol.Forbidden, ""},
		{patrol.Policy{}, lifetime, patrol.Policy{MaxDays: 1}, 0, ""},
		{patrol.Policy{}, lifetime, patrol.Policy{MaxDays: 366}, 0, ""},
		{patrol.Policy{}, lifetime, patrol.Policy{MaxDays: 367}, patrol.Invalid, "max_days"},
		{patrol.Policy{}, lifetime, patrol.Policy{MaxDays: -2}, patrol.Invalid, "max_days"},
		{patrol.Policy{}, lifetime, patrol.Policy{}, patrol.Invalid, "max_days"},
		{patrol.Policy{}, lifetime, patrol.Policy{MaxDays: patrol.Forever}, patrol.Invalid, "max_days"},
		{patrol.Policy{MaxDays: patrol.Forever}, lifetime, patrol.Policy{MaxDays: patrol.Forever}, 0, ""},
		{patrol.Policy{MaxDays: 30}, lifetime, patrol.Policy{MaxDays: 30}, 0, ""},
		{patrol.Policy{MaxDays: 30}, lifetime, patrol.Policy{MaxDays: 31}, patrol.Invalid, "max_days"},
		{patrol.Policy{MaxDays: 30}, lifetime, patrol.Policy{MaxDays: patrol.Forever}, patrol.Invalid, "max_days"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s %+v under %+v", tt.block, tt.to, tt.enterprise), func(t *testing.T) {
			w := newTown(t)
			w.decree(tt.enterprise)
			err := w.change(patrol.FineGrained, tt.block, tt.to)
			switch {
			case tt.kind == 0:
				w.must(err)
			case tt.kind == patrol.Invalid:
				w.wantProblem(err, tt.field)
			default:
				w.wantKind(tt.kind, err)
			}
			g := w.governance(patrol.FineGrained)
			if tt.kind == 0 && g.Settled().About(tt.block) != tt.to {
				t.Errorf("acme's policy is %+v", g.Org)
			}
			if tt.kind != 0 && g.Org != (patrol.Policy{}) {
				t.Errorf("acme's policy is %+v after a refusal", g.Org)
			}
		})
	}
}

func TestOnlyWhatThereIsCanBeDecided(t *testing.T) {
	w := newTown(t)
	yes := patrol.Policy{Access: patrol.Yes, Approval: patrol.Yes}
	w.wantKind(patrol.Invalid, w.change(patrol.Classic, patrol.ApprovalBlock, yes))
	w.wantKind(patrol.Invalid, w.change(patrol.FineGrained, "base", yes))
	w.wantKind(patrol.Invalid, w.change("", patrol.AccessBlock, yes))
}

func TestPolicyChangesAreInTheLog(t *testing.T) {
	w := newTown(t)
	w.decree(patrol.Policy{MaxDays: patrol.Forever})
	for _, c := range []struct {
		kind   patrol.TokenKind
		block  patrol.Block
		to     patrol.Policy
		action string // none if nothing changes
		detail string
	}{
		{patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.Yes}, "", ""}, // as by default
		{patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.No}, "access_restriction_enabled",
			"access of fine-grained tokens: restricted, was allowed"},
		{patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.Yes}, "access_restriction_disabled",
			"access of fine-grained tokens: allowed, was restricted"},
		{patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}, "auto_approve_grant_requests_enabled",
			"approval of fine-grained tokens: not required, was required"},
		{patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.Yes}, "auto_approve_grant_requests_disabled",
			"approval of fine-grained tokens: required, was not required"},
		{patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 366}, "", ""},
		{patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 90}, "expiration_limit_set",
			"lifetime of fine-grained tokens: 90 days at most, was 366 days at most"},
		{patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: patrol.Forever}, "expiration_limit_unset",
			"lifetime of fine-grained tokens: no limit, was 90 days at most"},
		{patrol.Classic, patrol.LifetimeBlock, patrol.Policy{MaxDays: 8}, "expiration_limit_set",
			"lifetime of classic tokens: 8 days at most, was no limit"},
		{patrol.Classic, patrol.AccessBlock, patrol.Policy{Access: patrol.No}, "access_restriction_enabled",
			"access of classic tokens: restricted, was allowed"},
	} {
		before := w.events()
		w.must(w.change(c.kind, c.block, c.to))
		added := w.events()
		added = added[:len(added)-len(before)]
		if c.action == "" {
			if len(added) != 0 {
				t.Errorf("%+v is recorded as %+v", c.to, added[0])
			}
			continue
		}
		if len(added) != 1 || added[0].Action != "personal_access_token."+c.action || added[0].Detail != c.detail ||
			added[0].ActorID != w.olivia.ID || added[0].OwnerID != w.acme.ID || added[0].From != w.olivia.From {
			t.Errorf("%+v is recorded as %+v", c, added)
		}
	}
}

func TestPolicyEventsTellFacts(t *testing.T) {
	w := newTown(t)
	w.decree(patrol.Policy{MaxDays: patrol.Forever})
	yes, no := true, false
	for _, c := range []struct {
		block patrol.Block
		to    patrol.Policy
		want  patrol.Facts
	}{
		{patrol.AccessBlock, patrol.Policy{Access: patrol.No}, patrol.Facts{Policy: "restricted"}},
		{patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No},
			patrol.Facts{ApprovalRequired: &no, Policy: "not required"}},
		{patrol.ApprovalBlock, patrol.Policy{Approval: patrol.Yes},
			patrol.Facts{ApprovalRequired: &yes, Policy: "required"}},
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: 90},
			patrol.Facts{TokenExpiration: "90", OldTokenExpiration: "366", Policy: "90 days at most"}},
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: patrol.Forever},
			patrol.Facts{OldTokenExpiration: "90", Policy: "no limit"}},
		{patrol.LifetimeBlock, patrol.Policy{MaxDays: 7},
			patrol.Facts{TokenExpiration: "7", OldTokenExpiration: "none", Policy: "7 days at most"}},
	} {
		c.want.PolicyOn = patrol.FineGrained
		w.must(w.change(patrol.FineGrained, c.block, c.to))
		if got := w.events()[0].Facts; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%+v: %+v, want %+v", c.to, got, c.want)
		}
	}
}

// events are those at acme, newest first.
func (w *town) events() []*patrol.Event {
	w.t.Helper()
	log, err := w.AuditLog(w.t.Context(), w.olivia, patrol.Organization, "acme", patrol.LogSearch{Limit: 1000})
	w.must(err)
	return log.Events
}

// What a policy takes away comes back with it, and what it does not, stays.
func TestUndoingAPolicyRestores(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	secret := w.create(w.dana, w.ci()).Secret
	check := func(b patrol.Block, to patrol.Policy, rule string) {
		t.Helper()
		w.must(w.change(patrol.FineGrained, b, to))
		w.wantRule(secret, w.site, patrol.Read, rule)
	}
	check(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, "tokens restricted")
	check(patrol.AccessBlock, patrol.Policy{Access: patrol.Yes}, "in order")
	check(patrol.LifetimeBlock, patrol.Policy{MaxDays: 29}, "lifetime")
	check(patrol.LifetimeBlock, patrol.Policy{MaxDays: 30}, "in order")
	check(patrol.ApprovalBlock, patrol.Policy{Approval: patrol.Yes}, "in order")
	w.must(w.change(patrol.Classic, patrol.AccessBlock, patrol.Policy{Access: patrol.No}))
	w.wantRule(secret, w.site, patrol.Read, "in order")
}

func TestTheSecondOwnerSeesWhatTheFirstDecided(t *testing.T) {
	w := newTown(t)
	first := patrol.PolicyChange{Kind: patrol.FineGrained, Block: patrol.LifetimeBlock, To: patrol.Policy{MaxDays: 30}}
	second := first
	second.To.MaxDays = 60
	w.must(w.ChangePolicy(t.Context(), w.olivia, "acme", first))
	w.wantKind(patrol.Conflict, w.ChangePolicy(t.Context(), w.olivia, "acme", second))
	w.must(w.ChangePolicy(t.Context(), w.olivia, "acme", restrict)) // another block
	if got := w.governance(patrol.FineGrained).Org; got != (patrol.Policy{Access: patrol.No, MaxDays: 30}) {
		t.Errorf("acme's policy is %+v", got)
	}
}

// Whatever was decided in whatever order, what holds follows from what is kept.
func TestWhatHoldsIsWhatIsKept(t *testing.T) {
	w := newTown(t)
	kinds := []patrol.TokenKind{patrol.FineGrained, patrol.Classic}
	kept := map[patrol.TokenKind]patrol.Policy{}
	above := map[patrol.TokenKind]patrol.Policy{}
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(r, "kind")
		ruling := rapid.SampledFrom([]patrol.Ruling{patrol.Unsaid, patrol.Yes, patrol.No})
		p := patrol.Policy{Access: ruling.Draw(r, "access"), Approval: ruling.Draw(r, "approval"),
			MaxDays: rapid.SampledFrom([]int{patrol.Forever, 0, 1, 30, 366, 400}).Draw(r, "days")}
		if rapid.IntRange(0, 3).Draw(r, "who") == 0 {
			p.MaxDays = min(p.MaxDays, patrol.MaxDays)
			above[kind] = p
			w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.globex.ID, kind, p) })
		} else {
			b := rapid.SampledFrom(kind.Blocks()).Draw(r, "block")
			was := w.governance(kind)
			if err := w.change(kind, b, p); err == nil {
				w.sensible(r, was, b, p, above[kind])
			}
			kept[kind] = w.governance(kind).Org
		}
		for _, k := range kinds {
			want := patrol.Governance{Kind: k, Org: kept[k], OrgName: "acme",
				Enterprise: above[k], EnterpriseName: "globex", EnterpriseTitle: "globex"}
			if got := w.governance(k); !reflect.DeepEqual(got, want) {
				r.Fatalf("%s: %+v, want %+v", k, got, want)
			}
		}
	})
}

// sensible fails r unless a change of b that went through holds now and
// touched nothing else.
func (w *town) sensible(r *rapid.T, was patrol.Governance, b patrol.Block, to, above patrol.Policy) {
	is := w.governance(was.Kind)
	for _, block := range was.Kind.Blocks() {
		if block != b && is.Org.About(block) != was.Org.About(block) {
			r.Fatalf("changing %s changed %s", b, block)
		}
	}
	if is.Settled().About(b) != to.About(b) {
		r.Fatalf("%s is %+v after %+v", b, is.Org, to)
	}
	if b != patrol.LifetimeBlock && above.About(b) != (patrol.Policy{}) {
		r.Fatalf("%s was the enterprise's to decide", b)
	}
	if most := above.MaxDays; b == patrol.LifetimeBlock && most > 0 {
		if to.MaxDays == patrol.Forever || to.MaxDays > most {
			r.Fatalf("%d days under %d", to.MaxDays, most)
		}
	}
}
