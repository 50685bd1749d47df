package patrol

import (
	"strings"
	"time"
)

// An Errand is what someone wants to do.
type Errand struct {
	Target           // zero if it is about nobody's resources
	Beside    Target // a repository that it is about as well; zero for none
	Self      bool   // it is about the token's own user
	Reads     bool   // it changes nothing
	Open      bool   // it shows no more than everybody may see of what is public
	Closed    bool   // no fine-grained token can do it
	Shelved   bool   // it can be done with what is archived
	Workflows bool   // it changes what runs with a repository's own power
	Needs     []Permissions
	Scopes    []Scope // that classic tokens need, any one of them
	Takes     Level   // the role that the user must have there
	Operation string  // as people read it in the token's last uses
	From      Origin
}

// access is e as the law sees it at p's place, at a time.
func (e Errand) access(p *Pass, now time.Time) Access {
	if e.Target != (Target{}) {
		return e.at(p.Place, p.kind(), now)
	}
	a := Access{Reads: e.Reads, Open: e.Open, Closed: e.Closed, Needs: e.Needs, Scopes: e.Scopes,
		Takes: e.Takes, Public: true, Role: Read}
	if !e.Self {
		return a // what is nobody's is no secret
	}
	a.Public = p.Bearer != nil
	a.Open = e.Open && (p.kind() != Classic || len(e.Scopes) == 0)
	if p.Bearer != nil {
		a.OwnerID, a.Role, a.Governance = p.Bearer.User.ID, Admin, Governance{Kind: p.kind(), Personal: true}
	}
	return a
}

// at is e, done with a token of kind k, as the law sees it at a place, which is
// nil if there is none, at a time.
func (e Errand) at(place *Place, k TokenKind, now time.Time) Access {
	a := Access{Reads: e.Reads, Open: e.Open, Closed: e.Closed, Workflows: e.Workflows, Needs: e.Needs,
		Scopes: e.Scopes, Takes: e.Takes}
	if place == nil { // as good as hidden
		return a
	}
	a.OwnerID = place.Owner.ID
	a.Role, a.Exempt, a.Governance = place.Role, place.Exempt, place.governanceOn(k).At(now)
	a.Public = place.Owner.Kind != Enterprise
	if r := place.Repository; r != nil {
		a.RepositoryID, a.Public, a.Archived = r.ID, r.Visibility == Public, r.Archived && !e.Shelved
	}
	return a
}

// use is what is kept of e, which was let through.
func (e Errand) use(p *Pass) Use {
	u := Use{TokenID: p.Bearer.TokenID, At: p.asked.Now, Operation: e.Operation, From: e.From}
	if p.Bearer.Kind == Classic {
		u.Reached = e.reached(p)
	}
	return u
}

// reached is what a classic token got at by e. What everybody can read is
// nobody's in particular, and noted under the token's user.
func (e Errand) reached(p *Pass) *Reached {
	r := &Reached{OwnerID: p.asked.Access.OwnerID, RepositoryID: p.asked.Access.RepositoryID, Operation: e.Operation}
	if git, repository, _ := strings.Cut(e.Operation, " "); !strings.HasPrefix(repository, "/") {
		r.Operation = git
	}
	r.Open = p.Rule == "public to read" && (r.RepositoryID != 0 || len(e.Needs) == 0)
	if r.Open || r.OwnerID == 0 {
		r.OwnerID, r.RepositoryID = p.Bearer.User.ID, 0
	}
	return r
}
