package patrol

import "time"

// A footholdTx keeps where classic tokens got at what.
type footholdTx interface {
	// Footholds returns a page of an owner's, without their visits: of those in
	// force or, if the query says so, of the others.
	Footholds(ListQuery) (Page[Foothold], error)
	// NumberedFootholds returns some of an owner's, without their visits.
	NumberedFootholds(FootholdQuery) ([]*Foothold, error)
	// Foothold returns one of an owner's, in force or not.
	Foothold(ownerID, id int64) (*Foothold, error)
	// FootholdsOf returns those of some tokens at all owners, last used first.
	FootholdsOf(tokenIDs []int64) ([]*Foothold, error)
	// LastVisits fills in so many visits of each of some footholds.
	LastVisits(some []*Foothold, most int) error
	// Visits returns all that a token did, by owner, repository and operation.
	Visits(tokenID int64) ([]*Visit, error)
	// CloseFoothold revokes one in force, or is a Conflict.
	CloseFoothold(c *Foothold, by int64, at time.Time) error
	// ReopenFoothold takes that back, or is a Conflict.
	ReopenFoothold(c *Foothold) error
	// AskedToReplace writes when an owner asked for another token, or is a
	// Conflict if someone else did.
	AskedToReplace(c *Foothold, at time.Time) error
	// Successors are fine-grained tokens that take over from a classic one.
	Successors(tokenID int64) ([]*Token, error)
}
