package patrol

import (
	"context"
	"math/rand/v2"
	"time"
)

// A Mail is news on its way to somebody by mail. It is written to the outbox
// in the transaction that it tells of, and stays there as a record.
type Mail struct {
	News
	ID      int64
	State   MailState
	Tries   int
	DueAt   time.Time // when it is tried next
	DoneAt  time.Time // zero while it waits
	Problem string    // why it was not sent, yet or at all
	// Of whom it goes to.
	Login, Email string
	Suspended    bool
}

// A MailState is where a mail stands.
type MailState string

const (
	Waiting MailState = "waiting"
	Sent    MailState = "sent"
	Dropped MailState = "dropped"
)

const (
	// mailLease is how long a mail is one sender's alone. If the sender is gone
	// without a word, it is tried again then.
	mailLease = 5 * time.Minute
	// mailPatience is how long a mail is tried.
	mailPatience = 3 * day
	// firstRetry and lastRetry are how long to wait after a mail could not be
	// sent: at first, and at most.
	firstRetry = time.Minute
	lastRetry  = 4 * time.Hour
)

// TakeMail returns some of the mails that are due. For a while they are the
// caller's alone, who says of each what came of it by MailSent or MailFailed.
func (a *Authority) TakeMail(ctx context.Context, limit int) ([]*Mail, error) {
	now := a.Now()
	var due []*Mail
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		due, err = tx.DueMails(now, limit)
		return err
	})
	if err != nil || len(due) == 0 {
		return nil, err
	}
	var taken []*Mail
	err = a.Store.Update(ctx, func(tx Tx) error {
		taken = nil
		for _, m := range due {
			mine := *m
			mine.Tries, mine.DueAt = m.Tries+1, now.Add(mailLease)
			err := tx.UpdateMail(&mine, m.Tries)
			if Conflict.Is(err) { // somebody else took it
				continue
			}
			if err != nil {
				return err
			}
			taken = append(taken, &mine)
		}
		return nil
	})
	return taken, err
}

// MailSent writes down that m, which TakeMail returned, was handed over.
func (a *Authority) MailSent(ctx context.Context, m *Mail) error {
	return a.settle(ctx, m, Sent, "")
}

// MailDropped writes down that m will not be sent, and why.
func (a *Authority) MailDropped(ctx context.Context, m *Mail, problem string) error {
	return a.settle(ctx, m, Dropped, problem)
}

// MailFailed writes down that m could not be sent, and why. It is tried again
// later, and given up after some days.
func (a *Authority) MailFailed(ctx context.Context, m *Mail, problem string) error {
	now := a.Now()
	if now.Sub(m.At) >= mailPatience {
		return a.settle(ctx, m, Dropped, "Given up after three days: "+problem)
	}
	wait := lastRetry
	if m.Tries < 9 { // beyond that the power of two is past lastRetry
		wait = min(firstRetry<<(m.Tries-1), lastRetry)
	}
	next := *m
	next.Problem, next.DueAt = problem, now.Add(wait+rand.N(wait/4)) // not all at once
	return a.Store.Update(ctx, func(tx Tx) error { return tx.UpdateMail(&next, m.Tries) })
}

// settle writes down the last of m.
func (a *Authority) settle(ctx context.Context, m *Mail, as MailState, problem string) error {
	done := *m
	done.State, done.DoneAt, done.Problem = as, a.Now(), problem
	return a.Store.Update(ctx, func(tx Tx) error { return tx.UpdateMail(&done, m.Tries) })
}

// backlogRows is how many requests of each organization a digest names.
const backlogRows = 10

// A Backlog is what waits for the owners of one organization.
type Backlog struct {
	Org     *Account
	Waiting int
	Newest  []*Request
}

// Backlogs are what waits for a user now, by the organizations they own.
func (a *Authority) Backlogs(ctx context.Context, userID int64) (all []Backlog, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		all = nil
		memberships, err := tx.Memberships(userID)
		if err != nil {
			return err
		}
		for _, m := range memberships {
			if m.Account.Kind != Organization || m.Role != Owner {
				continue
			}
			b := Backlog{Org: m.Account}
			if b.Waiting, err = tx.CountOpenRequests(b.Org.ID); err != nil {
				return err
			}
			if b.Waiting == 0 {
				continue
			}
			page, err := tx.OpenRequests(ListQuery{OwnerID: b.Org.ID, Sort: ByNewest, Limit: backlogRows, Now: a.Now()})
			if err != nil {
				return err
			}
			b.Newest = page.Rows
			all = append(all, b)
		}
		return nil
	})
	return all, err
}

// Outbox returns a page of mails as Notifications does, to an administrator: an
// owner of an enterprise.
func (a *Authority) Outbox(ctx context.Context, v *Viewer, before int64, limit int) (
	page []*Mail, older int64, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		memberships, err := tx.Memberships(v.ID)
		if err != nil {
			return err
		}
		if len(ownedEnterprises(memberships)) == 0 {
			return errorf(NotFound, "Not Found")
		}
		found, err := tx.Mails(before, limit+1)
		page, older = cut(found, limit, func(m *Mail) int64 { return m.ID })
		return err
	})
	return page, older, err
}
