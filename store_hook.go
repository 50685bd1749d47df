package patrol

import "time"

// A hookTx is the part of a Tx that keeps webhooks and what they are told.
type hookTx interface {
	// Hooks returns an organization's, oldest first.
	Hooks(ownerID int64) ([]*Hook, error)
	// ActiveHooks are those of them that are told what happens.
	ActiveHooks(ownerID int64) ([]*Hook, error)
	Hook(ownerID, id int64) (*Hook, error)
	HookByID(id int64) (*Hook, error)
	InsertHook(*Hook) error // sets ID
	// UpdateHook writes address, secret, whether it is active, and when.
	UpdateHook(*Hook) error
	// DeleteHook removes a webhook with its deliveries.
	DeleteHook(id int64) error

	InsertDeliveries(...*Delivery) error // sets their IDs
	Delivery(hookID, id int64) (*Delivery, error)
	// Deliveries returns a webhook's, newest first, from before an id (0 for
	// the newest of all), without payloads, headers and bodies.
	Deliveries(hookID, before int64, limit int) ([]*Delivery, error)
	// DueDelivery returns one that is due, of a webhook that is not busy.
	DueDelivery(now time.Time, busy []int64) (*Delivery, error)
	// TakeDelivery counts one more attempt and writes when it is due again, or
	// is a Conflict if someone else did.
	TakeDelivery(*Delivery) error
	// FinishAttempt writes the attempt and what came of it, or is a Conflict if
	// another attempt has begun.
	FinishAttempt(*Delivery) error
	// DropWaiting gives up what waits for a webhook, and says why.
	DropWaiting(hookID int64, why string) error
}
