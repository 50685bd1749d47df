package patrol_test

import (
	"testing"

	"patrol"
)

// What is foretold of a token comes true when it is made.
func TestOutlookComesTrue(t *testing.T) {
	w := newTown(t)
	for _, v := range []*patrol.Viewer{w.dana, w.olivia} {
		o, err := w.Outlook(t.Context(), v, w.ci())
		w.must(err)
		issued := w.create(v, w.ci())
		if o.Asks != (issued.Request != nil) || !o.ExpiresAt.Equal(issued.Token.ExpiresAt) || len(o.Problems) > 0 ||
			len(o.Repositories) != 1 || o.Reachable != 3 {
			t.Errorf("%s: %+v came as %+v", v.Login, o, issued)
		}
	}
}

// Where membership alone opens nothing, a member chooses among what else they
// may read, and an owner among all.
func TestOutlookSeesWithTheUsersEyes(t *testing.T) {
	w := newTown(t)
	w.acme.Base = patrol.None
	w.update(func(tx patrol.Tx) error { return tx.UpdateAccount(w.acme) })
	for v, want := range map[*patrol.Viewer]int{w.dana: 1, w.olivia: 3} {
		o, err := w.Outlook(t.Context(), v, w.ci())
		w.must(err)
		found, err := w.FindRepositories(t.Context(), v, "acme", "", 9)
		w.must(err)
		if o.Reachable != want || len(found) != want {
			t.Errorf("%s reaches %d, finds %d, not %d", v.Login, o.Reachable, len(found), want)
		}
	}
}

// A name that is taken and a place that is not there are foretold.
func TestOutlookLooksForRoom(t *testing.T) {
	w := newTown(t)
	w.Limits.Tokens = 2
	first, second := w.create(w.dana, w.ci2("first")).Token, w.ci2("FIRST")
	problems := func(o *patrol.Outlook, err error) int {
		t.Helper()
		w.must(err)
		for _, p := range o.Problems {
			if p.Field != "name" {
				t.Errorf("%+v", p)
			}
		}
		return len(o.Problems)
	}
	if n := problems(w.Outlook(t.Context(), w.dana, second)); n != 1 {
		t.Errorf("a name that is taken: %d problems", n)
	}
	if n := problems(w.EditOutlook(t.Context(), w.dana, first.ID, second)); n != 0 {
		t.Errorf("the token's own name: %d problems", n)
	}
	w.create(w.dana, w.ci2("second"))
	if n := problems(w.Outlook(t.Context(), w.dana, w.ci2("third"))); n != 1 {
		t.Errorf("no place: %d problems", n)
	}
}

// What is foretold of a change comes true: whether owners are asked, and for what.
func TestEditOutlookComesTrue(t *testing.T) {
	type reach = patrol.Reach
	for name, change := range map[string]struct {
		edit   func(w *town, r *reach)
		asks   bool
		beyond string
		widens bool
	}{
		"nothing":       {func(*town, *reach) {}, false, "", false},
		"less":          {func(_ *town, r *reach) { *r = reach{Selection: patrol.PublicOnly} }, false, "", false},
		"higher":        {func(_ *town, r *reach) { r.Permissions["contents"] = patrol.Write }, true, "contents=write", false},
		"another":       {func(_ *town, r *reach) { r.Permissions["issues"] = patrol.Read }, true, "issues=read", false},
		"all":           {func(_ *town, r *reach) { r.Selection = patrol.All }, true, "", true},
		"one more":      {func(w *town, r *reach) { r.Repositories = []int64{w.site.ID, w.vault.ID} }, true, "", true},
		"one other one": {func(w *town, r *reach) { r.Repositories = []int64{w.vault.ID} }, true, "", true},
	} {
		w := newTown(t)
		issued := w.create(w.dana, w.ci())
		w.approve()
		spec := w.ci()
		change.edit(w, &spec.Reach)
		o, err := w.EditOutlook(t.Context(), w.dana, issued.Token.ID, spec)
		w.must(err)
		_, request, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, spec)
		w.must(err)
		if o.Asks != change.asks || o.Asks != (request != nil) {
			t.Errorf("%s: asks: %t, request: %+v", name, o.Asks, request)
		}
		if got := o.Beyond().String(); got != change.beyond || o.Widens() != change.widens || !o.OwnerStays() {
			t.Errorf("%s: beyond %q, widens %t, stays %t", name, got, o.Widens(), o.OwnerStays())
		}
	}
}
