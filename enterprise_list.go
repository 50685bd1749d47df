package patrol

import (
	"context"
	"strings"
)

// EnterpriseTokens returns a page of the tokens that organizations of an
// enterprise of v's have let in, as ActiveTokens does for one of these.
func (a *Authority) EnterpriseTokens(ctx context.Context, v *Viewer, enterprise string, q ListQuery) (
	*Listing[ActiveToken], error) {
	return a.activeTokens(ctx, v, q, func(tx Tx) (*Account, error) { return ownEnterprise(tx, v.Account, enterprise) })
}

// ownList is the organization or enterprise named, if viewer is one of its
// owners and may do such a deed to what is in its list. Owners of enterprises
// revoke; what is asked of an organization is for its own owners to decide.
func ownList(tx Tx, viewer *Account, login string, d Deed) (*Account, error) {
	if d == Revoking {
		return owned(tx, viewer, login, Organization, Enterprise)
	}
	return ownOrg(tx, viewer, login)
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
