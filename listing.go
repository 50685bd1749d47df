package patrol

import (
	"context"
	"slices"
)

// A Page is some of a list's rows, and the cursors of the pages around it:
// empty where there is none.
type Page[T any] struct {
	Rows           []*T
	Previous, Next string
	Found          Tally // that the filter lets through
	// Searched is how many rows were looked through, from one page to the next,
	// if the search stopped before it had found a page full: Next goes on. Then
	// it takes as long however long the list is.
	Searched int
	// Beyond says that so many rows were skipped that what follows was not found.
	Beyond bool
}

// A Tally is how many there are, or that there are more than that.
type Tally struct {
	N    int
	More bool
}

// An ActiveToken is a token that an organization has let in.
type ActiveToken struct {
	Grant *Grant
	Token *Token
	User  string // login of the token's user
	Uses  int64  // of an outlook's busiest: all of a fine-grained one's, a classic one's at the grant's owner
}

// A Listing is a page of one of an organization's lists, or of an enterprise's,
// for its owners.
type Listing[T any] struct {
	Org   *Account // whose list it is
	Query ListQuery
	Page[T]
	Total    int          // whatever the filter
	Running  *Bulk        // something being done to many of its rows; nil for nothing
	Problems []FieldError // with the filter; then there are no rows
	// Below is above the ids of all rows that there are now: what comes later is
	// not meant by who does something to all of them.
	Below int64
	// Repositories are those that rows select and that are still there, by ID.
	Repositories map[int64]*Repository
	// Stopped are those tokens let in, by row, that policies keep from working.
	Stopped map[int64]bool
	// Granted is what the tokens of requests have already, by token.
	Granted map[int64]*Grant
}

// OpenRequests returns a page of what waits for the owners of org, of whom v
// is one.
func (a *Authority) OpenRequests(ctx context.Context, v *Viewer, org string, q ListQuery) (*Listing[Request], error) {
	var l *Listing[Request]
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		l, err = readListing(a, tx, o, q, source[Request]{tx.CountOpenRequests, tx.OpenRequests, tx.OpenRequestIDs})
		if err != nil || l.Query.Bare || len(l.Rows) == 0 {
			return err
		}
		var reaches []Reach
		var tokens []int64
		for _, r := range l.Rows {
			reaches, tokens = append(reaches, r.Reach), append(tokens, r.TokenID)
		}
		if l.Granted, err = tx.GrantsOf(l.Org.ID, tokens); err != nil {
			return err
		}
		l.Repositories, err = selected(tx, v, l.Org, reaches...)
		return err
	})
	return l, err
}

// ActiveTokens returns a page of the tokens that an organization that v owns has
// let in, or all organizations of an enterprise that v owns have. Those past
// their time are among them.
func (a *Authority) ActiveTokens(ctx context.Context, v *Viewer, kind AccountKind, login string, q ListQuery) (
	*Listing[ActiveToken], error) {
	var l *Listing[ActiveToken]
	q.Kind = FineGrained
	err := a.Store.View(ctx, func(tx Tx) error {
		o, err := owned(tx, v.Account, login, kind)
		if err != nil {
			return err
		}
		l, err = readListing(a, tx, o, q, source[ActiveToken]{tx.CountActiveTokens, tx.ActiveTokens, tx.ActiveTokenIDs})
		if err != nil || l.Query.Bare || len(l.Rows) == 0 {
			return err
		}
		var reaches []Reach
		for _, t := range l.Rows {
			reaches = append(reaches, t.Grant.Reach)
		}
		if l.Stopped, err = a.kept(tx, l.Org, l.Rows...); err != nil {
			return err
		}
		l.Repositories, err = selected(tx, v, l.Org, reaches...)
		return err
	})
	return l, err
}

// openListing is a list of o's before it is read.
func openListing[T any](a *Authority, tx Tx, o *Account, q ListQuery) (*Listing[T], error) {
	q.Now = a.Now()
	if q.Skip > MostSkipped {
		return nil, tooDeep
	}
	bad, err := q.resolve(tx, o)
	return &Listing[T]{Org: o, Query: q, Problems: bad}, err
}

// A source is where the rows of a list come from.
type source[T any] struct {
	count func(ownerID int64) (int, error)
	page  func(ListQuery) (Page[T], error)
	ids   func(ListQuery) (newest []int64, below int64, err error)
}

// readListing is the page of a list of o's that q asks for.
func readListing[T any](a *Authority, tx Tx, o *Account, q ListQuery, from source[T]) (*Listing[T], error) {
	l, err := openListing[T](a, tx, o, q)
	if err != nil {
		return nil, err
	}
	if l.Total, err = from.count(o.ID); err != nil || l.Problems != nil {
		return l, err
	}
	if l.Page, err = from.page(l.Query); err != nil {
		return nil, err
	}
	if l.Beyond {
		return nil, tooDeep
	}
	return l, l.measure(tx, from.ids)
}

// tooDeep is said of pages that are not found by their numbers.
var tooDeep = invalid("page", "is too far into the list: follow its links, or narrow it")

// measure finds out how long l is and, for a page, up to which row it goes and
// what is being done to its rows.
func (l *Listing[T]) measure(tx Tx, ids func(ListQuery) ([]int64, int64, error)) (err error) {
	if l.Query.whole() {
		l.Found = Tally{N: l.Total}
	}
	if l.Query.Bare {
		return nil
	}
	if l.Running, err = optional(tx.RunningBulk(l.Org.ID)); err != nil {
		return err
	}
	newest, _, err := ids(ListQuery{OwnerID: l.Query.OwnerID, EnterpriseID: l.Query.EnterpriseID, Limit: 1})
	if len(newest) > 0 {
		l.Below = newest[0] + 1
	}
	return err
}

// selected are the repositories that reaches at org select and that are still
// there, as v sees them: of its own all, of an enterprise's organizations those
// that v has a role on.
func selected(tx Tx, v *Viewer, org *Account, reaches ...Reach) (map[int64]*Repository, error) {
	var ids []int64
	for _, r := range reaches {
		ids = append(ids, r.Repositories...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	q := RepositoryQuery{UserID: v.ID, IDs: ids, Limit: len(ids)}
	if org.Kind == Organization {
		q.OwnerID = org.ID
	}
	found, err := tx.Repositories(q)
	byID := map[int64]*Repository{}
	for _, r := range found {
		byID[r.ID] = r
	}
	return byID, err
}
