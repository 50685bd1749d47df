package patrol

import "context"

// NextDelivery returns a delivery that is due and its webhook, none that is
// busy, and makes it the caller's for a while; nil if there is nothing to send.
// If the caller is never heard of again, it is due again.
func (a *Authority) NextDelivery(ctx context.Context, busy []int64) (d *Delivery, h *Hook, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if d, err = optional(tx.DueDelivery(a.Now(), busy)); err != nil || d == nil {
			return err
		}
		if h, err = tx.HookByID(d.HookID); err != nil {
			return err
		}
		d.Attempts++
		d.DueAt = a.Now().Add(deliveryLease)
		return tx.TakeDelivery(d)
	})
	if err != nil {
		return nil, nil, err
	}
	return d, h, nil
}

// Attempted writes down what came of sending d: it is done, or due again later,
// or has failed for good. It is a Conflict if another took it meanwhile.
func (a *Authority) Attempted(ctx context.Context, d *Delivery, came Attempt) error {
	d.Attempt = came
	switch {
	case came.Problem == "":
		d.State = Delivered
	case came.Hopeless || d.Attempts >= MaxAttempts:
		d.State = Undelivered
	default:
		d.DueAt = a.Now().Add(pauses[d.Attempts-1])
	}
	return a.Store.Update(ctx, func(tx Tx) error { return tx.FinishAttempt(d) })
}
