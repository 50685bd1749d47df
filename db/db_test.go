package db_test

import (
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

func TestSmoke(t *testing.T) {
	d := dbtest.Open(t)
	now := time.Unix(1_800_000_000, 0).UTC()
	u := &patrol.Account{Login: "dana", Kind: patrol.User, CreatedAt: now}
	tok := &patrol.Token{Name: "ci", State: patrol.Active, CreatedAt: now, Life: patrol.Life{IssuedAt: now}}
	err := d.Update(t.Context(), func(tx patrol.Tx) error {
		if err := tx.InsertAccount(u); err != nil {
			return err
		}
		r := &patrol.Repository{OwnerID: u.ID, Name: "site", Visibility: patrol.Private, CreatedAt: now}
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
		tok.UserID, tok.OwnerID = u.ID, u.ID
		tok.Wants = patrol.Reach{Selection: patrol.Selected, Repositories: []int64{r.ID}, Permissions: patrol.Permissions{"contents": patrol.Read}}
		if err := tx.TakeTokenPlace(u.ID, 2); err != nil {
			return err
		}
		if err := tx.InsertToken(tok); err != nil {
			return err
		}
		if err := tx.InsertImprint(&patrol.Imprint{TokenID: tok.ID, Digest: patrol.Digest{1}, LastEight: "12345678", CreatedAt: now}); err != nil {
			return err
		}
		return tx.InsertGrant(&patrol.Grant{TokenID: tok.ID, OwnerID: u.ID, UserID: u.ID, Reach: tok.Wants, GrantedBy: u.ID, GrantedAt: now})
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Bearer(t.Context(), patrol.Digest{1})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v %+v", b, b.User)
	p, err := d.Place(t.Context(), u.ID, "Dana", "SITE")
	if err != nil || p.Role != patrol.Admin {
		t.Fatal(p, err)
	}
	err = d.View(t.Context(), func(tx patrol.Tx) error {
		for _, s := range []patrol.TokenSort{patrol.ByNewest, patrol.ByOldest, patrol.ByName, patrol.ByExpiry, patrol.ByLastUsed} {
			page, err := tx.Tokens(patrol.TokenQuery{UserID: u.ID, Sort: s, Limit: 10, Now: now, State: "active", Text: "C"})
			if err != nil || len(page.Tokens) != 1 {
				t.Error(s, page, err)
			}
		}
		rs, err := tx.Repositories(patrol.RepositoryQuery{UserID: u.ID, Text: "s", Through: true, Admissions: b.Admissions, Limit: 10})
		if err != nil || len(rs) != 1 {
			t.Error(rs, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(t.Context(), func(tx patrol.Tx) error { return tx.InsertToken(tok) })
	t.Log(err)
	if err := d.Update(t.Context(), func(tx patrol.Tx) error { return tx.DeleteToken(u.ID, tok.ID) }); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Bearer(t.Context(), patrol.Digest{1}); !patrol.NotFound.Is(err) {
		t.Fatal(err)
	}
}
