package patrol

import (
	"slices"
	"time"
)

// Payloads words, in JSON, what webhooks are told.
type Payloads interface {
	Request(*Announcement) []byte
	Ping(*Ping) []byte
}

// An Announcement is what became of a request for access: the event
// personal_access_token_request.
//
// GitHub: "Webhook events and payloads", personal_access_token_request.
type Announcement struct {
	Action     string // "created", "approved", "denied" or "cancelled"
	RequestID  int64  // 0 where nobody had to be asked
	CreatedAt  time.Time
	Token      *Token
	Expired    bool // the token
	Asks       Facts
	User       *Account // the token's
	Org        *Account
	Enterprise *Account // the organization's; nil for none
	Sender     *Account // who did it
	// Repositories are those selected that are still there.
	Repositories []*Repository
}

// A Ping tells a webhook that it is there.
type Ping struct {
	Hook        *Hook
	Org, Sender *Account
}

// The events of webhooks.
const (
	RequestEvent = "personal_access_token_request"
	PingEvent    = "ping"
)

// announced are the actions of RequestEvent, by those of the audit log that they
// tell of.
var announced = map[string]string{
	RequestCreated:   "created",
	AccessGranted:    "approved",
	RequestDenied:    "denied",
	RequestCancelled: "cancelled",
}

// announce tells the webhooks of an organization of those of its events that
// are for them.
func (a *Authority) announce(tx Tx, v *Viewer, events []*Event) error {
	var due []*Event
	for _, e := range events {
		if announced[e.Action] != "" {
			due = append(due, e)
		}
	}
	if len(due) == 0 || a.Payloads == nil {
		return nil
	}
	hooks, err := tx.ActiveHooks(due[0].OwnerID)
	if err != nil || len(hooks) == 0 {
		return err
	}
	told, err := announcements(tx, v, due)
	if err != nil {
		return err
	}
	var all []*Delivery
	for _, n := range told {
		payload := string(a.Payloads.Request(n))
		for _, h := range hooks {
			all = append(all, &Delivery{HookID: h.ID, GUID: newGUID(), Event: RequestEvent, Action: n.Action,
				Payload: payload})
		}
	}
	return a.send(tx, all...)
}

// announcements are what events of one organization tell its webhooks.
func announcements(tx Tx, v *Viewer, events []*Event) ([]*Announcement, error) {
	org, err := tx.Account(events[0].OwnerID)
	if err != nil {
		return nil, err
	}
	enterprise, err := enterpriseOf(tx, org)
	if err != nil {
		return nil, err
	}
	tokens, err := tx.TokensAt(org.ID, idsOf(events, func(e *Event) int64 { return e.TokenID }))
	if err != nil {
		return nil, err
	}
	users, err := tx.Accounts(idsOf(events, func(e *Event) int64 { return e.UserID }))
	if err != nil {
		return nil, err
	}
	all := make([]*Announcement, len(events))
	for i, e := range events {
		all[i] = &Announcement{Action: announced[e.Action], RequestID: e.RequestID, CreatedAt: e.At,
			Token: tokens[e.TokenID], Expired: tokens[e.TokenID].Expired(e.At), Asks: e.Facts,
			User: users[e.UserID], Org: org, Enterprise: enterprise, Sender: sender(v, org)}
	}
	if err := compare(tx, all); err != nil {
		return nil, err
	}
	return all, name(tx, all)
}

// compare sets what is asked for beside what was granted, where the events did
// not: a request that comes to nothing leaves the grant as it was.
func compare(tx Tx, all []*Announcement) error {
	org := all[0].Org.ID
	requests, err := tx.RequestsAt(org, idsOf(all, func(n *Announcement) int64 { return n.RequestID }))
	if err != nil {
		return err
	}
	granted, err := tx.GrantsOf(org, idsOf(all, func(n *Announcement) int64 { return n.Token.ID }))
	if err != nil {
		return err
	}
	for _, n := range all {
		r := requests[n.RequestID]
		if r == nil {
			continue
		}
		n.CreatedAt = r.CreatedAt
		if n.Asks.PermissionsAdded == nil {
			n.Asks = r.Reach.factsBeside(granted[n.Token.ID])
		}
	}
	return nil
}

// name sets the repositories that are selected, as each user may see them.
func name(tx Tx, all []*Announcement) error {
	wanted := map[int64][]int64{} // by user
	for _, n := range all {
		if n.Asks.RepositorySelection == Selected {
			wanted[n.User.ID] = append(wanted[n.User.ID], n.Asks.RepositoryIDs...)
		}
	}
	seen := map[int64][]*Repository{}
	for user, ids := range wanted {
		slices.Sort(ids)
		ids = slices.Compact(ids)
		var err error
		seen[user], err = tx.Repositories(RepositoryQuery{UserID: user, OwnerID: all[0].Org.ID, IDs: ids, Limit: len(ids)})
		if err != nil {
			return err
		}
	}
	for _, n := range all {
		if n.Asks.RepositorySelection != Selected {
			continue
		}
		for _, r := range seen[n.User.ID] {
			if slices.Contains(n.Asks.RepositoryIDs, r.ID) {
				n.Repositories = append(n.Repositories, r)
			}
		}
	}
	return nil
}

// sender is v as webhooks are told who did it; whoever runs the authority has
// no account, and acts for the organization.
func sender(v *Viewer, org *Account) *Account {
	if v.ID == 0 {
		return org
	}
	return v.Account
}

// ping tells h that it is there.
func (a *Authority) ping(tx Tx, v *Viewer, org *Account, h *Hook) error {
	if a.Payloads == nil {
		return nil
	}
	payload := a.Payloads.Ping(&Ping{Hook: h, Org: org, Sender: sender(v, org)})
	return a.send(tx, &Delivery{HookID: h.ID, GUID: newGUID(), Event: PingEvent, Payload: string(payload)})
}

// send has deliveries sent as soon as can be.
func (a *Authority) send(tx Tx, all ...*Delivery) error {
	now := a.Now()
	for _, d := range all {
		d.State, d.CreatedAt, d.DueAt = Delivering, now, now
	}
	return tx.InsertDeliveries(all...)
}
