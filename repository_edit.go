package patrol

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// longestDescription is how long the description of a repository may be.
const longestDescription = 350

// A RepositorySpec is a repository as it is asked for.
type RepositorySpec struct {
	Name, Description string
	Visibility        Visibility
	Readme            bool // begin with a commit that has a README.md
}

// A RepositoryChange is what to change of a repository; what is nil stays.
type RepositoryChange struct {
	Name, Description, DefaultBranch *string
	Visibility                       *Visibility
	Archived                         *bool
}

// MayKeep says whether p's bearer may make a repository that such people see:
// a classic token that is good in public repositories alone makes public ones.
//
// GitHub: "Create a repository for the authenticated user", OAuth scope requirements.
func (p *Pass) MayKeep(v Visibility) error {
	if p.kind() == Classic && v != Public && !p.Bearer.Scopes.Include(RepoScope) {
		return errorf(Forbidden, "It takes the scope repo to make a repository that is not public.")
	}
	return nil
}

// CreateRepository makes a repository that belongs to v or to an organization
// that v owns, on disk too.
func (a *Authority) CreateRepository(ctx context.Context, v *Viewer, owner string, spec RepositorySpec,
	disk Repositories) (*Repository, error) {
	r := &Repository{Name: spec.Name, Description: spec.Description, Visibility: spec.Visibility,
		DefaultBranch: "main", CreatedAt: a.Now()}
	err := a.Store.View(ctx, func(tx Tx) error { return mayCreate(tx, v, owner, r) })
	if err != nil {
		return nil, err
	}
	readme := ""
	if spec.Readme {
		readme = "# " + r.Name + "\n" + r.Description
	}
	if err := disk.Create(ctx, r, readme, a.SignatureOf(v.Account)); err != nil {
		return nil, err
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := mayCreate(tx, v, owner, r); err != nil {
			return err
		}
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
		return a.record(tx, v, r.event(RepositoryCreated, r.FullName()))
	})
	if err != nil {
		disk.Remove(r) // nobody heard of it
		return nil, err
	}
	return r, nil
}

// mayCreate says what keeps v from making r for an owner, whom it writes into
// r. Members of an organization make none: its owners answer for what it has.
func mayCreate(tx Tx, v *Viewer, owner string, r *Repository) error {
	account, err := tx.AccountByLogin(owner)
	if err != nil {
		return err
	}
	if account.ID != v.ID {
		role, err := tx.MemberRole(account.ID, v.ID)
		if err != nil {
			return err
		}
		if account.Kind != Organization || role != Owner {
			return errorf(Forbidden, "Only owners of %s may make repositories there.", account.Login)
		}
	}
	r.OwnerID, r.Owner = account.ID, account.Login
	there, err := optional(tx.Repository(owner, r.Name))
	if err != nil {
		return err
	}
	p := r.problems(account)
	p.require(there == nil, "name", AlreadyExists, "name already exists on this account")
	return p.err()
}

// problems are what is wrong with r, which is owner's.
func (r *Repository) problems(owner *Account) (p problems) {
	wrong := CheckRepositoryName(r.Name)
	if r.Name == "" {
		p.require(false, "name", MissingField, wrong)
	} else {
		p.require(wrong == "", "name", InvalidField, wrong)
	}
	p.require(len([]rune(r.Description)) <= longestDescription, "description", InvalidField,
		fmt.Sprintf("description is too long (maximum is %d characters)", longestDescription))
	p.require(!strings.ContainsFunc(r.Description, unicode.IsControl), "description", InvalidField,
		"description control characters are not allowed")
	known := slices.Contains([]Visibility{Private, Internal, Public}, r.Visibility)
	p.require(known, "visibility", InvalidField, "visibility is none of public, private and internal")
	p.require(r.Visibility != Internal || owner.Enterprise != 0, "visibility", InvalidField,
		"Only organizations associated with an enterprise can set visibility to internal")
	return p
}

// ChangeRepository changes the repository with an id, of which v is an
// administrator. What is archived can only be taken out of the archive.
func (a *Authority) ChangeRepository(ctx context.Context, v *Viewer, id int64, c RepositoryChange,
	disk Repositories) (*Repository, error) {
	var was, r *Repository
	change := func(tx Tx) (err error) {
		was, r, err = planned(tx, v, id, c)
		return err
	}
	if err := a.Store.View(ctx, change); err != nil {
		return nil, err
	}
	if r.DefaultBranch != was.DefaultBranch {
		err := disk.SetDefaultBranch(ctx, r, r.DefaultBranch)
		if NotFound.Is(err) {
			return nil, problems{{Field: "default_branch", Code: InvalidField, Message: fmt.Sprintf(
				"The branch %s was not found. Please push that ref first or create it via the Git Data API.", r.DefaultBranch)}}.err()
		}
		if err != nil {
			return nil, err
		}
	}
	err := a.Store.Update(ctx, func(tx Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		if err := tx.UpdateRepository(r); err != nil {
			return err
		}
		return a.record(tx, v, r.eventsSince(was)...)
	})
	return r, err
}

// planned is the repository with an id, and what v's change c makes of it.
func planned(tx Tx, v *Viewer, id int64, c RepositoryChange) (was, r *Repository, err error) {
	place, err := placeOf(tx, v, id, Admin)
	if err != nil {
		return nil, nil, err
	}
	was = place.Repository
	if was.Archived && (c.Archived == nil || *c.Archived) {
		return nil, nil, errorf(Forbidden, "Repository was archived so is read-only.")
	}
	changed := *was
	set(&changed.Name, c.Name)
	set(&changed.Description, c.Description)
	set(&changed.DefaultBranch, c.DefaultBranch)
	set(&changed.Visibility, c.Visibility)
	set(&changed.Archived, c.Archived)
	return was, &changed, changed.problems(place.Owner).err()
}

// set writes a new value, if there is one.
func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// eventsSince are what happened to a repository that became r.
func (r *Repository) eventsSince(was *Repository) (all []*Event) {
	add := func(changed bool, action, detail string) {
		if changed {
			all = append(all, r.event(action, detail))
		}
	}
	name := r.FullName()
	add(r.Name != was.Name, RepositoryRenamed, was.FullName()+" is now "+name)
	add(r.Visibility != was.Visibility, RepositoryShown,
		fmt.Sprintf("%s was %s and is %s", name, was.Visibility, r.Visibility))
	add(r.DefaultBranch != was.DefaultBranch, DefaultBranchChanged,
		fmt.Sprintf("of %s from %s to %s", name, was.DefaultBranch, r.DefaultBranch))
	add(r.Description != was.Description, RepositoryDescribed, name)
	add(r.Archived && !was.Archived, RepositoryArchived, name)
	add(!r.Archived && was.Archived, RepositoryUnarchived, name)
	return all
}

// DeleteRepository takes the repository with an id, of which v is an
// administrator, out of Patrol, and off the disk if it was made here.
func (a *Authority) DeleteRepository(ctx context.Context, v *Viewer, id int64, disk Repositories) error {
	var r *Repository
	err := a.Store.Update(ctx, func(tx Tx) error {
		place, err := placeOf(tx, v, id, Admin)
		if err != nil {
			return err
		}
		r = place.Repository
		return a.removeRepository(tx, v, r)
	})
	if err != nil {
		return err
	}
	return disk.Remove(r)
}

// placeOf is what v is to the repository with an id, if that is enough.
func placeOf(tx Tx, v *Viewer, id int64, takes Level) (*Place, error) {
	r, err := tx.RepositoryByID(id)
	if err != nil {
		return nil, err
	}
	p, err := FindPlace(tx, v.ID, r.Owner, r.Name)
	switch {
	case err != nil:
		return nil, err
	case p.Role < Read && r.Visibility != Public:
		return nil, errorf(NotFound, "Not Found")
	case p.Role < takes:
		return nil, mustHave(takes)
	}
	return p, nil
}
