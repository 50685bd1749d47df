package patrol

import (
	"slices"
	"time"
)

// A Token is a personal access token: its user's stand-in, with no more power
// than the user has. By itself a fine-grained one has none: each resource owner
// lets it in by a Grant. A classic one has what its scopes say, wherever its
// user has it; it wants nothing, and its owner is its user.
type Token struct {
	ID          int64
	Kind        TokenKind
	UserID      int64  // whose stand-in it is
	Name        string // the note of a classic token, which others may have too
	Description string
	OwnerID     int64  // the resource owner it was made for: the user, or an organization
	Owner       string // login
	OwnerKind   AccountKind
	Wants       Reach  // what it asked for last, granted or not
	Scopes      Scopes // of a classic token
	Replaces    int64  // the classic token that this one takes over from; 0 for none
	State       TokenState
	CreatedAt   time.Time
	Life
	LastEight  string    // of its present secret
	SecretID   int64     // the Imprint of its present secret
	LastUsedAt time.Time // zero for never; up to some seconds late
	Uses       int64
}

// A Reach is what a token can get at among the resources of one owner.
type Reach struct {
	Selection    Selection
	Repositories []int64 // sorted; for Selected
	Permissions  Permissions
}

// A Selection is which of an owner's repositories a token reaches. Public ones
// it can read in any case.
type Selection string

const (
	PublicOnly Selection = "none" // as REST calls it
	All        Selection = "all"  // present and future
	Selected   Selection = "subset"
)

// Has reports whether r reaches a repository of its owner.
func (r Reach) Has(repositoryID int64) bool {
	switch r.Selection {
	case All:
		return true
	case Selected:
		_, found := slices.BinarySearch(r.Repositories, repositoryID)
		return found
	}
	return false
}

// Equal reports whether r and other reach the same.
func (r Reach) Equal(other Reach) bool {
	return r.Selection == other.Selection && r.Permissions.Equal(other.Permissions) &&
		slices.Equal(r.Repositories, other.Repositories)
}

// Within reports whether r asks for nothing beyond granted.
func (r Reach) Within(granted Reach) bool {
	if !granted.Permissions.Include(r.Permissions) {
		return false
	}
	switch r.Selection {
	case All:
		return granted.Selection == All
	case Selected:
		for _, id := range r.Repositories {
			if !granted.Has(id) {
				return false
			}
		}
	}
	return true
}

// Meet is what r and other both reach.
func (r Reach) Meet(other Reach) Reach {
	both := Reach{Selection: PublicOnly, Permissions: r.Permissions.Meet(other.Permissions)}
	switch {
	case r.Selection == All && other.Selection == All:
		both.Selection = All
	case r.Selection == All:
		both.Selection, both.Repositories = other.Selection, other.Repositories
	case other.Selection == All:
		both.Selection, both.Repositories = r.Selection, r.Repositories
	default:
		for _, id := range r.Repositories {
			if other.Has(id) {
				both.Repositories = append(both.Repositories, id)
			}
		}
	}
	if both.Selection != All && len(both.Repositories) > 0 {
		both.Selection = Selected
	}
	return both
}

// A TokenState is where a token stands with its resource owner. Expired is not
// among them: that is a matter of the clock, and Token.Expired says it.
type TokenState string

const (
	Active  TokenState = "active"
	Pending TokenState = "pending" // an owner has yet to decide; reads public data only
	Refused TokenState = "denied"
	Revoked TokenState = "revoked" // the owner took its grant away
	// Withdrawn is one whose user took the request back.
	Withdrawn TokenState = "cancelled"
)

// Forever is a life without an end, where days are asked for. Zero days is no
// answer at all, so that what could not be read is refused, not granted.
const Forever = -1

const day = 24 * time.Hour

// A Life is how long the present secret of a token is good.
type Life struct {
	IssuedAt  time.Time
	ExpiresAt time.Time // zero for never
}

// Days is the whole of l, part days counted in full, or Forever.
func (l Life) Days() int {
	if l.ExpiresAt.IsZero() {
		return Forever
	}
	return int((l.ExpiresAt.Sub(l.IssuedAt) + day - 1) / day)
}

// Expired reports whether l is over.
func (l Life) Expired(now time.Time) bool {
	return !l.ExpiresAt.IsZero() && !now.Before(l.ExpiresAt)
}

// ExpiresSoon reports whether l ends within seven days and has not yet.
func (l Life) ExpiresSoon(now time.Time) bool {
	return !l.ExpiresAt.IsZero() && !l.Expired(now) && l.ExpiresAt.Sub(now) <= 7*day
}
