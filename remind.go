package patrol

import (
	"context"
	"math"
	"time"
)

// What is due by the clock is done in sweeps. A sweep goes over its rows in
// order, and each of its steps writes down how far it came in the transaction
// of what it did: nothing is done twice or left out, whoever else sweeps.

// A Sweep is how far one has come.
type Sweep struct {
	Name string
	At   time.Time // rows up to this time are done
	ID   int64     // and of those at that time, the ones up to this
}

// sweepStep is how many rows a step of a sweep takes.
const sweepStep = 500

// sweepDone is the ID of a Sweep that is done with all rows at its time.
const sweepDone = math.MaxInt64

// reminders are what users hear of the end of their tokens: so long before it,
// unless the next is due already.
//
// GitHub: mails seven days and one day ahead, and when the token has expired.
var reminders = []struct {
	kind          NewsKind
	ahead, before time.Duration
}{
	{ExpiresInWeek, 7 * day, day},
	{ExpiresTomorrow, day, 0},
	{TokenExpired, 0, math.MinInt64},
}

// Remind tells users of tokens that end soon or have ended, and reports
// whether there is more to do.
func (a *Authority) Remind(ctx context.Context) (more bool, err error) {
	for _, r := range reminders {
		left, err := a.remind(ctx, r.kind, r.ahead, r.before)
		if err != nil {
			return false, err
		}
		more = more || left
	}
	return more, nil
}

// remind takes a step of the sweep for one kind of news.
func (a *Authority) remind(ctx context.Context, k NewsKind, ahead, before time.Duration) (more bool, err error) {
	now := a.Now()
	start := Sweep{Name: string(k), At: now, ID: sweepDone}
	return a.sweep(ctx, start, func(tx Tx, s *Sweep, limit int) (int, error) {
		tokens, err := tx.TokensEnding(s.At, s.ID, now.Add(ahead), limit)
		if err != nil {
			return 0, err
		}
		for _, t := range tokens {
			s.At, s.ID = t.ExpiresAt, t.ID
			if !t.worthReminding(ahead) || t.ExpiresAt.Sub(now) <= before {
				continue
			}
			n := News{Kind: k, At: now, TokenID: t.ID, TokenKind: t.Kind, TokenName: t.Name, OwnerID: t.OwnerID,
				ExpiresAt: t.ExpiresAt}
			if err := tellUser(tx, t.UserID, n); err != nil {
				return 0, err
			}
		}
		return len(tokens), nil
	})
}

// worthReminding reports whether it is news that t ends so soon: it lived
// longer than that, and was good for something.
func (t *Token) worthReminding(ahead time.Duration) bool {
	return (t.State == Active || t.State == Pending) && t.ExpiresAt.Sub(t.IssuedAt) > ahead
}

// digestHour is when digests go out, in UTC. GitHub does not say when its do.
const digestHour = 8

// SendDigests tells owners once a day of what waits for them, and reports
// whether there is more to do.
func (a *Authority) SendDigests(ctx context.Context) (more bool, err error) {
	now := a.Now().UTC()
	today := time.Date(now.Year(), now.Month(), now.Day(), digestHour, 0, 0, 0, time.UTC)
	if now.Before(today) {
		today = today.AddDate(0, 0, -1)
	}
	start := Sweep{Name: string(DailyDigest), At: today, ID: sweepDone}
	return a.sweep(ctx, start, func(tx Tx, s *Sweep, limit int) (int, error) {
		if s.At.Before(today) {
			s.At, s.ID = today, 0
		}
		if s.ID == sweepDone {
			return 0, nil
		}
		owners, err := tx.WaitedFor(s.ID, limit)
		if err != nil {
			return 0, err
		}
		for _, o := range owners {
			s.ID = o.UserID
			if err := o.hear(tx, News{Kind: DailyDigest, At: now}); err != nil {
				return 0, err
			}
		}
		if len(owners) < limit {
			s.ID = sweepDone
		}
		return len(owners), nil
	})
}

// sweep takes a step of the sweep named by start, which is where it begins when
// it is new. step does it to at most limit rows, says how many there were, and
// moves the sweep on. Where nothing is to do, nothing is written.
func (a *Authority) sweep(ctx context.Context, start Sweep, step func(tx Tx, s *Sweep, limit int) (int, error)) (
	more bool, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		was, err := optional(tx.Sweep(start.Name))
		if err != nil {
			return err
		}
		if was == nil {
			return tx.InsertSweep(start)
		}
		now := *was
		done, err := step(tx, &now, sweepStep)
		more = done == sweepStep
		if err != nil || now == *was {
			return err
		}
		return tx.MoveSweep(*was, now)
	})
	if Conflict.Is(err) { // somebody else took this step
		return true, nil
	}
	return more, err
}
