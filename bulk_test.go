package patrol_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patrol"
)

// ask has dana ask for so many tokens, and returns the ids of the requests.
func (w *town) ask(n int) (ids []int64) {
	w.t.Helper()
	reach := w.ci().Reach
	w.update(func(tx patrol.Tx) error {
		ids = nil
		for i := range n {
			k := &patrol.Token{UserID: w.dana.ID, OwnerID: w.acme.ID, Name: fmt.Sprintf("token %04d", i), Wants: reach,
				State: patrol.Pending, CreatedAt: w.now, Life: patrol.Life{IssuedAt: w.now}}
			if err := tx.InsertToken(k); err != nil {
				return err
			}
			r := &patrol.Request{TokenID: k.ID, OwnerID: w.acme.ID, UserID: w.dana.ID, Reach: reach, State: patrol.Open}
			if err := tx.InsertRequest(r); err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		return nil
	})
	return ids
}

func (w *town) listed(text string) *patrol.Listing[patrol.Request] {
	w.t.Helper()
	f, problems := patrol.ParseFilter(patrol.FineGrained, text)
	if problems != nil {
		w.t.Fatal(problems)
	}
	l, err := w.OpenRequests(w.t.Context(), w.olivia, "acme", patrol.ListQuery{Filter: f, Limit: 10})
	w.must(err)
	return l
}

func (w *town) report(b *patrol.Bulk) map[patrol.Result]int {
	w.t.Helper()
	results := map[patrol.Result]int{}
	for before := int64(0); ; {
		r, err := w.BulkReport(w.t.Context(), w.olivia, "acme", b.ID, before)
		w.must(err)
		for _, o := range r.Outcomes {
			results[o.Result]++
		}
		if before = r.Before; before == 0 {
			return results
		}
	}
}

func TestBulkSaysWhatBecameOfEachRow(t *testing.T) {
	w := newTown(t)
	ids := w.ask(5)
	w.must(w.Deny(t.Context(), w.olivia, "acme", ids[0], ""))
	b, err := w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Approving, IDs: append(ids[:3:3], 999)})
	w.must(err)
	if b.Done != 2 || b.Missed != 2 || b.FinishedAt.IsZero() {
		t.Errorf("%+v", b)
	}
	if got := w.report(b); got[patrol.Decided] != 2 || got[patrol.TooLate] != 1 || got[patrol.Gone] != 1 {
		t.Errorf("%v", got)
	}
	if l := w.listed(""); l.Total != 2 {
		t.Errorf("%d still wait", l.Total)
	}
}

// All that match are those that matched when the owner looked.
func TestBulkOfAllThatMatch(t *testing.T) {
	w := newTown(t)
	w.ask(3)
	other := w.ci()
	other.Name, other.Reach.Permissions = "other", patrol.Permissions{"issues": patrol.Write}
	w.create(w.dana, other)
	l := w.listed("permission:contents")
	if l.Found != (patrol.Tally{N: 3}) || l.Total != 4 {
		t.Fatalf("%+v of %d", l.Found, l.Total)
	}
	late := w.ci()
	late.Name = "late"
	w.create(w.dana, late)
	b, err := w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{
		Deed: patrol.Denying, Reason: " no ", All: true, Filter: l.Query.Filter, Below: l.Below})
	w.must(err)
	if b.Done != 3 || b.Missed != 0 || b.FinishedAt.IsZero() || b.Reason != "no" {
		t.Errorf("%+v", b)
	}
	var left []string
	for _, r := range w.listed("").Rows {
		left = append(left, r.TokenName)
	}
	if !slices.Equal(left, []string{"late", "other"}) {
		t.Errorf("left are %q", left)
	}
}

// What takes more than one batch goes on by itself, also after a restart, and
// ends if its actor is no owner any more.
func TestBulkGoesOn(t *testing.T) {
	w := newTown(t)
	const n = patrol.MostAtOnce + 200
	w.ask(n)
	b, err := w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Approving, All: true, Below: w.listed("").Below})
	w.must(err)
	if b.Done != patrol.MostAtOnce || !b.FinishedAt.IsZero() {
		t.Fatalf("the first batch: %+v", b)
	}
	again := &patrol.Authority{Store: w.Store, Now: w.Now}
	for _, want := range []bool{true, false} {
		if worked, err := again.WorkOnBulk(t.Context()); err != nil || worked != want {
			t.Errorf("worked: %t, want %t (%v)", worked, want, err)
		}
	}
	if r, err := w.BulkReport(t.Context(), w.olivia, "acme", b.ID, 0); err != nil || r.Bulk.Done != n || r.Bulk.FinishedAt.IsZero() {
		t.Errorf("%+v (%v)", r, err)
	}
	active, err := w.ActiveTokens(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	if active.Total != n {
		t.Errorf("%d are active", active.Total)
	}
	b, err = w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Revoking, All: true, Below: active.Below})
	w.must(err)
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.olivia.ID, patrol.Member) })
	_, err = w.WorkOnBulk(t.Context())
	w.must(err)
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.olivia.ID, patrol.Owner) })
	r, err := w.BulkReport(t.Context(), w.olivia, "acme", b.ID, 0)
	w.must(err)
	if r.Bulk.Stopped == "" || r.Bulk.Done != patrol.MostAtOnce {
		t.Errorf("%+v", r.Bulk)
	}
}

func TestBulkIsForOwners(t *testing.T) {
	w := newTown(t)
	ids := w.ask(1)
	spec := patrol.BulkSpec{Deed: patrol.Approving, IDs: ids}
	for _, v := range []*patrol.Viewer{w.dana, w.sam, w.erin} {
		_, err := w.StartBulk(t.Context(), v, "acme", spec)
		w.wantKind(patrol.NotFound, err)
		_, err = w.BulkReport(t.Context(), v, "acme", 1, 0)
		w.wantKind(patrol.NotFound, err)
		_, err = w.ActiveTokens(t.Context(), v, patrol.Organization, "acme", patrol.ListQuery{Limit: 1})
		w.wantKind(patrol.NotFound, err)
		_, err = w.RequestDossier(t.Context(), v, "acme", ids[0])
		w.wantKind(patrol.NotFound, err)
	}
	spec.Reason = strings.Repeat("x", 1025)
	_, err := w.StartBulk(t.Context(), w.olivia, "acme", spec)
	w.wantProblem(err, "reason")
	_, err = w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: "burn", IDs: ids})
	w.wantProblem(err, "")
	_, err = w.StartBulk(t.Context(), w.olivia, "acme", patrol.BulkSpec{Deed: patrol.Denying, IDs: make([]int64, 1001)})
	w.wantProblem(err, "")
}

func TestRevoke(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
	active, err := w.ActiveTokens(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	id := active.Rows[0].Grant.ID
	w.wantKind(patrol.NotFound, w.Revoke(t.Context(), w.dana, "acme", id))
	w.wantKind(patrol.NotFound, w.Revoke(t.Context(), w.olivia, "initech", id))
	w.must(w.Revoke(t.Context(), w.olivia, "acme", id))
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	w.wantRule(issued.Secret, w.docs, patrol.Read, "public to read")
	w.wantKind(patrol.Conflict, w.Revoke(t.Context(), w.olivia, "acme", id))
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if d.Token.State != patrol.Revoked || !d.CanAskAgain() {
		t.Errorf("revoked: %+v", d.Token)
	}
	_, err = w.AskAgain(t.Context(), w.dana, issued.Token.ID, "")
	w.must(err)
	seen, err := w.GrantDossier(t.Context(), w.olivia, patrol.Organization, "acme", id, 0)
	w.must(err)
	if len(seen.Events) < 3 || seen.Active.Grant.RevokedByLogin != "olivia" {
		t.Errorf("%+v", seen)
	}
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Read, "in order")
}

// To revoke what was granted leaves what is asked for besides waiting.
func TestRevokeWhileMoreIsAskedFor(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	w.approve()
	more := w.ci()
	more.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
	_, _, err := w.EditToken(t.Context(), w.dana, issued.Token.ID, more)
	w.must(err)
	l := w.listed("")
	c := l.Rows[0].Reach.Beside(l.Granted[issued.Token.ID])
	if c.First || len(c.Raised) != 1 || len(c.Added) != 0 {
		t.Errorf("%+v", c)
	}
	active, err := w.ActiveTokens(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 10})
	w.must(err)
	w.must(w.Revoke(t.Context(), w.olivia, "acme", active.Rows[0].Grant.ID))
	w.wantRule(issued.Secret, w.site, patrol.Read, "no grant")
	if d, _ := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0); d.Token.State != patrol.Pending {
		t.Errorf("the token is %s", d.Token.State)
	}
	w.approve()
	w.wantRule(issued.Secret, w.site, patrol.Write, "in order")
}
