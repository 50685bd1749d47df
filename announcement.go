package patrol

import "time"

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

// announce tells the webhooks of an organization of e, if e is for them.
func (a *Authority) announce(tx Tx, v *Viewer, e *Event) error {
	action := announced[e.Action]
	if action == "" || a.Payloads == nil {
		return nil
	}
	hooks, err := tx.ActiveHooks(e.OwnerID)
	if err != nil || len(hooks) == 0 {
		return err
	}
	told, err := a.announcement(tx, v, e)
	if err != nil {
		return err
	}
	told.Action = action
	payload := a.Payloads.Request(told)
	for _, h := range hooks {
		d := &Delivery{HookID: h.ID, GUID: newGUID(), Event: RequestEvent, Action: action, Payload: string(payload)}
		if err := a.send(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// announcement is what e tells, all but the action.
func (a *Authority) announcement(tx Tx, v *Viewer, e *Event) (n *Announcement, err error) {
	n = &Announcement{RequestID: e.RequestID, CreatedAt: e.At, Asks: e.Facts}
	if n.Token, err = tx.Token(e.UserID, e.TokenID); err != nil {
		return nil, err
	}
	n.Expired = n.Token.Expired(e.At)
	if err := n.compare(tx, e); err != nil {
		return nil, err
	}
	if n.User, err = tx.Account(e.UserID); err != nil {
		return nil, err
	}
	if n.Org, err = tx.Account(e.OwnerID); err != nil {
		return nil, err
	}
	if n.Org.Enterprise != 0 {
		if n.Enterprise, err = tx.Account(n.Org.Enterprise); err != nil {
			return nil, err
		}
	}
	n.Sender = sender(v, n.Org)
	if n.Asks.RepositorySelection == Selected {
		n.Repositories, err = tx.Repositories(RepositoryQuery{UserID: e.UserID, OwnerID: e.OwnerID,
			IDs: n.Asks.RepositoryIDs, Limit: len(n.Asks.RepositoryIDs)})
	}
	return n, err
}

// compare sets what is asked for beside what was granted, where the event did
// not: a request that comes to nothing leaves the grant as it was.
func (n *Announcement) compare(tx Tx, e *Event) error {
	if e.RequestID == 0 {
		return nil
	}
	r, err := tx.Request(e.OwnerID, e.RequestID)
	if err != nil {
		return err
	}
	n.CreatedAt = r.CreatedAt
	if e.Facts.PermissionsAdded != nil {
		return nil
	}
	granted, err := optional(tx.Grant(e.TokenID, e.OwnerID))
	if err == nil {
		n.Asks = r.Reach.factsBeside(granted)
	}
	return err
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

// send has d sent as soon as can be.
func (a *Authority) send(tx Tx, d *Delivery) error {
	d.State, d.CreatedAt, d.DueAt = Delivering, a.Now(), a.Now()
	return tx.InsertDelivery(d)
}
