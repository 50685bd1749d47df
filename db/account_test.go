package db_test

import (
	"testing"

	"patrol"
	"patrol/db/dbtest"
)

func TestAccounts(t *testing.T) {
	d := dbtest.Open(t)
	ctx := t.Context()
	w := &town{DB: d, t: t}
	w.view(func(tx patrol.Tx) error {
		any, err := tx.AnyAccount()
		same(t, any, false)
		return err
	})
	group := w.account(patrol.Account{Login: "group", Kind: patrol.Enterprise})
	org := w.account(patrol.Account{Login: "Acme", Name: "Acme Inc.", Kind: patrol.Organization,
		Enterprise: group.ID, Base: patrol.Write, Policy: patrol.Policy{Access: patrol.Yes, Approval: patrol.No,
			MaxDays: patrol.Forever, ExemptAdmins: true}, ClassicPolicy: patrol.Policy{Access: patrol.No, MaxDays: 7}})
	user := w.account(patrol.Account{Login: "dana", Email: "Dana@example.com", Kind: patrol.User,
		Theme: patrol.Theme{Mode: "dark", Light: "light", Dark: "dark_tritanopia"}})

	w.update(func(tx patrol.Tx) error {
		got, err := tx.Account(org.ID)
		same(t, got, org)
		byLogin, _ := tx.AccountByLogin("aCME")
		same(t, byLogin, org)
		for _, name := range []string{"DANA", "dana@EXAMPLE.com"} {
			u, err := tx.UserByName(name)
			if err != nil {
				return err
			}
			same(t, u, user)
		}
		any, _ := tx.AnyAccount()
		same(t, any, true)
		_, missing := tx.Account(999)
		kind(t, missing, patrol.NotFound)
		_, missing = tx.UserByName("acme") // no user
		kind(t, missing, patrol.NotFound)
		return err
	})

	user.Name, user.Email, user.Theme.Mode = "Dana D.", "", "light"
	org.Base, org.Enterprise, org.Policy = patrol.None, 0, patrol.Policy{MaxDays: 30}
	org.ClassicPolicy = patrol.Policy{Access: patrol.Yes, MaxDays: patrol.Forever}
	user.SuspendedAt = now
	w.update(func(tx patrol.Tx) error {
		for _, err := range []error{tx.UpdateAccount(user), tx.UpdateAccount(org), tx.SetSuspended(user.ID, now),
			tx.SetPolicy(org.ID, patrol.FineGrained, org.Policy), tx.SetPolicy(org.ID, patrol.Classic, org.ClassicPolicy)} {
			if err != nil {
				return err
			}
		}
		got, _ := tx.Account(user.ID)
		same(t, got, user)
		got, err := tx.Account(org.ID)
		same(t, got, org)
		return err
	})

	again := *user
	again.Login = "DANA"
	field(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.InsertAccount(&again) }), "login")
	one := patrol.Account{Login: "one", Email: "a@b.c", Kind: patrol.User}
	two := patrol.Account{Login: "two", Email: "A@B.C", Kind: patrol.User}
	w.account(one)
	field(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.InsertAccount(&two) }), "email")
	kind(t, d.Update(ctx, func(tx patrol.Tx) error { return tx.SetSuspended(org.ID, now) }), patrol.Conflict)
}

func TestMembers(t *testing.T) {
	w := newTown(t)
	role := func(account, user int64) (got patrol.MemberRole) {
		w.view(func(tx patrol.Tx) (err error) {
			got, err = tx.MemberRole(account, user)
			return err
		})
		return got
	}
	same(t, role(w.acme.ID, w.olivia.ID), patrol.Owner)
	same(t, role(w.acme.ID, w.dana.ID), patrol.Member)
	same(t, role(w.acme.ID, w.sam.ID), patrol.MemberRole(""))
	beta := w.account(patrol.Account{Login: "Beta", Kind: patrol.Organization})
	w.update(func(tx patrol.Tx) error { return tx.SetMember(beta.ID, w.dana.ID, patrol.Owner) })
	w.view(func(tx patrol.Tx) error {
		got, err := tx.Memberships(w.dana.ID)
		same(t, got, []patrol.Membership{{Account: w.acme, Role: patrol.Member},
			{Account: beta, Role: patrol.Owner}})
		return err
	})
	w.update(func(tx patrol.Tx) error { return tx.SetMember(beta.ID, w.dana.ID, "") })
	same(t, role(beta.ID, w.dana.ID), patrol.MemberRole(""))
}
