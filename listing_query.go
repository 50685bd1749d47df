package patrol

import (
	"fmt"
	"strings"
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

// MostSkipped is how deep in a list a page is found by its number. Further on
// it is found from the page before.
const MostSkipped = 10_000

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
		user, err := optional(userNamed(tx, login))
		if err != nil {
			return nil, err
		}
		bad.check(user != nil, "q", fmt.Sprintf("There is no user %q", login))
		if user != nil {
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

// narrow says whose q's rows are in a list of o's: an organization's own, or
// those of all organizations of an enterprise, unless the filter names one.
func (q *ListQuery) narrow(tx Tx, o *Account, bad *problems) (*Account, error) {
	login := q.Filter.Organization
	if o.Kind == Organization {
		bad.check(login == "" || strings.EqualFold(login, o.Login), "q", "This list is of "+o.Login+" alone")
		q.OwnerID = o.ID
		return o, nil
	}
	q.EnterpriseID = o.ID
	if login == "" {
		return o, nil
	}
	org, err := optional(tx.AccountByLogin(login))
	if err != nil {
		return nil, err
	}
	if org == nil || org.Enterprise != o.ID {
		bad.check(false, "q", o.Login+" has no organization "+login)
		return o, nil
	}
	q.OwnerID, q.EnterpriseID = org.ID, 0
	return org, nil
}

// resolveOwners finds the users whom q's owners name, if anybody.
func (q *ListQuery) resolveOwners(tx Tx, bad *problems) error {
	for _, login := range q.Owners {
		if CheckLogin(login) != "" {
			continue
		}
		user, err := optional(userNamed(tx, login))
		if err != nil {
			return err
		}
		if user != nil {
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
