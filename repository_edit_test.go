package patrol_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"patrol"
)

// paper is where repositories are made that nobody looks into. It notes what is
// there.
type paper struct {
	patrol.Repositories
	there  []string
	branch string // the one that there is
}

func (p *paper) Create(_ context.Context, r *patrol.Repository, _ string, _ patrol.Signature) error {
	r.Path = "/" + r.Name
	p.there = append(p.there, r.Path)
	return nil
}

func (p *paper) Remove(r *patrol.Repository) error {
	p.there = slices.DeleteFunc(p.there, func(path string) bool { return path == r.Path })
	return nil
}

func (p *paper) SetDefaultBranch(_ context.Context, _ *patrol.Repository, branch string) error {
	if branch != p.branch {
		return &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}
	}
	return nil
}

// asked is a private repository with a name.
func asked(name string) patrol.RepositorySpec {
	return patrol.RepositorySpec{Name: name, Visibility: patrol.Private}
}

// Owners make repositories in their organization, and everybody their own; what
// nobody may have leaves nothing behind.
func TestWhoMayMakeRepositories(t *testing.T) {
	w := newTown(t)
	disk := new(paper)
	for _, tt := range []struct {
		who   *patrol.Viewer
		owner string
		spec  patrol.RepositorySpec
		kind  patrol.Kind // 0 for none
	}{
		{w.olivia, "acme", asked("new"), 0},
		{w.olivia, "ACME", asked("NEW"), patrol.Invalid},
		{w.olivia, "acme", asked(""), patrol.Invalid},
		{w.olivia, "acme", asked("a/b"), patrol.Invalid},
		{w.olivia, "acme", patrol.RepositorySpec{Name: "odd", Visibility: "odd"}, patrol.Invalid},
		{w.olivia, "acme", patrol.RepositorySpec{Name: "odd", Description: "a\nb", Visibility: patrol.Public}, patrol.Invalid},
		{w.olivia, "acme", patrol.RepositorySpec{Name: "inside", Visibility: patrol.Internal}, 0},
		{w.dana, "acme", asked("member"), patrol.Forbidden},
		{w.sam, "acme", asked("stranger"), patrol.Forbidden},
		{w.erin, "acme", asked("enterprise"), patrol.Forbidden},
		{w.erin, "globex", asked("enterprise"), patrol.Forbidden},
		{w.dana, "dana", asked("mine"), 0},
		{w.dana, "dana", patrol.RepositorySpec{Name: "inside", Visibility: patrol.Internal}, patrol.Invalid},
		{w.dana, "sam", asked("theirs"), patrol.Forbidden},
	} {
		before := len(disk.there)
		r, err := w.CreateRepository(t.Context(), tt.who, tt.owner, tt.spec, disk)
		if tt.kind == 0 {
			w.must(err)
			if r.ID == 0 || len(disk.there) != before+1 {
				t.Errorf("%s/%s: %+v of %v", tt.owner, tt.spec.Name, r, disk.there)
			}
			continue
		}
		w.wantKind(tt.kind, err)
		if len(disk.there) != before {
			t.Errorf("%s/%s left something: %v", tt.owner, tt.spec.Name, disk.there)
		}
	}
}

// codes are those of err's fields.
func codes(err error) (all []patrol.FieldCode) {
	if e, ok := errors.AsType[*patrol.Error](err); ok {
		for _, f := range e.Fields {
			all = append(all, f.Code)
		}
	}
	return all
}

func TestProblemsHaveCodes(t *testing.T) {
	w := newTown(t)
	for name, want := range map[string]patrol.FieldCode{"": patrol.MissingField, "a b": patrol.InvalidField, "site": patrol.AlreadyExists} {
		_, err := w.CreateRepository(t.Context(), w.olivia, "acme", asked(name), new(paper))
		if got := codes(err); !slices.Equal(got, []patrol.FieldCode{want}) {
			t.Errorf("%q: %v, want %s", name, got, want)
		}
	}
}

// Administrators change repositories; each change is an event of its own.
func TestRepositoryChanges(t *testing.T) {
	w := newTown(t)
	disk := &paper{branch: "trunk"}
	for _, tt := range []struct {
		who    *patrol.Viewer
		change patrol.RepositoryChange
		kind   patrol.Kind
		events []string
	}{
		{w.dana, patrol.RepositoryChange{Name: new("mine")}, patrol.Forbidden, nil},
		{w.sam, patrol.RepositoryChange{Name: new("mine")}, patrol.Forbidden, nil},
		{w.erin, patrol.RepositoryChange{Name: new("mine")}, patrol.NotFound, nil},
		{w.olivia, patrol.RepositoryChange{}, 0, nil},
		{w.olivia, patrol.RepositoryChange{Name: new("vault")}, patrol.Invalid, nil},
		{w.olivia, patrol.RepositoryChange{DefaultBranch: new("gone")}, patrol.Invalid, nil},
		{w.olivia, patrol.RepositoryChange{Name: new("home"), DefaultBranch: new("trunk"), Description: new("d"),
			Visibility: new(patrol.Public), Archived: new(true)}, 0, []string{patrol.RepositoryArchived, patrol.RepositoryDescribed,
			patrol.DefaultBranchChanged, patrol.RepositoryShown, patrol.RepositoryRenamed}},
		{w.olivia, patrol.RepositoryChange{Name: new("site")}, patrol.Forbidden, nil},
		{w.olivia, patrol.RepositoryChange{Name: new("site"), Archived: new(false)}, 0,
			[]string{patrol.RepositoryUnarchived, patrol.RepositoryRenamed}},
	} {
		before := w.actions(100)
		_, err := w.ChangeRepository(t.Context(), tt.who, w.site.ID, tt.change, disk)
		if tt.kind == 0 {
			w.must(err)
		} else {
			w.wantKind(tt.kind, err)
		}
		after := w.actions(100)
		if got := after[:len(after)-len(before)]; !slices.Equal(got, tt.events) {
			t.Errorf("%+v: %v, want %v", tt.change, got, tt.events)
		}
	}
}

// actions are the newest of acme's log.
func (w *town) actions(most int) (all []string) {
	w.t.Helper()
	log, err := w.AuditLog(w.t.Context(), w.olivia, patrol.Organization, "acme", patrol.LogSearch{Limit: most})
	w.must(err)
	for _, e := range log.Events {
		all = append(all, e.Action)
	}
	return all
}

// A token goes on by the new name, and ends with the repository.
func TestTokensOfRepositoriesThatChange(t *testing.T) {
	w := newTown(t)
	disk := new(paper)
	issued := w.create(w.dana, w.ci())
	w.approve()
	_, err := w.ChangeRepository(t.Context(), w.olivia, w.site.ID, patrol.RepositoryChange{Name: new("home")}, disk)
	w.must(err)
	w.site.Name = "home"
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
	w.wantKind(patrol.Forbidden, w.DeleteRepository(t.Context(), w.dana, w.site.ID, disk))
	w.must(w.DeleteRepository(t.Context(), w.olivia, w.site.ID, disk))
	w.wantSelected(issued.Token, 0)
	if got := w.actions(1); got[0] != patrol.RepositoryRemoved {
		t.Errorf("the log says %v", got)
	}
}

// Administrators give people roles on a repository and take them away.
func TestCollaborators(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	w.wantKind(patrol.Forbidden, w.SetCollaborator(ctx, w.dana, w.site.ID, "erin", patrol.Read))
	w.wantKind(patrol.NotFound, w.SetCollaborator(ctx, w.olivia, w.site.ID, "initech", patrol.Read))
	w.wantProblem(w.SetCollaborator(ctx, w.dana, w.dotfiles.ID, "dana", patrol.Read), "username")
	for _, level := range []patrol.Level{patrol.Read, patrol.Read, patrol.Write, patrol.None, patrol.None} {
		w.must(w.SetCollaborator(ctx, w.olivia, w.site.ID, "erin", level))
		w.site.Owner = "acme"
		c, err := w.CollaboratorNamed(ctx, w.site, "erin")
		w.must(err)
		if c.Level != level || c.Invited != (level > patrol.None) {
			t.Errorf("%s: %+v", level, c)
		}
	}
	want := []string{patrol.CollaboratorRemoved, patrol.CollaboratorRoleChanged, patrol.CollaboratorAdded}
	if got := w.actions(10); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestChangeName(t *testing.T) {
	w := newTown(t)
	_, err := w.ChangeName(t.Context(), w.dana, "Da\x00na")
	w.wantProblem(err, "name")
	user, err := w.ChangeName(t.Context(), w.dana, "Dana")
	w.must(err)
	log, err := w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Limit: 1})
	w.must(err)
	if user.Name != "Dana" || log.Events[0].Action != patrol.ProfileChanged {
		t.Errorf("%+v %+v", user, log.Events[0])
	}
}
