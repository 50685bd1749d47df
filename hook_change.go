package patrol

import (
	"context"
	"strings"
)

// Hooks are the webhooks of org, of which v is an owner, oldest first.
func (a *Authority) Hooks(ctx context.Context, v *Viewer, org string) (o *Account, hooks []*Hook, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		if o, err = ownOrg(tx, v.Account, org); err != nil {
			return err
		}
		hooks, err = tx.Hooks(o.ID)
		return err
	})
	return o, hooks, err
}

// CreateHook adds a webhook to org, of which v is an owner, and pings it.
func (a *Authority) CreateHook(ctx context.Context, v *Viewer, org string, spec HookSpec) (h *Hook, err error) {
	spec.URL = strings.TrimSpace(spec.URL)
	err = a.Store.Update(ctx, func(tx Tx) error {
		o, err := a.hookOwner(tx, v, org)
		if err != nil {
			return err
		}
		if err := spec.check(); err != nil {
			return err
		}
		there, err := tx.Hooks(o.ID)
		if err != nil {
			return err
		}
		if len(there) >= maxHooks {
			return invalid("url", "%s has %d webhooks, the most that there may be", o.Login, maxHooks)
		}
		h = &Hook{OwnerID: o.ID, CreatedAt: a.Now(), UpdatedAt: a.Now()}
		spec.apply(h)
		if err := tx.InsertHook(h); err != nil {
			return err
		}
		if err := a.record(tx, v, h.event(HookCreated)); err != nil {
			return err
		}
		return a.ping(tx, v, o, h)
	})
	return h, err
}

// EditHook makes a webhook of org's what spec says. One that is turned off gets
// nothing more, not even what was on its way.
func (a *Authority) EditHook(ctx context.Context, v *Viewer, org string, id int64, spec HookSpec) error {
	spec.URL = strings.TrimSpace(spec.URL)
	return a.Store.Update(ctx, func(tx Tx) error {
		h, err := a.hookToChange(tx, v, org, id)
		if err != nil {
			return err
		}
		if err := spec.check(); err != nil {
			return err
		}
		spec.apply(h)
		h.UpdatedAt = a.Now()
		if err := tx.UpdateHook(h); err != nil {
			return err
		}
		if !h.Active {
			if err := tx.DropWaiting(h.ID, "The webhook was turned off"); err != nil {
				return err
			}
		}
		return a.record(tx, v, h.event(HookChanged))
	})
}

// DeleteHook takes a webhook from org, with all that it was sent.
func (a *Authority) DeleteHook(ctx context.Context, v *Viewer, org string, id int64) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		h, err := a.hookToChange(tx, v, org, id)
		if err != nil {
			return err
		}
		if err := a.record(tx, v, h.event(HookDestroyed)); err != nil {
			return err
		}
		return tx.DeleteHook(h.ID)
	})
}

// hookToChange is a webhook of org's, as hookOwner has it.
func (a *Authority) hookToChange(tx Tx, v *Viewer, org string, id int64) (*Hook, error) {
	o, err := a.hookOwner(tx, v, org)
	if err != nil {
		return nil, err
	}
	return tx.Hook(o.ID, id)
}

// hookOwner is org, if v is one of its owners and has confirmed it lately: a
// webhook tells others what happens.
func (a *Authority) hookOwner(tx Tx, v *Viewer, org string) (*Account, error) {
	o, err := ownOrg(tx, v.Account, org)
	if err != nil {
		return nil, err
	}
	return o, a.confirm(tx, v)
}

// event is what happened to h. Its address may hold a secret; its host does not.
func (h *Hook) event(action string) *Event {
	return &Event{Action: action, OwnerID: h.OwnerID, Detail: h.Host()}
}
