package patrol

import "time"

// A Viewer is someone who asks for something: signed in, or by a token.
type Viewer struct {
	*Account
	By          *Bearer // the token that asks in its user's name; nil for a person
	SessionID   int64
	ConfirmedAt time.Time // when they last gave their password, or did something sensitive
	From        Origin
}

// ConfirmedFor is how long a confirmation of one's password lasts. Each
// sensitive action within it makes it last as long again.
//
// GitHub: "Sudo mode".
const ConfirmedFor = 2 * time.Hour

// Confirmed reports whether v need not give the password again.
func (v *Viewer) Confirmed(now time.Time) bool { return now.Sub(v.ConfirmedAt) < ConfirmedFor }

// Viewer is p's user, for whom p's bearer asks. The bearer may do what it was
// let through for, and nothing that a person would have to confirm.
func (p *Pass) Viewer() *Viewer {
	return &Viewer{Account: p.Bearer.User, By: p.Bearer, From: p.from}
}

// confirm is called by whatever is sensitive: it refuses tokens, which know no
// password, and viewers whose confirmation is too old, and restarts the clock
// of the others.
func (a *Authority) confirm(tx Tx, v *Viewer) error {
	now := a.Now()
	if v.By != nil {
		return errorf(Forbidden, "Resource not accessible by personal access token")
	}
	if !v.Confirmed(now) {
		return errorf(Unconfirmed, "Confirm your password first")
	}
	return tx.ConfirmSession(v.SessionID, now)
}

// confirmPerson is confirm for what tokens may do as well, each by a rule of its
// own: people confirm it.
func (a *Authority) confirmPerson(tx Tx, v *Viewer) error {
	if v.By != nil {
		return nil
	}
	return a.confirm(tx, v)
}

// record writes events of v's doing to the audit log of one owner, and tells
// people and webhooks to whom they are news.
func (a *Authority) record(tx Tx, v *Viewer, events ...*Event) error {
	now := a.Now()
	for _, e := range events {
		e.At, e.ActorID, e.From = now, v.ID, v.From
		if v.By != nil {
			e.Facts.AccessType, e.Facts.ByTokenID = v.By.Kind.accessType(), v.By.TokenID
		}
	}
	if err := tx.Record(events...); err != nil {
		return err
	}
	if err := a.tell(tx, events); err != nil {
		return err
	}
	return a.announce(tx, v, events)
}

// event is what happened to t in the eyes of its resource owner.
func (t *Token) event(action string, f Facts) *Event {
	return &Event{Action: action, UserID: t.UserID, OwnerID: t.OwnerID, TokenID: t.ID, TokenName: t.Name, Facts: f}
}

// ownEvent is what happened to t that concerns its user alone.
func (t *Token) ownEvent(action string, f Facts) *Event {
	e := t.event(action, f)
	e.OwnerID = t.UserID
	return e
}
