package patrol

import (
	"context"
	"time"
)

// A Notification is news in somebody's list on the console.
type Notification struct {
	News
	ID     int64
	ReadAt time.Time // zero while it is unread
}

// A Desk is what is around every page of a viewer's: what waits for them.
type Desk struct {
	Unread      Tally      // notifications
	Enterprises []*Account // that they own
	Owned       []OwnedOrg // the organizations that they own
}

// An OwnedOrg is an organization in its owner's eyes.
type OwnedOrg struct {
	*Account
	*OrganizationCount
}

// mostUnread is how far unread notifications are counted.
const mostUnread = 99

// Desk returns what waits for v.
func (a *Authority) Desk(ctx context.Context, v *Viewer) (d Desk, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		n, err := tx.CountUnread(v.ID, mostUnread+1)
		if err != nil {
			return err
		}
		memberships, err := tx.Memberships(v.ID)
		d = Desk{Unread: Tally{N: min(n, mostUnread), More: n > mostUnread}, Enterprises: ownedEnterprises(memberships)}
		if err != nil {
			return err
		}
		d.Owned, err = ownedOrgs(tx, memberships)
		return err
	})
	return d, err
}

// ownedEnterprises are those that someone with these memberships owns.
func ownedEnterprises(memberships []Membership) (owned []*Account) {
	for _, m := range memberships {
		if m.Account.Kind == Enterprise && m.Role == Owner {
			owned = append(owned, m.Account)
		}
	}
	return owned
}

func accountID(a *Account) int64 { return a.ID }

// ownedOrgs are the organizations that someone with these memberships owns.
func ownedOrgs(tx Tx, memberships []Membership) (owned []OwnedOrg, err error) {
	var orgs []*Account
	for _, m := range memberships {
		if m.Account.Kind == Organization && m.Role == Owner {
			orgs = append(orgs, m.Account)
		}
	}
	counts, err := tx.OrganizationCounts(idsOf(orgs, accountID))
	for _, o := range orgs {
		owned = append(owned, OwnedOrg{o, counts[o.ID]})
	}
	return owned, err
}

// Notifications returns a page of v's, newest first, from before one of them (0
// for the newest of all), and from before which there are more; 0 if there are none.
func (a *Authority) Notifications(ctx context.Context, v *Viewer, before int64, limit int) (
	page []*Notification, older int64, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		found, err := tx.Notifications(v.ID, before, limit+1)
		page, older = cut(found, limit, func(n *Notification) int64 { return n.ID })
		return err
	})
	return page, older, err
}

// ReadNotification marks one of v's as read, and returns it.
func (a *Authority) ReadNotification(ctx context.Context, v *Viewer, id int64) (n *Notification, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if n, err = tx.Notification(v.ID, id); err != nil {
			return err
		}
		return tx.ReadNotifications(v.ID, id, id, a.Now())
	})
	return n, err
}

// ReadAllNotifications marks v's as read, up to the newest that they have seen.
func (a *Authority) ReadAllNotifications(ctx context.Context, v *Viewer, newest int64) error {
	return a.Store.Update(ctx, func(tx Tx) error { return tx.ReadNotifications(v.ID, 1, newest, a.Now()) })
}

// MailSettings returns which mails v wants.
func (a *Authority) MailSettings(ctx context.Context, v *Viewer) (s MailSettings, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		s, err = tx.MailSettings(v.ID)
		return err
	})
	return s, err
}

// SetMailSettings sets which mails v wants.
func (a *Authority) SetMailSettings(ctx context.Context, v *Viewer, s MailSettings) error {
	var bad problems
	bad.check(s.Requests == Daily || s.Requests == AtOnce || s.Requests == NoMail, "requests", "Choose one of these")
	if err := bad.err(); err != nil {
		return err
	}
	return a.Store.Update(ctx, func(tx Tx) error { return tx.SetMailSettings(v.ID, s) })
}
