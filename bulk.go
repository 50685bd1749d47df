package patrol

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A Deed is what owners do to many requests or tokens at once.
type Deed string

const (
	Approving Deed = "approve" // requests
	Denying   Deed = "deny"    // requests
	Revoking  Deed = "revoke"  // tokens that were let in
)

// Valid reports whether d is a deed at all.
func (d Deed) Valid() bool { return d == Approving || d == Denying || d == Revoking }

// A BulkSpec is what an owner wants done, and to which rows: those ticked, or
// all that a filter lets through.
type BulkSpec struct {
	Deed   Deed
	Reason string // for Approving and Denying
	IDs    []int64
	// All asks for all that Filter lets through and whose ids are below Below:
	// what came after the owner looked is not meant.
	All    bool
	Filter Filter
	Below  int64
	Later  bool // leaves those ticked to WorkOnBulk, too
}

// check is s's reason as it is kept, or all that is wrong with s.
func (s BulkSpec) check() (reason string, err error) {
	if reason, err = checkReason(s.Reason); err != nil {
		return "", err
	}
	var bad problems
	bad.check(s.Deed.Valid(), "", "There is no such thing to do")
	bad.check(s.All || len(s.IDs) > 0, "", "Tick what is meant first")
	bad.check(s.All || len(s.IDs) <= MostAtOnce, "", "Tick at most 1,000 rows")
	return reason, bad.err()
}

// MostAtOnce is how many rows are done in one transaction. More than that are
// done one such batch after the other, by WorkOnBulk.
const MostAtOnce = 1000

// A Bulk is something done to many rows, and how far it has come. It stays, as
// a report.
type Bulk struct {
	ID         int64
	OwnerID    int64
	ActorID    int64
	Deed       Deed
	Reason     string
	Filter     string
	Below      int64   // of ids yet to do; 0 for none
	IDs        []int64 // yet to do, where they were ticked
	Meant      int     // rows that it is about, as counted when it began; 0 where that is not known
	Done       int     // rows that the deed was done to
	Missed     int     // rows that it was not: someone was faster, or they are gone
	Stopped    string
	From       Origin
	StartedAt  time.Time
	FinishedAt time.Time // zero while it goes on
	Actor      string    // login, for people to read
	// By which token it was asked for; zero for a person.
	ByTokenID int64
	ByKind    TokenKind
}

// An Outcome is what became of one row of a Bulk.
type Outcome struct {
	ID        int64
	ItemID    int64 // of the request or grant
	Result    Result
	TokenName string
	User      string // login
}

// A Result says whether the deed was done to a row.
type Result string

const (
	Decided Result = "decided"
	TooLate Result = "late" // someone else had decided, or it was taken back
	Gone    Result = "gone" // there is no such row any more
)

// err is r as it is said of a single row.
func (r Result) err() error {
	switch r {
	case TooLate:
		return errorf(Conflict, "It has changed meanwhile")
	case Gone:
		return errorf(NotFound, "Not Found")
	}
	return nil
}

// A BulkReport is how far a Bulk has come, and a page of what became of its rows.
type BulkReport struct {
	Org      *Account // or enterprise
	Bulk     *Bulk
	Outcomes []*Outcome // newest first
	Before   int64      // asks for the next page; 0 if there is none
}

// StartBulk does what spec says, as an owner of org, or of an enterprise, which
// revokes alone: up to MostAtOnce rows before it returns, and the rest by
// WorkOnBulk.
func (a *Authority) StartBulk(ctx context.Context, v *Viewer, org string, spec BulkSpec) (*Bulk, error) {
	reason, err := spec.check()
	if err != nil {
		return nil, err
	}
	var b *Bulk
	err = a.Store.Update(ctx, func(tx Tx) error {
		o, err := ownList(tx, v.Account, org, spec.Deed)
		if err != nil {
			return err
		}
		b = &Bulk{OwnerID: o.ID, ActorID: v.ID, Deed: spec.Deed, Reason: reason,
			From: v.From, StartedAt: a.Now(), Actor: v.Login}
		if v.By != nil {
			b.ByTokenID, b.ByKind = v.By.TokenID, v.By.Kind
		}
		if spec.All {
			b.Filter, b.Below = spec.Filter.String(), spec.Below
		} else {
			b.IDs, b.Meant = spec.IDs, len(spec.IDs)
		}
		refused, err := refusals(tx, v, o.ID, spec.Deed, b.IDs)
		if err != nil {
			return err
		}
		for _, err := range refused { // of one row is enough: all are for the same reason
			return err
		}
		if err := tx.InsertBulk(b); err != nil || spec.Later {
			return err
		}
		return a.nextBatch(tx, v, o, b)
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// ownList is the organization or enterprise named, if viewer is one of its
// owners and may do such a deed to what is in its list. Owners of enterprises
// revoke; what is asked of an organization is for its own owners to decide.
func ownList(tx Tx, viewer *Account, login string, d Deed) (*Account, error) {
	if d == Revoking {
		return owned(tx, viewer, login, Organization, Enterprise)
	}
	return ownOrg(tx, viewer, login)
}

// WorkOnBulk does the next batch of the oldest Bulk that is not finished, and
// reports whether there was one. Each batch is all or nothing, so it can be
// interrupted at any time and goes on where it was.
func (a *Authority) WorkOnBulk(ctx context.Context) (worked bool, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		b, err := optional(tx.UnfinishedBulk())
		if worked = b != nil; err != nil || b == nil {
			return err
		}
		actor, err := tx.Account(b.ActorID)
		if err != nil {
			return err
		}
		o, err := tx.Account(b.OwnerID)
		if err != nil {
			return err
		}
		v := b.viewer(actor)
		_, err = ownList(tx, actor, o.Login, b.Deed)
		if NotFound.Is(err) || actor.Suspended() {
			b.Below, b.FinishedAt = 0, a.Now()
			b.Stopped = fmt.Sprintf("%s is not an owner of %s any more.", actor.Login, o.Login)
			return tx.UpdateBulk(b)
		}
		if err != nil {
			return err
		}
		return a.nextBatch(tx, v, o, b)
	})
	return worked, err
}

// viewer is actor, who asked for b.
func (b *Bulk) viewer(actor *Account) *Viewer {
	v := &Viewer{Account: actor, From: b.From}
	if b.ByTokenID != 0 {
		v.By = &Bearer{TokenID: b.ByTokenID, Kind: b.ByKind, User: actor}
	}
	return v
}

// nextBatch does the next rows of b, and finishes it if they are the last.
func (a *Authority) nextBatch(tx Tx, v *Viewer, o *Account, b *Bulk) error {
	if ids := b.IDs; len(ids) > 0 {
		b.IDs, b.FinishedAt = nil, a.Now()
		return a.batch(tx, v, b, ids)
	}
	filter, bad := ParseFilter(FineGrained, b.Filter)
	q := ListQuery{Filter: filter, Below: b.Below, Limit: MostAtOnce, Now: a.Now()}
	if b.Deed == Revoking {
		q.Kind = FineGrained
	}
	unknown, err := q.resolve(tx, o)
	if err != nil {
		return err
	}
	b.Below = 0
	if bad = append(bad, unknown...); len(bad) > 0 {
		b.Stopped, b.FinishedAt = bad[0].Message+".", q.Now
		return tx.UpdateBulk(b)
	}
	find, count := tx.OpenRequestIDs, tx.CountOpenRequests
	if b.Deed == Revoking {
		find, count = tx.ActiveTokenIDs, tx.CountActiveTokens
	}
	ids, below, err := find(q)
	if err != nil {
		return err
	}
	if b.Below = below; below == 0 {
		b.FinishedAt = q.Now
	} else if b.Meant == 0 && q.whole() { // of others nobody keeps count
		if b.Meant, err = count(o.ID); err != nil {
			return err
		}
	}
	return a.batch(tx, v, b, ids)
}

// batch does b's deed to rows, and writes down what became of them.
func (a *Authority) batch(tx Tx, v *Viewer, b *Bulk, ids []int64) error {
	outcomes, err := a.do(tx, v, b.OwnerID, deed{b.Deed, b.Reason}, ids)
	if err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Result == Decided {
			b.Done++
		} else {
			b.Missed++
		}
	}
	if !b.Running() {
		b.Meant = b.Done + b.Missed
	}
	if err := tx.InsertOutcomes(b.ID, outcomes); err != nil {
		return err
	}
	return tx.UpdateBulk(b)
}

// outcomesShown is how many outcomes a report holds.
const outcomesShown = 100

// BulkReport tells the owners of org, of whom v is one, how far a bulk has
// come, with outcomes from before one (0 for the newest).
func (a *Authority) BulkReport(ctx context.Context, v *Viewer, org string, id, before int64) (*BulkReport, error) {
	var report *BulkReport
	err := a.Store.View(ctx, func(tx Tx) error {
		o, err := ownList(tx, v.Account, org, Revoking)
		if err != nil {
			return err
		}
		report = &BulkReport{Org: o}
		if report.Bulk, err = tx.Bulk(o.ID, id); err != nil {
			return err
		}
		found, err := tx.Outcomes(id, before, outcomesShown+1)
		report.Outcomes, report.Before = cut(found, outcomesShown, func(o *Outcome) int64 { return o.ID })
		return err
	})
	return report, err
}

// Past is d as something that was done: "approved".
func (d Deed) Past() string {
	return map[Deed]string{Approving: "approved", Denying: "denied", Revoking: "revoked"}[d]
}

// Title is d as a heading begins: "Approve".
func (d Deed) Title() string { return strings.ToUpper(string(d[:1])) + string(d[1:]) }
