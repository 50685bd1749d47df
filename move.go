package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Move is from a classic token to fine-grained ones: the least that covers
// what was recorded of its uses, one token for each resource owner.
type Move struct {
	Token     *Token
	Steps     []*MoveStep
	Uncovered []Uncovered // what no fine-grained token could have done
	Open      int64       // uses that anybody could have had
	Notes     []string    // what the record does not tell, a sentence each
	// Could is what the classic token can get at, and Will what the new ones can.
	Could, Will Extent
}

// A MoveStep is a fine-grained token to be made.
type MoveStep struct {
	Owner  *ResourceOwner
	Reach  Reach
	Covers []*Visit
	Made   *Token // that was made for it, and stands; nil for none
}

// Done reports whether the token that was made for s may do all that s proposes.
func (s *MoveStep) Done() bool { return s.Made != nil && s.Reach.Within(s.Made.Wants) }

// Uncovered is a visit that no fine-grained token could make, and why.
type Uncovered struct {
	*Visit
	Why string
}

// An Extent is how much tokens get at, public repositories left out.
type Extent struct{ Owners, Repositories, Operations int }

// Move returns what could take the place of a classic token of v's.
func (a *Authority) Move(ctx context.Context, v *Viewer, id int64) (m *Move, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		t, err := tx.ClassicToken(v.ID, id)
		if err != nil {
			return err
		}
		visits, err := tx.Visits(id)
		if err != nil {
			return err
		}
		owners := map[int64]*ResourceOwner{}
		for _, visit := range visits {
			if owners[visit.OwnerID] == nil {
				if owners[visit.OwnerID], err = a.resourceOwner(tx, v.Account, visit.Owner); err != nil {
					return err
				}
			}
		}
		m = propose(t, visits, owners, a.Limits.SelectedRepositories())
		made, err := tx.Successors(id)
		if err != nil {
			return err
		}
		m.recognize(made, a.Now())
		return m.measure(tx)
	})
	return m, err
}

// propose is the move of t, which made such visits, to resource owners that its
// user may choose, by id: nil for those that it may not. So many repositories
// may be selected by name.
func propose(t *Token, visits []*Visit, owners map[int64]*ResourceOwner, most int) *Move {
	m := &Move{Token: t}
	pushed := false
	for _, v := range visits {
		if v.Open {
			m.Open += v.Uses
			continue
		}
		if why := v.obstacle(owners[v.OwnerID]); why != "" {
			m.Uncovered = append(m.Uncovered, Uncovered{v, why})
			continue
		}
		pushed = pushed || v.Operation == string(ReceivePack)
		s := m.step(owners[v.OwnerID])
		s.Covers = append(s.Covers, v)
	}
	for _, s := range m.Steps {
		if s.choose(most) {
			m.note("%s: more than %d repositories can't be selected by name, so all are.", s.Owner.Login, most)
		}
	}
	if pushed && t.Scopes.Include(workflowScope) {
		m.note("Which files were pushed is not recorded: to push workflow files, add Workflows yourself.")
	}
	return m
}

// recognize notes which of m's tokens are among those made, the newest for each
// owner. What has ended or was turned down takes over from nothing.
func (m *Move) recognize(made []*Token, now time.Time) {
	for _, s := range m.Steps {
		for _, t := range made {
			if t.OwnerID == s.Owner.ID && !t.Expired(now) && (t.State == Active || t.State == Pending) {
				s.Made = t
			}
		}
	}
}

func (m *Move) note(format string, args ...any) {
	m.Notes = append(m.Notes, fmt.Sprintf(format, args...))
}

// step is that of a resource owner.
func (m *Move) step(owner *ResourceOwner) *MoveStep {
	for _, s := range m.Steps {
		if s.Owner == owner {
			return s
		}
	}
	s := &MoveStep{Owner: owner}
	m.Steps = append(m.Steps, s)
	return s
}

// obstacle is why no fine-grained token for owner could make v, or "".
//
// GitHub: "Managing your personal access tokens", Fine-grained personal access
// tokens limitations.
func (v *Visit) obstacle(owner *ResourceOwner) string {
	o, known := v.operation()
	switch {
	case v.OwnerKind == Enterprise:
		return "Fine-grained tokens do not reach enterprises."
	case owner == nil:
		return fmt.Sprintf("Fine-grained tokens reach what is yours and what is an organization's that you are a member of; %s is neither.",
			v.Owner)
	case !owner.Allowed:
		return owner.Login + " does not allow fine-grained tokens."
	case v.RepositoryID != 0 && v.Repository == "":
		return "The repository is not there any more."
	case !known || !o.Callable:
		return "No fine-grained token can do this."
	case len(o.Needs) > 0 && len(v.needs(o, owner.Kind)) == 0:
		return fmt.Sprintf("The permissions that it takes can't be given for what belongs to %s.", owner.Login)
	}
	return ""
}

// operation is what v did.
func (v *Visit) operation() (Operation, bool) {
	switch GitService(v.Operation) {
	case UploadPack:
		return OperationByRoute("GET /repos/{owner}/{repo}/contents/{path}")
	case ReceivePack:
		return Operation{Method: "POST", Needs: []Permissions{{"contents": Write}}, Callable: true}, true
	}
	return OperationByRoute(v.Operation)
}

// needs are the sets of permissions, any one of which o takes, that can be
// given where the resource owner is of such a kind. Lists show what a token
// reaches, and take nothing by themselves.
func (v *Visit) needs(o Operation, owner AccountKind) []Permissions {
	list := v.RepositoryID == 0 && !o.Writes()
	var sets []Permissions
	for _, set := range o.Needs {
		given := Permissions{}
		fits := true
		for key, level := range set {
			p, _ := PermissionByKey(key)
			fits = fits && p.Group.fits(owner == User, false)
			if p.Group != RepositoryGroup || !list {
				given[key] = level
			}
		}
		if fits {
			sets = append(sets, given)
		}
	}
	return sets
}

// choose finds the least reach that covers s, and reports whether it is more
// repositories than were visited, because these are too many.
func (s *MoveStep) choose(most int) (tooMany bool) {
	r := &s.Reach
	var open [][]Permissions // several would do
	anywhere := false        // something in repositories that is about none by name
	r.Permissions = Permissions{}
	for _, v := range s.Covers {
		o, _ := v.operation()
		if v.RepositoryID != 0 {
			r.Repositories = append(r.Repositories, v.RepositoryID)
		}
		sets := v.needs(o, s.Owner.Kind)
		if len(sets) == 1 {
			r.Permissions = r.Permissions.with(sets[0])
		} else if len(sets) > 1 {
			open = append(open, sets)
		}
		anywhere = anywhere || v.RepositoryID == 0 && o.Writes() && o.inRepositories()
	}
	for _, sets := range open {
		r.Permissions = r.Permissions.with(slices.MinFunc(sets, func(a, b Permissions) int {
			return r.Permissions.growth(a) - r.Permissions.growth(b)
		}))
	}
	r.Repositories = slices.Compact(slices.Sorted(slices.Values(r.Repositories)))
	tooMany = len(r.Repositories) > most
	switch {
	case tooMany || anywhere:
		r.Selection, r.Repositories = All, nil
	case len(r.Repositories) > 0:
		r.Selection = Selected
	default:
		r.Selection = PublicOnly
	}
	r.Permissions = r.Permissions.WithMetadata()
	return tooMany
}

// inRepositories reports whether o takes a permission in repositories.
func (o Operation) inRepositories() bool {
	for _, set := range o.Needs {
		for key := range set {
			if p, _ := PermissionByKey(key); p.Group == RepositoryGroup {
				return true
			}
		}
	}
	return false
}

// measure finds out how much m's tokens get at.
func (m *Move) measure(tx Tx) error {
	around, err := tx.OwnersAround(m.Token.UserID)
	if err != nil {
		return err
	}
	notPublic := []Visibility{Private, Internal}
	if m.Token.Scopes.Include(RepoScope) {
		q := RepositoryQuery{UserID: m.Token.UserID, Visibilities: notPublic}
		if m.Could.Repositories, err = tx.CountRepositories(q); err != nil {
			return err
		}
	}
	m.Could.Owners, m.Will.Owners = len(around), len(m.Steps)
	for _, s := range m.Steps {
		q := RepositoryQuery{UserID: m.Token.UserID, OwnerID: s.Owner.ID, IDs: s.Reach.Repositories, Visibilities: notPublic}
		if s.Reach.Selection == PublicOnly {
			continue
		}
		n, err := tx.CountRepositories(q)
		if err != nil {
			return err
		}
		m.Will.Repositories += n
	}
	m.Could.Operations, m.Will.Operations = m.countOperations()
	return nil
}

// countOperations is how many operations m's classic token may do, and how
// many its fine-grained ones together.
func (m *Move) countOperations() (could, will int) {
	var holdings []holding
	for _, s := range m.Steps {
		holdings = append(holdings, s.Reach.hold(s.Owner.Kind))
	}
	for i := range operations {
		o := &operations[i]
		if len(o.Scopes) == 0 || m.Token.Scopes.includeAny(o.Scopes) {
			could++
		}
		if slices.ContainsFunc(holdings, func(h holding) bool { return h.opens(o) }) {
			will++
		}
	}
	return could, will
}

// Spec is the token that s asks to make in the place of a classic one: its name
// is the note, as far as a name may be as long.
func (s *MoveStep) Spec(from *Token) TokenSpec {
	name := []rune(strings.TrimSpace(from.Name))
	return TokenSpec{Name: strings.TrimSpace(string(name[:min(len(name), maxTokenName)])), Owner: s.Owner.Login,
		Days: s.Owner.Limit.Default(), Reach: s.Reach, Replaces: from.ID}
}
