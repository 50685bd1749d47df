package patrol

import (
	"strings"
	"time"
)

// News is what one person is told of something that happened, whichever way
// they are told.
type News struct {
	Kind      NewsKind
	UserID    int64 // who is told
	At        time.Time
	TokenID   int64
	TokenKind TokenKind
	TokenName string // as it was then
	OwnerID   int64  // the token's resource owner
	RequestID int64
	ActorID   int64     // whose doing it was; 0 for the system
	Detail    string    // a reason, in somebody's words
	ExpiresAt time.Time // the token's, where that is the news
	// For people to read: logins, and of an enterprise its name.
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
	// Of tokens that a change of policy will stop: their names are the token's.
	LifetimeComing    NewsKind = "lifetime announced"
	RestrictionComing NewsKind = "restriction announced"
	ChangeOff         NewsKind = "announcement withdrawn"
	TokenReported     NewsKind = "leaked"
	// To a classic token's.
	ClassicShutOut NewsKind = "shut out"
	ClassicLetIn   NewsKind = "let in again"
	ReplaceClassic NewsKind = "replace"
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
	case TokenCreated, ClassicCreated:
		return TokenAdded, ""
	case RequestCreated:
		return "", RequestWaits
	case RequestDenied:
		return AccessDenied, ""
	case AccessGranted:
		if e.RequestID != 0 { // else nobody had to be asked
			return AccessApproved, ""
		}
	case TokenLeaked, ClassicLeaked:
		return TokenReported, ""
	case CredentialRevoked:
		return ClassicShutOut, ""
	case CredentialGranted:
		return ClassicLetIn, ""
	case ReplacementAsked:
		return ReplaceClassic, ""
	case AccessRevoked:
		if e.ActorID != e.UserID {
			return AccessTaken, ""
		}
	}
	return "", ""
}

// tokenKind is that of the token that e is about.
func (e *Event) tokenKind() TokenKind {
	for _, prefix := range []string{"oauth_", "org_credential_authorization."} {
		if strings.HasPrefix(e.Action, prefix) {
			return Classic
		}
	}
	return FineGrained
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

// tell tells everybody whom events are news to, in the transaction that they
// tell of.
func (a *Authority) tell(tx Tx, events []*Event) error {
	var settled []int64
	var told tidings
	for _, e := range events {
		if e.settles() {
			settled = append(settled, e.RequestID)
		}
		n := News{At: e.At, TokenID: e.TokenID, TokenKind: e.tokenKind(), TokenName: e.TokenName,
			OwnerID: e.OwnerID, RequestID: e.RequestID, ActorID: e.ActorID, Detail: e.Detail}
		kind, readers, err := audience(tx, e)
		if err != nil {
			return err
		}
		n.Kind = kind
		for _, r := range readers {
			told.add(r, n)
		}
	}
	if len(settled) > 0 {
		if err := tx.SettleNotifications(settled, events[0].At); err != nil {
			return err
		}
	}
	return told.spread(tx)
}

// audience is what e is news of, and to whom.
func audience(tx Tx, e *Event) (NewsKind, []Reader, error) {
	toUser, toOwners := e.news()
	if toUser != "" {
		r, err := reader(tx, e.UserID, toUser)
		return toUser, []Reader{r}, err
	}
	if toOwners == "" {
		return "", nil, nil
	}
	owners, err := tx.Owners(e.OwnerID)
	return toOwners, owners, err
}

// reader is a user who is to hear news of kind k.
func reader(tx Tx, userID int64, k NewsKind) (r Reader, err error) {
	r.UserID = userID
	if k.Topic() != "" {
		r.Settings, err = tx.MailSettings(userID)
	}
	return r, err
}

// tellUser tells one user n.
func tellUser(tx Tx, userID int64, n News) error {
	r, err := reader(tx, userID, n.Kind)
	if err != nil {
		return err
	}
	return r.hear(tx, n)
}

// hear tells r n, in each way that n is told and r wants.
func (r Reader) hear(tx Tx, n News) error {
	var told tidings
	told.add(r, n)
	return told.spread(tx)
}

// tidings are news on their way to people.
type tidings struct{ notifications, mails []News }

// add has r told n, in each way that n is told and r wants.
func (t *tidings) add(r Reader, n News) {
	n.UserID = r.UserID
	if n.Kind.listed() {
		t.notifications = append(t.notifications, n)
	}
	if r.Settings.want(n.Kind) {
		t.mails = append(t.mails, n)
	}
}

// spread writes down what people are told.
func (t *tidings) spread(tx Tx) error {
	if err := tx.InsertNotifications(t.notifications...); err != nil {
		return err
	}
	return tx.InsertMails(t.mails...)
}
