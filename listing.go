package patrol

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A ListQuery asks for a page of the grants in force at an owner, or of the
// requests that wait there.
type ListQuery struct {
	Filter Filter
	Sort   TokenSort // ByName is not among those offered
	After  string    // Next or Previous of a Page; empty for the first page
	Limit  int
	// Searched is that of the Page that After is from. The more it is, the more
	// is looked through at once.
	Searched int
	// What programs narrow and number lists by besides.
	Owners             []string // logins of the tokens' users, any of which will do
	TokenIDs           []int64  // the same of tokens
	UsedFrom, UsedTill time.Time
	Skip               int  // rows of the list before the page, where there is no After; MostSkipped at most
	Bare               bool // the rows alone, without what pages say beside them

	// The law fills in the rest.
	Kind         TokenKind // of the tokens let in; empty for requests
	OwnerID      int64
	EnterpriseID int64     // asks for grants at all its organizations, in place of one OwnerID
	UserID       int64     // whom Filter.Owner names; 0 for nobody in particular
	UserIDs      []int64   // whom Owners name
	RepositoryID int64     // what Filter.Repository names, in the same way
	Below        int64     // ids below this one alone; 0 for all
	Since        time.Time // used since then alone; zero for any
	Now          time.Time
	Fated        *Fated // these alone; nil for all
}

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

// MostSkipped is how deep in a list a page is found by its number. Further on
// it is found from the page before.
const MostSkipped = 10_000

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
	// Below is what the ids of all rows there are now are below.
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

// ActiveTokens returns a page of the tokens that org, of which v is an owner,
// has let in. Those past their time are among them.
func (a *Authority) ActiveTokens(ctx context.Context, v *Viewer, org string, q ListQuery) (*Listing[ActiveToken], error) {
	return a.activeTokens(ctx, v, q, func(tx Tx) (*Account, error) { return ownOrg(tx, v.Account, org) })
}

// activeTokens is ActiveTokens for whoever's list it is.
func (a *Authority) activeTokens(ctx context.Context, v *Viewer, q ListQuery, whose func(Tx) (*Account, error)) (
	*Listing[ActiveToken], error) {
	var l *Listing[ActiveToken]
	q.Kind = FineGrained
	err := a.Store.View(ctx, func(tx Tx) error {
		o, err := whose(tx)
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

// resolve finds whom q's filter names in a list of o's.
func (q *ListQuery) resolve(tx Tx, o *Account) (bad problems, err error) {
	list := o
	if o, err = q.narrow(tx, o, &bad); err != nil {
		return nil, err
	}
	if err := q.foretell(tx, list, o, &bad); err != nil {
		return nil, err
	}
	if login := q.Filter.Owner; login != "" {
		user, err := optional(tx.AccountByLogin(login))
		if err != nil {
			return nil, err
		}
		known := user != nil && user.Kind == User
		bad.check(known, "q", fmt.Sprintf("There is no user %q", login))
		if known {
			q.UserID = user.ID
		}
	}
	if err := q.resolveOwners(tx, &bad); err != nil {
		return nil, err
	}
	if name := q.Filter.Repository; name != "" && o.Kind == Enterprise {
		bad.check(false, "q", "Say whose repository, as in organization:acme repository:"+name)
	} else if name != "" {
		r, err := optional(tx.Repository(o.Login, name))
		if err != nil {
			return nil, err
		}
		bad.check(r != nil, "q", fmt.Sprintf("%s has no repository %q", o.Login, name))
		if r != nil {
			q.RepositoryID = r.ID
		}
	}
	return bad, nil
}

// resolveOwners finds the users whom q's owners name, if anybody.
func (q *ListQuery) resolveOwners(tx Tx, bad *problems) error {
	for _, login := range q.Owners {
		if CheckLogin(login) != "" {
			continue
		}
		user, err := optional(tx.AccountByLogin(login))
		if err != nil {
			return err
		}
		if user != nil && user.Kind == User {
			q.UserIDs = append(q.UserIDs, user.ID)
		}
	}
	bad.check(len(q.Owners) == 0 || len(q.UserIDs) > 0, "owner", "There are no such users")
	return nil
}

// whole reports whether q lets everything through.
func (q *ListQuery) whole() bool {
	return q.Filter.IsZero() && len(q.Owners) == 0 && len(q.TokenIDs) == 0 && q.UsedFrom.IsZero() && q.UsedTill.IsZero()
}

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
