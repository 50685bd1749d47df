package patrol_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"patrol"
	"patrol/db/seal"
)

const (
	reviewers = 16
	reviewed  = 500 // requests
)

// Of owners who decide on the same requests at once, one decides on each, and
// the audit log says who.
func TestOwnersReviewTheSameAtOnce(t *testing.T) {
	w := newTown(t)
	owners, ids := w.owners(reviewers), w.ask(reviewed)
	decider := w.reviewAtOnce(owners, ids)
	told := w.sealedDecisions()
	approved := 0
	w.must(w.Store.View(t.Context(), func(tx patrol.Tx) error {
		for _, id := range ids {
			r, err := tx.Request(w.acme.ID, id)
			if err != nil {
				return err
			}
			want := []*patrol.Event{{Action: patrol.RequestDenied, ActorID: decider[id]}}
			if r.State == patrol.Approved {
				approved++
				want[0].Action = patrol.AccessGranted
			}
			logged := slices.EqualFunc(told[id], want, sameDecision)
			if r.State == patrol.Open || r.ReviewedBy != decider[id] || !logged {
				t.Errorf("request %d is %s by %d; %d was told so; the log has %+v",
					id, r.State, r.ReviewedBy, decider[id], told[id])
			}
		}
		return nil
	}))
	active, err := w.ActiveTokens(t.Context(), w.olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 1})
	w.must(err)
	if l := w.listed(""); len(decider) != reviewed || l.Total != 0 || active.Total != approved {
		t.Errorf("%d decided, %d wait; %d approved, %d active", len(decider), l.Total, approved, active.Total)
	}
}

// owners are n more of acme's.
func (w *town) owners(n int) []*patrol.Viewer {
	w.t.Helper()
	owners := make([]*patrol.Viewer, n)
	w.update(func(tx patrol.Tx) error {
		for i := range owners {
			a := &patrol.Account{Login: fmt.Sprintf("owner-%d", i), Kind: patrol.User}
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
			if err := tx.SetMember(w.acme.ID, a.ID, patrol.Owner); err != nil {
				return err
			}
			owners[i] = &patrol.Viewer{Account: a}
		}
		return nil
	})
	return owners
}

// reviewAtOnce has every owner decide on all the requests, a page at a time,
// every other one to approve and each beginning elsewhere. It returns who each
// was told to have been decided by.
func (w *town) reviewAtOnce(owners []*patrol.Viewer, ids []int64) map[int64]int64 {
	w.t.Helper()
	var all sync.WaitGroup
	bulks, errs := make([][]*patrol.Bulk, len(owners)), make([]error, len(owners))
	for i, o := range owners {
		deed := []patrol.Deed{patrol.Approving, patrol.Denying}[i%2]
		mine := slices.Concat(ids[i*31:], ids[:i*31])
		all.Go(func() {
			for page := range slices.Chunk(mine, 100) {
				b, err := w.StartBulk(w.t.Context(), o, "acme", patrol.BulkSpec{Deed: deed, IDs: page})
				if errs[i] = err; err != nil {
					return
				}
				bulks[i] = append(bulks[i], b)
			}
		})
	}
	all.Wait()
	w.must(errors.Join(errs...))
	decider := map[int64]int64{}
	for _, b := range slices.Concat(bulks...) {
		for _, id := range w.decidedBy(b) {
			if decider[id] != 0 {
				w.t.Errorf("request %d was decided by %d and by %d", id, decider[id], b.ActorID)
			}
			decider[id] = b.ActorID
		}
	}
	return decider
}

// decidedBy are the rows that b was told to have decided.
func (w *town) decidedBy(b *patrol.Bulk) (ids []int64) {
	w.t.Helper()
	for before := int64(0); ; {
		r, err := w.BulkReport(w.t.Context(), w.olivia, "acme", b.ID, before)
		w.must(err)
		for _, o := range r.Outcomes {
			if o.Result == patrol.Decided {
				ids = append(ids, o.ItemID)
			}
		}
		if before = r.Before; before == 0 {
			return ids
		}
	}
}

// sealedDecisions seals the audit log, fails the test unless it verifies, and
// returns what it has by request.
func (w *town) sealedDecisions() map[int64][]*patrol.Event {
	w.t.Helper()
	sealer := seal.Sealer{Store: w.Store, Log: slog.New(slog.NewTextHandler(w.t.Output(), nil))}
	for n := 1; n > 0; {
		var err error
		n, err = sealer.Seal(w.t.Context())
		w.must(err)
	}
	report, err := seal.Database(w.t.Context(), w.Store, seal.Sources{})
	w.must(err)
	if len(report.Wrong) > 0 || report.Unsealed > 0 || report.Vouched != report.Lines {
		w.t.Errorf("the audit log: %+v", report)
	}
	byRequest := map[int64][]*patrol.Event{}
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) error {
		seals, err := tx.Seals(1, int(report.Lines))
		for _, s := range seals {
			byRequest[s.Event.RequestID] = append(byRequest[s.Event.RequestID], s.Event)
		}
		return err
	}))
	return byRequest
}

// sameDecision reports whether two events say the same of who did what.
func sameDecision(a, b *patrol.Event) bool { return a.Action == b.Action && a.ActorID == b.ActorID }
