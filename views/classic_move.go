package views

import (
	"slices"
	"time"

	"patrol"
)

// A Move is the page that leads from a classic token to fine-grained ones.
type Move struct {
	Frame
	*patrol.Move
	Now time.Time
}

// lead says what the page proposes.
func (p Move) lead() string {
	switch {
	case len(p.Steps) == 0:
		return "Nothing is recorded of this token that a fine-grained one could do."
	case !slices.ContainsFunc(p.Steps, func(s *patrol.MoveStep) bool { return !s.Done() }):
		return "Fine-grained tokens have been made for all that this one did."
	case len(p.Steps) == 1:
		return "One fine-grained token does all below that this one did."
	}
	return "One fine-grained token for each owner does what this one did there."
}

// wizard is the form of the token that s proposes, filled in.
func (p Move) wizard(s *patrol.MoveStep) string {
	return newTokenPath + "?" + TokenFields{Spec: s.Spec(p.Token)}.Prefill().Encode()
}

// reached are the repositories that s proposes, by what was done there.
func reached(s *patrol.MoveStep) (all []*patrol.Repository) {
	seen := map[int64]bool{}
	for _, v := range s.Covers {
		if v.RepositoryID != 0 && !seen[v.RepositoryID] {
			seen[v.RepositoryID] = true
			all = append(all, &patrol.Repository{ID: v.RepositoryID, Owner: v.Owner, Name: v.Repository, Visibility: v.Visibility})
		}
	}
	return all
}

// place is where a visit was.
func place(v *patrol.Visit) string {
	if v.Repository == "" {
		return v.Owner
	}
	return v.Owner + "/" + v.Repository
}

// extents are what the classic token could get at beside what the new ones will.
func (p Move) extents() []extent {
	return []extent{
		{"Resource owners", p.Could.Owners, p.Will.Owners},
		{"Private and internal repositories", p.Could.Repositories, p.Will.Repositories},
		{"REST operations", p.Could.Operations, p.Will.Operations},
	}
}

// An extent is how much of something can be reached, and will be.
type extent struct {
	what        string
	could, will int
}

// silent says whether old, a token that newer takes over from, is still in use.
func silent(old, newer *patrol.Token, now time.Time) string {
	switch {
	case newer.LastUsedAt.IsZero():
		return newer.Name + " has not been used yet: put its secret where that of " + old.Name + " is."
	case old.LastUsedAt.After(newer.CreatedAt):
		return old.Name + " has been used since " + newer.Name + " was made, " + relative(old.LastUsedAt, now) + "."
	}
	return old.Name + " has been silent since " + newer.Name + " was made " + relative(newer.CreatedAt, now) +
		". If nothing else needs it, delete it."
}

// kindLabels are kinds of tokens as labels have them.
var kindLabels = map[patrol.TokenKind]string{patrol.FineGrained: "fine-grained", patrol.Classic: "classic"}
