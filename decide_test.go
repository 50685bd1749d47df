package patrol

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// ask is a question that no rule but the last applies to, after breaks.
func ask(breaks ...func(*Question)) Question {
	q := Question{
		Bearer: &Bearer{
			TokenID:    9,
			OwnerID:    7,
			User:       &Account{ID: 3},
			Life:       Life{IssuedAt: noon.Add(-day), ExpiresAt: noon.Add(day)},
			Admissions: []Admission{{OwnerID: 7, Reach: Reach{Selection: Selected, Repositories: []int64{5}, Permissions: Permissions{"contents": Write}}}},
		},
		Access: Access{OwnerID: 7, RepositoryID: 5, Needs: []Permissions{{"contents": Write}}, Takes: Write, Role: Write},
		Now:    noon,
	}
	for _, b := range breaks {
		b(&q)
	}
	return q
}

// Ways to break a question, one for each rule of the law but the last, which
// has nothing against it.
var (
	anonymous     = func(q *Question) { q.Anonymous, q.Bearer = true, nil }
	unknown       = func(q *Question) { q.Bearer = nil }
	expired       = func(q *Question) { q.Now = q.Bearer.ExpiresAt }
	suspended     = func(q *Question) { q.Bearer.User = &Account{ID: 3, SuspendedAt: noon} }
	public        = func(q *Question) { q.Access.Public, q.Access.Reads, q.Access.Open = true, true, true }
	elsewhere     = func(q *Question) { q.Access.OwnerID = 8 }
	restricted    = func(q *Question) { q.Access.Governance.Org.Access = No }
	notGranted    = func(q *Question) { q.Bearer.Admissions = nil }
	outsider      = func(q *Question) { q.Access.Role = None }
	limited       = func(q *Question) { q.Access.Governance.Org.MaxDays = 1 }
	notSelected   = func(q *Question) { q.Access.RepositoryID = 6 }
	needsMore     = func(q *Question) { q.Access.Needs = []Permissions{{"administration": Write}} }
	mayOnlyRead   = func(q *Question) { q.Access.Role = Read }
	archived      = func(q *Question) { q.Access.Archived = true }
	classicOnly   = func(q *Question) { q.Access.Closed = true }
	publicToWrite = func(q *Question) { q.Access.Public = true }
)

func needs(p ...Permissions) func(*Question) { return func(q *Question) { q.Access.Needs = p } }

func TestDecide(t *testing.T) {
	tests := []struct {
		name string
		q    Question
		want Decision
	}{
		{"all in order", ask(), Decision{Allowed, "in order"}},
		{"nobody", ask(anonymous), Decision{NeedsCredentials, "no credentials"}},
		{"nobody, in public", ask(anonymous, public), Decision{Allowed, "public to read"}},
		{"nobody, to write in public", ask(anonymous, publicToWrite), Decision{NeedsCredentials, "no credentials"}},
		{"no such token", ask(unknown), Decision{BadCredentials, "unknown token"}},
		{"no such token, in public", ask(unknown, public), Decision{BadCredentials, "unknown token"}},
		{"in its last second", ask(func(q *Question) { q.Now = q.Bearer.ExpiresAt.Add(-time.Second) }), Decision{Allowed, "in order"}},
		{"expired", ask(expired), Decision{BadCredentials, "expired token"}},
		{"expired, in public", ask(expired, public), Decision{BadCredentials, "expired token"}},
		{"suspended", ask(suspended, public), Decision{BadCredentials, "suspended user"}},
		{"public", ask(public, elsewhere, restricted, notGranted, outsider), Decision{Allowed, "public to read"}},
		{"another organization", ask(elsewhere), Decision{Hidden, "other owner"}},
		{"tokens restricted", ask(restricted), Decision{Hidden, "tokens restricted"}},
		{"waits for approval", ask(notGranted), Decision{Hidden, "no grant"}},
		{"user may not see", ask(outsider, limited), Decision{Hidden, "user may not see"}},
		{"lives too long", ask(limited), Decision{LifetimeRefused, "lifetime"}},
		{"repository not selected", ask(notSelected, needsMore), Decision{Hidden, "repository not selected"}},
		{"guarded, in public", ask(needsMore, publicToWrite, func(q *Question) { q.Access.Reads = true }),
			Decision{MissingPermission, "permission"}},
		{"for classic tokens", ask(classicOnly, needsMore), Decision{MissingPermission, "classic tokens only"}},
		{"needs more", ask(needsMore, mayOnlyRead), Decision{MissingPermission, "permission"}},
		{"needs both", ask(needs(Permissions{"contents": Read, "issues": Read})), Decision{MissingPermission, "permission"}},
		{"needs either", ask(needs(Permissions{"issues": Read}, Permissions{"contents": Read})), Decision{Allowed, "in order"}},
		{"needs nothing", ask(needs()), Decision{Allowed, "in order"}},
		{"user may not do", ask(mayOnlyRead, archived), Decision{BeyondUser, "user may not do"}},
		{"archived", ask(archived), Decision{ReadOnly, "archived"}},
		{"archived, to read", ask(archived, func(q *Question) { q.Access.Reads = true }), Decision{Allowed, "in order"}},
		{"exempt administrator", ask(func(q *Question) {
			q.Access.Exempt = true
			q.Access.Governance = Governance{EnterpriseName: "globex", Enterprise: Policy{MaxDays: 1, ExemptAdmins: true}}
		}), Decision{Allowed, "in order"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Decide(tt.q); got != tt.want {
				t.Errorf("Decide = %v, want %v", got, tt.want)
			}
		})
	}
}

// Of two faults that a question has, the one that the law names first decides:
// all pairs of breaks, against the order that is written down here.
func TestTheFirstRuleDecides(t *testing.T) {
	faults := []struct {
		rule  string
		fault func(*Question)
	}{
		{"expired token", expired}, {"suspended user", suspended}, {"other owner", func(q *Question) {
			q.Bearer.OwnerID, q.Bearer.Admissions = 8, nil
		}},
		{"tokens restricted", restricted}, {"no grant", notGranted}, {"user may not see", outsider}, {"lifetime", limited},
		{"repository not selected", notSelected}, {"classic tokens only", classicOnly}, {"permission", needsMore}, {"user may not do", mayOnlyRead}, {"archived", archived},
	}
	for i, first := range faults {
		for _, second := range faults[i+1:] {
			q := ask(second.fault, first.fault)
			if got := Decide(q).Rule; got != first.rule {
				t.Errorf("%s and %s: decided by %q", first.rule, second.rule, got)
			}
		}
	}
}

// In a small world of all that a question can be made of, no token reads what
// is private, or writes anything, unless each thing that it takes is there.
func TestNothingIsAllowedForFree(t *testing.T) {
	asked := 0
	for mask := range 1 << 12 {
		has := func(bit int) bool { return mask&(1<<bit) != 0 }
		q := ask()
		for bit, fault := range []func(*Question){anonymous, expired, suspended, elsewhere, restricted, notGranted,
			outsider, limited, notSelected, needsMore} {
			if has(bit) && (q.Bearer != nil || bit == 0) {
				fault(&q)
			}
		}
		isPublic, reads := has(10), has(11)
		q.Access.Public, q.Access.Reads, q.Access.Open = isPublic, reads, reads
		asked++
		good := mask&(1<<10-1) == 0
		alive := !has(0) && !has(1) && !has(2)
		want := good || isPublic && reads && (has(0) || alive)
		if got := Decide(q).Verdict == Allowed; got != want {
			t.Errorf("%012b: allowed %v, want %v (%v)", mask, got, want, Decide(q))
		}
	}
	if asked != 4096 {
		t.Errorf("asked %d questions", asked)
	}
}

// What is hidden is said to be missing; of what is public everybody knows.
func TestWhatCallersAreTold(t *testing.T) {
	tests := []struct {
		q    Question
		kind Kind
		says string
	}{
		{ask(anonymous), Unauthenticated, "Requires authentication"},
		{ask(unknown), Unauthenticated, "Bad credentials"},
		{ask(notGranted), NotFound, "Not Found"},
		{ask(notGranted, publicToWrite), Forbidden, "Resource not accessible by personal access token"},
		{ask(needsMore), Forbidden, "Resource not accessible by personal access token"},
		{ask(mayOnlyRead), Forbidden, "Must have write rights to this resource."},
		{ask(archived), Forbidden, "Repository was archived so is read-only."},
		{ask(limited, func(q *Question) { q.Access.Governance.OrgName = "acme" }), Forbidden,
			"The 'acme' organization forbids access via a fine-grained personal access tokens if the token's lifetime is " +
				"greater than 1 days. Please adjust your token's lifetime at the following URL: " +
				"https://patrol.test/settings/personal-access-tokens/9"},
	}
	for _, tt := range tests {
		err := Decide(tt.q).Err(tt.q, "https://patrol.test")
		if !tt.kind.Is(err) || err.Error() != tt.says {
			t.Errorf("%v: says %v, want %s", Decide(tt.q), err, tt.says)
		}
	}
	if err := Decide(ask()).Err(ask(), ""); err != nil {
		t.Error(err)
	}
}

// The zero of everything gives nothing away.
func TestZeroIsSafe(t *testing.T) {
	if got := Decide(Question{}); got.Verdict != BadCredentials {
		t.Errorf("the zero Question is %v", got)
	}
	if !NotFound.Is((Decision{}).Err(Question{}, "")) {
		t.Error("the zero Decision is no refusal")
	}
	if (Reach{}).Has(0) || (Reach{}).Has(1) {
		t.Error("the zero Reach reaches something")
	}
	if got := (roleFacts{}).role(); got != None {
		t.Errorf("the zero role is %v", got)
	}
	if (Limit{}).Allows(1) || (Limit{}).Allows(Forever) {
		t.Error("the zero Limit allows a life")
	}
	for _, text := range []string{fmt.Sprint(Secret{"x"}), fmt.Sprintf("%v %+v %#v", Secret{"x"}, Secret{"x"}, Key{"x"})} {
		if strings.Contains(text, "x") {
			t.Errorf("a secret prints as %q", text)
		}
	}
}

func TestRoles(t *testing.T) {
	tests := []struct {
		name  string
		facts roleFacts
		want  Level
	}{
		{"one's own", roleFacts{owns: true}, Admin},
		{"organization owner", roleFacts{membership: Owner, base: None}, Admin},
		{"member", roleFacts{membership: Member, base: Read}, Read},
		{"member, where members may nothing", roleFacts{membership: Member}, None},
		{"member who collaborates", roleFacts{membership: Member, base: Read, collaborates: Write}, Write},
		{"stranger, whatever members may", roleFacts{base: Admin}, None},
		{"outside collaborator", roleFacts{base: Admin, collaborates: Write}, Write},
		{"anybody, in public", roleFacts{visibility: Public}, Read},
		{"stranger, internal", roleFacts{visibility: Internal}, None},
		{"colleague, internal", roleFacts{visibility: Internal, insider: true}, Read},
		{"colleague, private", roleFacts{visibility: Private, insider: true}, None},
		{"member, internal, where members may nothing", roleFacts{visibility: Internal, membership: Member}, Read},
	}
	for _, tt := range tests {
		if got := tt.facts.role(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
