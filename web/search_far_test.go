package web_test

import (
	"strings"
	"testing"

	"patrol"
	"patrol/db"
)

// fewOfMany is a search that most tokens of a crowd are part of, and none is all of.
const fewOfMany = activePage + "?q=permission%3Aissues_write+used%3A%3C400d+expires%3Anever"

// crowd lets in very many tokens of acme's.
func (w *town) crowd(n int) {
	w.t.Helper()
	err := w.Store.(*db.DB).Fill(w.t.Context(), func() {}, db.Crowd{OwnerID: w.acme.ID, People: 10, Login: "person", Tokens: n,
		Since: w.now.AddDate(-1, 0, 0), Until: w.now, Now: w.now,
		Secret: func(id int64) (patrol.Secret, error) { return patrol.NewSecret(id), nil }})
	w.must(err)
}

// A search that finds nothing in what it looks through at once says so, and
// goes on to the end: by links, or by itself.
func TestSearchGoesOn(t *testing.T) {
	w := newTown(t, townAddress)
	w.crowd(6000)
	b := w.browser("olivia")
	b.Open(fewOfMany)
	if !strings.Contains(b.Text("further"), "Looked through 300 tokens") || !b.Says("6,000 tokens in all") {
		t.Fatal(b.Text("list"))
	}
	steps := 0
	for ; b.Has("further"); steps++ {
		b.Follow("Look further")
	}
	if steps != 5 || !b.Says("Looked through all tokens.") {
		t.Errorf("%d steps: %s", steps, b.Text("list"))
	}
	b.Open(fewOfMany)
	for b.Has("further") {
		b.Trigger("further")
	}
	if !b.Says("Looked through all tokens.") || !b.Has("search") {
		t.Error(b.Body)
	}
}
