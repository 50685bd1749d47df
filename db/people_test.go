package db_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"patrol"
)

// Members and collaborators come by id, each once, with the most that they may.
func TestPeople(t *testing.T) {
	w := newTown(t)
	w.acme.Base = patrol.Read
	w.update(func(tx patrol.Tx) error {
		if err := tx.UpdateAccount(w.acme); err != nil {
			return err
		}
		return tx.SetCollaboration(w.secret.ID, w.dana.ID, patrol.Write)
	})
	notes := w.repository(w.sam, "notes", patrol.Private)
	for _, tt := range []struct {
		q    patrol.CollaboratorQuery
		want string
	}{
		{patrol.CollaboratorQuery{Repository: w.secret}, "Dana=write olivia=admin sam=write"},
		{patrol.CollaboratorQuery{Repository: w.secret, AtLeast: patrol.Admin}, "olivia=admin"},
		{patrol.CollaboratorQuery{Repository: w.secret, Direct: true}, "Dana=write sam=write"},
		{patrol.CollaboratorQuery{Repository: w.secret, Outside: true}, "sam=write"},
		{patrol.CollaboratorQuery{Repository: notes}, "sam=admin"},
	} {
		for size := 1; size < 5; size += 3 {
			tt.q.Limit, tt.q.Offset = size, 0
			var got []string
			for more := true; more; tt.q.Offset += size {
				w.view(func(tx patrol.Tx) error {
					found, err := tx.Collaborators(tt.q)
					for _, c := range found {
						got = append(got, fmt.Sprintf("%s=%s", c.User.Login, c.Level))
					}
					more = len(found) == size
					return err
				})
			}
			same(t, sorted(got), sorted(strings.Fields(tt.want)))
		}
	}
	w.view(func(tx patrol.Tx) error {
		owners, err := tx.MemberAccounts(patrol.MemberQuery{OrgID: w.acme.ID, Role: patrol.Owner, Limit: 9})
		same(t, owners[0].Login, "olivia")
		same(t, len(owners), 1)
		return err
	})
}

// sorted is words in alphabetical order.
func sorted(words []string) []string { return slices.Sorted(slices.Values(words)) }

// Text that one of the databases could not keep none of them takes, and says so.
func TestTextIsKeepable(t *testing.T) {
	w := newTown(t)
	for _, text := range []string{"a\x00b", "a\xff"} {
		err := w.Update(t.Context(), func(tx patrol.Tx) error {
			return tx.InsertAccount(&patrol.Account{Login: "lee", Kind: patrol.User, Name: text})
		})
		same(t, patrol.Invalid.Is(err), true)
		err = w.View(t.Context(), func(tx patrol.Tx) error {
			_, err := tx.AccountByLogin(text)
			return err
		})
		same(t, patrol.Invalid.Is(err), true)
	}
}
