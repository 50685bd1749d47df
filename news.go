package patrol

import "time"

// News is what one person is told of something that happened, whichever way
// they are told.
type News struct {
	Kind      NewsKind
	UserID    int64 // who is told
	At        time.Time
	TokenID   int64
	TokenName string // as it was then
	OwnerID   int64  // the token's resource owner
	RequestID int64
	ActorID   int64     // whose doing it was; 0 for the system
	Detail    string    // a reason, in somebody's words
	ExpiresAt time.Time // the token's, where that is the news
	// Logins, for people to read.
	Owner, Actor string
}

// A NewsKind says what kind of news there is. They are stored; do not change them.
type NewsKind string

const (
	// To a token's user.
	TokenAdded      NewsKind = "added"
	AccessApproved  NewsKind = "approved"
	AccessDenied    NewsKind = "denied"
	AccessTaken     NewsKind = "revoked"
	ExpiresInWeek   NewsKind = "expires in a week"
	ExpiresTomorrow NewsKind = "expires tomorrow"
	TokenExpired    NewsKind = "expired"
	// To the owners of an organization.
	RequestWaits NewsKind = "request"
	DailyDigest  NewsKind = "digest"
)

// news is what e is news of: to the user it concerns, and to the owners of the
// organization in whose log it is; "" for none.
//
// GitHub: "Reviewing and revoking personal access tokens in your organization".
func (e *Event) news() (toUser, toOwners NewsKind) {
	switch e.Action {
	case TokenCreated:
		return TokenAdded, ""
	case RequestCreated:
		return "", RequestWaits
	case RequestDenied:
		return AccessDenied, ""
	case AccessGranted:
		if e.RequestID != 0 { // else nobody had to be asked
			return AccessApproved, ""
		}
	case AccessRevoked:
		if e.ActorID != e.UserID {
			return AccessTaken, ""
		}
	}
	return "", ""
}

// settles reports whether the request of e waits no more.
func (e *Event) settles() bool {
	return e.RequestID != 0 &&
		(e.Action == AccessGranted || e.Action == RequestDenied || e.Action == RequestCancelled)
}

// listed reports whether news of kind k is among the notifications. One's own
// doing and what sums up other news is not.
func (k NewsKind) listed() bool { return k != TokenAdded && k != DailyDigest }

// A MailTopic is what somebody can say whether they want mail about. What is
// about their security is none: of that they are always told.
type MailTopic string

const (
	AboutRequests MailTopic = "requests" // that wait for an owner
	AboutExpiry   MailTopic = "expiry"   // of one's tokens
)

// Topic is what mail of kind k is about, or "".
func (k NewsKind) Topic() MailTopic {
	switch k {
	case RequestWaits, DailyDigest:
		return AboutRequests
	case ExpiresInWeek, ExpiresTomorrow, TokenExpired:
		return AboutExpiry
	}
	return ""
}

// A Pace is how soon an owner hears by mail of requests that wait.
type Pace string

const (
	Daily  Pace = "daily" // all in one mail a day
	AtOnce Pace = "at-once"
	NoMail Pace = "none"
)

// MailSettings are which mails somebody wants. The zero MailSettings are
// nobody's: DefaultMail is what holds until they choose.
type MailSettings struct {
	Requests Pace
	Expiry   bool // whether their tokens are about to expire, or have
}

// DefaultMail is what people get who did not choose.
//
// GitHub: owners get one daily digest.
var DefaultMail = MailSettings{Requests: Daily, Expiry: true}

// want reports whether someone with the settings s gets news of kind k by mail.
func (s MailSettings) want(k NewsKind) bool {
	switch k {
	case RequestWaits:
		return s.Requests == AtOnce
	case DailyDigest:
		return s.Requests == Daily
	}
	return k.Topic() != AboutExpiry || s.Expiry
}

// without is s after someone had enough of a topic.
func (s MailSettings) without(t MailTopic) MailSettings {
	switch t {
	case AboutRequests:
		s.Requests = NoMail
	case AboutExpiry:
		s.Expiry = false
	}
	return s
}

// A Reader is somebody to tell news to, and how they want it.
type Reader struct {
	UserID   int64
	Settings MailSettings
}

// tell tells everybody whom e is news to, in the transaction that it tells of.
func (a *Authority) tell(tx Tx, e *Event) error {
	if e.settles() {
		if err := tx.SettleNotifications(e.RequestID, e.At); err != nil {
			return err
		}
	}
	n := News{At: e.At, TokenID: e.TokenID, TokenName: e.TokenName, OwnerID: e.OwnerID, RequestID: e.RequestID,
		ActorID: e.ActorID, Detail: e.Detail}
	toUser, toOwners := e.news()
	if toUser != "" {
		n.Kind = toUser
		return tellUser(tx, e.UserID, n)
	}
	if toOwners == "" {
		return nil
	}
	n.Kind = toOwners
	owners, err := tx.Owners(e.OwnerID)
	if err != nil {
		return err
	}
	for _, o := range owners {
		if err := o.hear(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// tellUser tells one user n.
func tellUser(tx Tx, userID int64, n News) error {
	r := Reader{UserID: userID}
	if n.Kind.Topic() != "" {
		var err error
		if r.Settings, err = tx.MailSettings(userID); err != nil {
			return err
		}
	}
	return r.hear(tx, n)
}

// hear tells r n, in each way that n is told and r wants.
func (r Reader) hear(tx Tx, n News) error {
	n.UserID = r.UserID
	if n.Kind.listed() {
		if err := tx.InsertNotification(n); err != nil {
			return err
		}
	}
	if !r.Settings.want(n.Kind) {
		return nil
	}
	return tx.InsertMail(n)
}
