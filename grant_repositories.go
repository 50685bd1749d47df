package patrol

import "context"

// RequestRepositories is a page of the repositories that an open request to
// org, of which v is an owner, asks for, and how many they are.
func (a *Authority) RequestRepositories(ctx context.Context, v *Viewer, org string, id int64, q RepositoryQuery) (
	[]*Place, int, error) {
	return a.reached(ctx, v, org, q, func(tx Tx, o *Account) (Reach, error) {
		r, err := tx.Request(o.ID, id)
		if err != nil {
			return Reach{}, err
		}
		if r.State != Open {
			return Reach{}, errorf(NotFound, "Not Found")
		}
		return r.Reach, nil
	})
}

// GrantRepositories is the same of a grant of org's that is in force.
func (a *Authority) GrantRepositories(ctx context.Context, v *Viewer, org string, id int64, q RepositoryQuery) (
	[]*Place, int, error) {
	return a.reached(ctx, v, org, q, func(tx Tx, o *Account) (Reach, error) {
		t, err := tx.ActiveToken(o.ID, id)
		if err != nil {
			return Reach{}, err
		}
		if !t.Grant.RevokedAt.IsZero() {
			return Reach{}, errorf(NotFound, "Not Found")
		}
		return t.Grant.Reach, nil
	})
}

// reached is a page of the repositories of org, of which v is an owner, that
// something of org's reaches, and how many they are. Public ones that all
// tokens read are not among them.
func (a *Authority) reached(ctx context.Context, v *Viewer, org string, q RepositoryQuery,
	by func(Tx, *Account) (Reach, error)) (places []*Place, total int, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		o, err := ownOrg(tx, v.Account, org)
		if err != nil {
			return err
		}
		places, total = nil, 0
		reach, err := by(tx, o)
		if err != nil || reach.Selection == PublicOnly {
			return err
		}
		q.UserID, q.OwnerID, q.Every = v.ID, o.ID, true
		if reach.Selection == Selected {
			q.IDs = reach.Repositories
		}
		if total, err = tx.CountRepositories(q); err != nil {
			return err
		}
		found, err := tx.Repositories(q)
		for _, r := range found {
			places = append(places, &Place{Owner: o, Repository: r, Role: Admin})
		}
		return err
	})
	return places, total, err
}
