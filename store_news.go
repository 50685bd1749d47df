package patrol

import "time"

// A newsTx keeps what people are told, and how they want it.
type newsTx interface {
	InsertNotifications(...News) error
	// Notification returns one of a user's.
	Notification(userID, id int64) (*Notification, error)
	// Notifications returns a user's, newest first, from before an id (0 for
	// the newest of all).
	Notifications(userID, before int64, limit int) ([]*Notification, error)
	// ToldOf returns what users were told of a change announced, by user, from
	// after one.
	ToldOf(e *PolicyEntry, after int64, limit int) ([]*Notification, error)
	// CountUnread is how many a user has not read, counted as far as most.
	CountUnread(userID int64, most int) (int, error)
	// ReadNotifications marks a user's unread ones as read, from one id to another.
	ReadNotifications(userID, from, to int64, at time.Time) error
	// SettleNotifications marks as read that requests wait.
	SettleNotifications(requestIDs []int64, at time.Time) error

	InsertMails(...News) error
	// DueMails returns mails whose time to be sent has come, the first first.
	DueMails(now time.Time, limit int) ([]*Mail, error)
	// UpdateMail writes where a waiting mail stands, if it was tried so often,
	// or is a Conflict.
	UpdateMail(m *Mail, tries int) error
	// Mails returns the outbox, newest first, from before an id (0 for the
	// newest of all).
	Mails(before int64, limit int) ([]*Mail, error)

	// Owners returns an organization's, but those who are suspended.
	Owners(orgID int64) ([]Reader, error)
	// WaitedFor returns owners of organizations where requests wait, by user,
	// from after one.
	WaitedFor(after int64, limit int) ([]Reader, error)
	// MailSettings are a user's, or DefaultMail.
	MailSettings(userID int64) (MailSettings, error)
	SetMailSettings(userID int64, s MailSettings) error
	// LinkKey is what links of ours are sealed with.
	LinkKey() (Key, error)
	// KeepLinkKey keeps it, unless there is one.
	KeepLinkKey(Key) error
}
