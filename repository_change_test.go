package patrol_test

import (
	"testing"

	"patrol"
)

// both is a token that may read acme/site and acme/vault.
func (w *town) both(name string) patrol.TokenSpec {
	spec := w.ci2(name)
	spec.Reach.Repositories = []int64{w.site.ID, w.vault.ID}
	return spec
}

// A repository that is removed leaves what is granted, what is asked for and
// what was refused; what else these have stays.
func TestRemovedRepositoryLeavesSelections(t *testing.T) {
	w := newTown(t)
	only := w.create(w.dana, w.ci())
	w.approve()
	granted := w.create(w.dana, w.both("granted"))
	w.approve()
	waiting := w.create(w.dana, w.both("waiting"))
	w.wantRule(granted.Secret, w.vault, patrol.Read, "in order")
	w.site.Owner = "acme"
	w.update(func(tx patrol.Tx) error { return w.RemoveRepository(tx, w.site) })

	w.wantRule(granted.Secret, w.vault, patrol.Read, "in order")
	w.wantRule(only.Secret, w.vault, patrol.Read, "repository not selected")
	w.wantSelected(only.Token, 0)
	w.wantSelected(granted.Token, w.vault.ID)
	w.wantSelected(waiting.Token, w.vault.ID)
	d, err := w.Dossier(t.Context(), w.dana, granted.Token.ID, 0)
	w.must(err)
	if last := d.Events[0]; last.Action != patrol.TokenUpdated || last.Detail != "acme/site was removed" {
		t.Errorf("the last event is %+v", last)
	}
	_, err = w.Store.Place(t.Context(), w.dana.ID, "acme", "site")
	if !patrol.NotFound.Is(err) {
		t.Errorf("the repository is there: %v", err)
	}
	page, err := w.OpenRequests(t.Context(), w.olivia, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	if page.Total != 1 || len(page.Rows[0].Reach.Repositories) != 1 {
		t.Errorf("%d requests, %+v", page.Total, page.Rows)
	}
}

// A repository that is transferred is as a new one to the tokens of its old
// and its new owner; its people keep their roles.
func TestTransferredRepositoryLeavesSelections(t *testing.T) {
	w := newTown(t)
	granted := w.create(w.dana, w.both("granted"))
	w.approve()
	w.update(func(tx patrol.Tx) error {
		w.site.Visibility = patrol.Internal
		return tx.UpdateRepository(w.site)
	})
	w.site.Owner = "acme"
	w.update(func(tx patrol.Tx) error { return w.TransferRepository(tx, w.site, w.initech) })

	w.wantSelected(granted.Token, w.vault.ID)
	place, err := w.Store.Place(t.Context(), w.sam.ID, "initech", "site")
	w.must(err)
	if place.Repository.Visibility != patrol.Private || place.Role != patrol.Read {
		t.Errorf("it is %s and sam may %s", place.Repository.Visibility, place.Role)
	}
	err = w.Store.Update(t.Context(), func(tx patrol.Tx) error { return w.TransferRepository(tx, w.site, w.globex) })
	if !patrol.Invalid.Is(err) {
		t.Errorf("an enterprise was given it: %v", err)
	}
}

// Whoever administers a repository gives it to themselves or to an organization
// that they own.
func TestWhoTransfersRepositories(t *testing.T) {
	w := newTown(t)
	ctx := t.Context()
	granted := w.create(w.dana, w.both("granted"))
	w.approve()
	transfer := func(v *patrol.Viewer, owner, name string) error { return w.Transfer(ctx, v, w.site.ID, owner, name) }
	w.wantKind(patrol.Forbidden, transfer(w.dana, "dana", ""))
	w.wantKind(patrol.NotFound, transfer(w.erin, "erin", ""))
	for _, other := range []string{"initech", "dana", "globex"} {
		w.wantKind(patrol.Forbidden, transfer(w.olivia, other, ""))
	}
	for _, nobody := range []string{"acme", "nobody"} {
		w.wantProblem(transfer(w.olivia, nobody, ""), "new_owner")
	}
	w.wantProblem(transfer(w.olivia, "olivia", "a b"), "name")
	w.must(transfer(w.olivia, "olivia", "page"))
	place, err := w.Store.Place(ctx, w.olivia.ID, "olivia", "page")
	w.must(err)
	if place.Repository.ID != w.site.ID {
		t.Errorf("%+v", place.Repository)
	}
	w.wantSelected(granted.Token, w.vault.ID)
	if e := w.events()[0]; e.Action != patrol.RepositoryMoved || e.Actor != "olivia" || e.Detail != "acme/site is now olivia/page" {
		t.Errorf("the last event is %+v", e)
	}
}

// wantSelected fails the test unless a token of dana's, and each grant of it
// in force, selects one repository alone; 0 for none.
func (w *town) wantSelected(t *patrol.Token, only int64) {
	w.t.Helper()
	d, err := w.Dossier(w.t.Context(), w.dana, t.ID, 0)
	w.must(err)
	reaches := []patrol.Reach{d.Token.Wants}
	if g := d.Granted(); g != nil {
		reaches = append(reaches, g.Reach)
	}
	for _, r := range reaches {
		if r.Selection != patrol.Selected || len(r.Repositories) > 1 || only != 0 && !r.Has(only) ||
			only == 0 && len(r.Repositories) > 0 {
			w.t.Errorf("%s reaches %+v, want %d alone", t.Name, r, only)
		}
	}
}
