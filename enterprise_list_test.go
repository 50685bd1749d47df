package patrol_test

import (
	"testing"

	"patrol"
)

// listedIn is what erin finds in the enterprise's list.
func (w *borough) listedIn(text string) *patrol.Listing[patrol.ActiveToken] {
	w.t.Helper()
	f, bad := patrol.ParseFilter(patrol.FineGrained, text)
	if bad != nil {
		w.t.Fatal(bad)
	}
	l, err := w.ActiveTokens(w.t.Context(), w.erin, patrol.Enterprise, "globex", patrol.ListQuery{Filter: f, Limit: 100})
	w.must(err)
	return l
}

func TestEnterpriseOwnersSeeTheTokensOfAllOrganizations(t *testing.T) {
	w := newBorough(t)
	const inAcme, inLab = 20, 20
	for text, want := range map[string]int{
		"": inAcme + inLab, "organization:acme": inAcme, "organization:LAB lifetime:>90": 8,
		"owner:dana": 10, "owner:dana organization:lab": 5, "organization:acme repository:vault": inAcme,
	} {
		l := w.listedIn(text)
		if len(l.Rows) != want || l.Total != inAcme+inLab || l.Org.Login != "globex" || len(l.Problems) > 0 {
			t.Errorf("%q: %d rows of %d, want %d: %v", text, len(l.Rows), l.Total, want, l.Problems)
		}
		for _, row := range l.Rows {
			if row.Grant.OwnerID == w.initech.ID {
				t.Errorf("%q shows a token of an organization outside", text)
			}
		}
	}
	for text, want := range map[string]string{
		"organization:initech": "globex has no organization initech",
		"organization:nobody":  "globex has no organization nobody",
		"repository:vault":     "Say whose repository, as in organization:acme repository:vault",
	} {
		l := w.listedIn(text)
		if len(l.Rows) != 0 || len(l.Problems) != 1 || l.Problems[0].Message != want {
			t.Errorf("%q: %v", text, l.Problems)
		}
	}
	f, _ := patrol.ParseFilter(patrol.FineGrained, "organization:lab")
	l, err := w.ActiveTokens(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Filter: f, Limit: 9})
	if w.must(err); len(l.Problems) != 1 {
		t.Errorf("acme's list by another organization: %+v", l)
	}
	for _, v := range []*patrol.Viewer{w.olivia, w.dana} {
		_, err := w.ActiveTokens(t.Context(), v, patrol.Enterprise, "globex", patrol.ListQuery{Limit: 9})
		w.wantKind(patrol.NotFound, err)
	}
	_, err = w.ActiveTokens(t.Context(), w.erin, patrol.Enterprise, "lab", patrol.ListQuery{Limit: 9})
	w.wantKind(patrol.NotFound, err)
}

func TestEnterpriseOwnersRevokeWhatOrganizationsLetIn(t *testing.T) {
	w := newBorough(t)
	w.must(w.Store.Update(t.Context(), func(tx patrol.Tx) error { return tx.SetMember(w.lab.ID, w.erin.ID, "") }))
	row := w.listedIn("organization:lab owner:dana lifetime:>300").Rows[0]
	d, err := w.GrantDossier(t.Context(), w.erin, patrol.Enterprise, "globex", row.Grant.ID, 0)
	w.must(err)
	if d.List.Login != "globex" || d.Org.Login != "lab" || d.Active.Token.ID != row.Token.ID || len(d.Others) != 4 {
		t.Errorf("%+v", d)
	}
	w.must(w.Revoke(t.Context(), w.erin, "globex", row.Grant.ID))
	w.wantKind(patrol.Conflict, w.Revoke(t.Context(), w.erin, "globex", row.Grant.ID))
	d, err = w.GrantDossier(t.Context(), w.erin, patrol.Enterprise, "globex", row.Grant.ID, 0)
	w.must(err)
	e := d.Events[0]
	if d.Active.Grant.RevokedBy != w.erin.ID || e.Action != patrol.AccessRevoked || e.ActorID != w.erin.ID ||
		e.OwnerID != w.lab.ID {
		t.Errorf("%+v, %+v", d.Active.Grant, e)
	}
	for _, id := range w.ids(w.initech) {
		_, err := w.GrantDossier(t.Context(), w.erin, patrol.Enterprise, "globex", id, 0)
		w.wantKind(patrol.NotFound, err)
		w.wantKind(patrol.NotFound, w.Revoke(t.Context(), w.erin, "globex", id))
	}
	w.wantKind(patrol.NotFound, w.Revoke(t.Context(), w.olivia, "globex", d.Active.Grant.ID))
}

func TestEnterpriseOwnersRevokeInBulk(t *testing.T) {
	w := newBorough(t)
	all := w.listedIn("")
	f, _ := patrol.ParseFilter(patrol.FineGrained, "lifetime:>300")
	b, err := w.StartBulk(t.Context(), w.erin, "globex", patrol.BulkSpec{Deed: patrol.Revoking, All: true, Filter: f,
		Below: all.Below})
	w.must(err)
	if b.Done != 16 || b.Missed != 0 || b.FinishedAt.IsZero() {
		t.Errorf("%+v", b)
	}
	r, err := w.BulkReport(t.Context(), w.erin, "globex", b.ID, 0)
	if w.must(err); len(r.Outcomes) != 16 || r.Org.Login != "globex" {
		t.Errorf("%+v", r)
	}
	if left := w.listedIn(""); left.Total != 24 || len(w.listedIn("lifetime:>300").Rows) != 0 {
		t.Errorf("%d are left", left.Total)
	}
	elsewhere := w.ids(w.initech)
	b, err = w.StartBulk(t.Context(), w.erin, "globex", patrol.BulkSpec{Deed: patrol.Revoking,
		IDs: append(elsewhere, w.listedIn("").Rows[0].Grant.ID)})
	if w.must(err); b.Done != 1 || b.Missed != len(elsewhere) {
		t.Errorf("with some that are not the enterprise's: %+v", b)
	}
	for _, d := range []patrol.Deed{patrol.Approving, patrol.Denying} {
		_, err := w.StartBulk(t.Context(), w.erin, "globex", patrol.BulkSpec{Deed: d, All: true, Below: 1e9})
		w.wantKind(patrol.NotFound, err)
	}
	_, err = w.StartBulk(t.Context(), w.olivia, "globex", patrol.BulkSpec{Deed: patrol.Revoking, IDs: []int64{1}})
	w.wantKind(patrol.NotFound, err)
}

// ids are those of what org let in.
func (w *borough) ids(org *patrol.Account) (ids []int64) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) (err error) {
		ids, _, err = tx.ActiveTokenIDs(patrol.ListQuery{OwnerID: org.ID, Limit: 100})
		return err
	})
	return ids
}
