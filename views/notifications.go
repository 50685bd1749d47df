package views

import (
	"fmt"
	"time"

	"patrol"
)

// A Notifications is the page of what a viewer was told.
type Notifications struct {
	Frame
	All    []*patrol.Notification // a page of them, newest first
	Before int64                  // asks for this page; 0 for the newest of all
	Older  int64                  // asks for the next page; 0 if there is none
	Now    time.Time
}

// NotificationPath is where a notification is on the page that begins before from.
func NotificationPath(id, from int64) string {
	path := notificationsPath + "#" + notificationID(id)
	if from == 0 {
		return path
	}
	return before(path, from)
}

// notificationID is the id of a notification on its page.
func notificationID(id int64) string { return fmt.Sprintf("notification-%d", id) }

// unreadWords is how many notifications are unread.
func unreadWords(t patrol.Tally) string {
	switch {
	case t.More:
		return "more than " + number(t.N) + " unread"
	case t.N == 0:
		return "none unread"
	}
	return number(t.N) + " unread"
}

// A MailSettings is the page on which a viewer says which mails they want.
type MailSettings struct {
	Frame
	Settings patrol.MailSettings
	Saved    bool // just now
	Problems []patrol.FieldError
}

// mailbox is where mail to the viewer goes, in words.
func (p MailSettings) mailbox() string {
	if p.Viewer.Email == "" {
		return "you, once your account has an e-mail address"
	}
	return p.Viewer.Email
}

// paces are how soon owners may hear of requests by mail.
var paces = []struct {
	pace       patrol.Pace
	text, hint string
}{
	{patrol.Daily, "Once a day", "One mail with all that waits, while something does."},
	{patrol.AtOnce, "At once", "A mail for each request, as it comes."},
	{patrol.NoMail, "No mail", "Requests are among your notifications all the same."},
}

// An Outbox is the page of all mails, for administrators.
type Outbox struct {
	Frame
	Mails []*patrol.Mail // a page of them, newest first
	Later bool           // they are not the newest of all
	Older int64          // asks for the next page; 0 if there is none
	Sends bool           // whether mails are sent
	Now   time.Time
}

// mailTones colour the states of mails.
var mailTones = map[patrol.MailState]tone{patrol.Waiting: warn, patrol.Sent: good, patrol.Dropped: bad}

// mailSubject says what m is about.
func mailSubject(m *patrol.Mail) string {
	if m.Kind == patrol.DailyDigest {
		return "Daily digest"
	}
	return newsSubject(m.News)
}

// times is how often a mail was tried.
func times(n int) string {
	if n == 1 {
		return "tried once"
	}
	return "tried " + number(n) + " times"
}

// An Unsubscribe is the page that a link in a mail leads to.
type Unsubscribe struct {
	Frame
	Topic patrol.MailTopic
	Done  bool
}

// topicWords are what mails are about.
var topicWords = map[patrol.MailTopic]string{
	patrol.AboutRequests: "requests that wait for you",
	patrol.AboutExpiry:   "tokens of yours that expire",
}
