package patrol

import "context"

// A BulkQuery asks for a page of what an owner's people did to many rows at
// once, newest first.
type BulkQuery struct {
	OwnerID int64
	After   string // Next or Previous of a Page; empty for the first page
	Limit   int
}

// A BulkList is a page of what was done to many rows at once at an
// organization or an enterprise.
type BulkList struct {
	Org *Account // whose it is
	Page[Bulk]
}

// Bulks returns to the owners of org, of whom v is one, a page of at most so
// many bulks, from a cursor on. A page that is not there any more is the first.
func (a *Authority) Bulks(ctx context.Context, v *Viewer, org, after string, most int) (*BulkList, error) {
	list := new(BulkList)
	err := a.Store.View(ctx, func(tx Tx) (err error) {
		if list.Org, err = ownList(tx, v.Account, org, Revoking); err != nil {
			return err
		}
		list.Page, err = tx.Bulks(BulkQuery{OwnerID: list.Org.ID, After: after, Limit: most})
		if err == nil && len(list.Rows) == 0 && after != "" {
			list.Page, err = tx.Bulks(BulkQuery{OwnerID: list.Org.ID, Limit: most})
		}
		return err
	})
	return list, err
}

// Running reports whether b goes on.
func (b *Bulk) Running() bool { return b.FinishedAt.IsZero() }
