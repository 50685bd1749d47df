package patrol

import (
	"time"
)

// A Session keeps someone signed in on one browser.
type Session struct {
	ID          int64
	UserID      int64
	User        *Account
	Digest      Digest // of the key in the cookie
	CreatedAt   time.Time
	SeenAt      time.Time
	ConfirmedAt time.Time // when the password was last given
	ExpiresAt   time.Time
	From        Origin // where it was last seen
}

// A Link lets whoever has it do one thing once: set a password, or set up the
// authority.
type Link struct {
	Digest    Digest // of its key
	Purpose   LinkPurpose
	UserID    int64
	ExpiresAt time.Time
}

// A LinkPurpose says what a Link is good for.
type LinkPurpose string

const (
	SetPassword LinkPurpose = "password"
	SetUp       LinkPurpose = "setup"
)
