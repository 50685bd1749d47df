package patrol_test

import (
	"testing"

	"patrol"
)

// What was done to many leads back to its report, newest first, and says how
// far it has come while it goes on.
func TestBulksAreListed(t *testing.T) {
	w := newTown(t)
	const n = patrol.MostAtOnce + 200
	ids := w.ask(n + 1)
	start := func(spec patrol.BulkSpec) *patrol.Bulk {
		t.Helper()
		b, err := w.StartBulk(t.Context(), w.olivia, "acme", spec)
		w.must(err)
		return b
	}
	first := start(patrol.BulkSpec{Deed: patrol.Denying, IDs: []int64{ids[0], 999_999}})
	if first.Meant != 2 || w.listed("").Running != nil {
		t.Errorf("%+v", first)
	}
	second := start(patrol.BulkSpec{Deed: patrol.Approving, All: true, Below: w.listed("").Below})
	if l := w.listed(""); l.Running == nil || l.Running.ID != second.ID || l.Running.Meant != n || !l.Running.Running() {
		t.Errorf("%+v of %+v", l.Running, second)
	}
	page, err := w.Bulks(t.Context(), w.olivia, "acme", "", 1)
	w.must(err)
	if len(page.Rows) != 1 || page.Rows[0].ID != second.ID || page.Previous != "" || page.Next == "" {
		t.Fatalf("%+v", page)
	}
	page, err = w.Bulks(t.Context(), w.olivia, "acme", page.Next, 1)
	w.must(err)
	if len(page.Rows) != 1 || page.Rows[0].ID != first.ID || page.Previous == "" || page.Next != "" {
		t.Errorf("%+v", page)
	}
	_, err = w.WorkOnBulk(t.Context())
	w.must(err)
	page, err = w.Bulks(t.Context(), w.olivia, "acme", page.Previous, 1)
	w.must(err)
	if len(page.Rows) != 1 || page.Rows[0].Done != n || page.Rows[0].Meant != n || page.Rows[0].Running() {
		t.Errorf("%+v", page)
	}
	if l := w.listed(""); l.Running != nil {
		t.Errorf("%+v goes on", l.Running)
	}
	_, err = w.Bulks(t.Context(), w.dana, "acme", "", 1)
	if !patrol.NotFound.Is(err) {
		t.Errorf("a member reads them: %v", err)
	}
}

// Nobody counts what more than a batch of rows is found by, until it is done.
func TestBulksThatAreNotCounted(t *testing.T) {
	w := newTown(t)
	w.ask(patrol.MostAtOnce + 7)
	l := w.listed("owner:dana")
	b, err := w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Approving, All: true,
		Filter: l.Query.Filter, Below: l.Below})
	w.must(err)
	if b.Meant != 0 || b.Done != patrol.MostAtOnce {
		t.Errorf("%+v", b)
	}
	_, err = w.WorkOnBulk(t.Context())
	w.must(err)
	if r, err := w.BulkReport(t.Context(), w.olivia, "acme", b.ID, 0); err != nil || r.Bulk.Meant != patrol.MostAtOnce+7 {
		t.Errorf("%+v, %v", r, err)
	}
}
