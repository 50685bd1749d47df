package patrol

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"
)

// A Delivery is something that a webhook is told: what is sent, and how the
// last attempt to send it went.
type Delivery struct {
	ID         int64
	HookID     int64
	GUID       string // shared by a delivery and its redeliveries
	Event      string
	Action     string // of the event; may be empty
	Redelivery bool   // asked for by an owner
	Payload    string
	CreatedAt  time.Time
	State      DeliveryState
	DueAt      time.Time // while it is Delivering: when it is tried next, at the latest
	Attempts   int       // begun
	Attempt              // the last that came to an end
}

// An Attempt is one time that a delivery was sent, or was to be.
type Attempt struct {
	URL      string
	Headers  string // that were sent
	Status   int    // of the response; 0 for none
	Answer   string // headers of the response
	Body     string // of the response, as much as is kept
	Took     time.Duration
	Problem  string // in words; empty for a response that says it was taken
	Hopeless bool   // to try again would be the same
}

// A DeliveryState is how far a delivery has come.
type DeliveryState string

const (
	Delivering  DeliveryState = "waiting"
	Delivered   DeliveryState = "delivered"
	Undelivered DeliveryState = "failed"
)

// pauses are how long a delivery waits after each attempt that failed; when
// there is none left, it is Undelivered.
var pauses = [...]time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour}

// MaxAttempts is how often a delivery is tried.
const MaxAttempts = len(pauses) + 1

const (
	// deliveryLease is how long a delivery is one sender's. If it has not said
	// by then what came of it, another tries.
	deliveryLease = time.Minute
	// DeliveriesKept is how long deliveries can be looked at.
	DeliveriesKept = 30 * day
)

// A HookDossier is a webhook and a page of its deliveries, newest first.
type HookDossier struct {
	Org        *Account
	Hook       *Hook
	Deliveries []*Delivery // without what was sent and answered
	Before     int64       // asks for the next page; 0 if there is none
}

// deliveriesShown is how many deliveries a dossier holds.
const deliveriesShown = 30

// HookDossier returns a webhook of org, of which v is an owner, with deliveries
// from before one (0 for the newest).
func (a *Authority) HookDossier(ctx context.Context, v *Viewer, org string, id, before int64) (*HookDossier, error) {
	var d *HookDossier
	err := a.Store.View(ctx, func(tx Tx) error {
		o, h, err := ownHook(tx, v, org, id)
		if err != nil {
			return err
		}
		d = &HookDossier{Org: o, Hook: h}
		found, err := tx.Deliveries(id, before, deliveriesShown+1)
		d.Deliveries, d.Before = cut(found, deliveriesShown, func(d *Delivery) int64 { return d.ID })
		return err
	})
	return d, err
}

// Delivery returns one delivery of a webhook of org, of which v is an owner.
func (a *Authority) Delivery(ctx context.Context, v *Viewer, org string, hookID, id int64) (*HookDossier, error) {
	var d *HookDossier
	err := a.Store.View(ctx, func(tx Tx) error {
		o, h, err := ownHook(tx, v, org, hookID)
		if err != nil {
			return err
		}
		delivery, err := tx.Delivery(hookID, id)
		d = &HookDossier{Org: o, Hook: h, Deliveries: []*Delivery{delivery}}
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// PingHook tells a webhook of org, of which v is an owner, that it is there.
func (a *Authority) PingHook(ctx context.Context, v *Viewer, org string, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		o, h, err := ownHook(tx, v, org, id)
		if err != nil {
			return err
		}
		return a.ping(tx, v, o, h)
	})
}

// Redeliver sends a delivery of a webhook of org's once more, as it was, and
// returns the new one.
func (a *Authority) Redeliver(ctx context.Context, v *Viewer, org string, hookID, id int64) (*Delivery, error) {
	var again *Delivery
	err := a.Store.Update(ctx, func(tx Tx) error {
		_, h, err := ownHook(tx, v, org, hookID)
		if err != nil {
			return err
		}
		d, err := tx.Delivery(h.ID, id)
		if err != nil {
			return err
		}
		again = &Delivery{HookID: h.ID, GUID: d.GUID, Event: d.Event, Action: d.Action, Payload: d.Payload,
			Redelivery: true}
		return a.send(tx, again)
	})
	return again, err
}

// ownHook is a webhook of org, if v is one of its owners.
func ownHook(tx Tx, v *Viewer, org string, id int64) (*Account, *Hook, error) {
	o, err := ownOrg(tx, v.Account, org)
	if err != nil {
		return nil, nil, err
	}
	h, err := tx.Hook(o.ID, id)
	return o, h, err
}

// newGUID is an id that no other delivery has.
func newGUID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
