package db

import (
	"maps"
	"slices"

	"patrol"
)

// Beside each list are narrow tables, its register, by which its rows are found
// by what they reach. Those no longer in force are not in it. Each table is its
// own index, in the order of what is looked up: no reference to a row that goes
// takes it out.

// filed is a row of a list as its register has it.
type filed struct {
	id, ownerID int64
	reach       patrol.Reach
}

// file enters what rows reach into the register of a list.
func (tx *tx) file(in list, rows ...filed) error {
	var permissions, repositories [][]any
	for _, r := range rows {
		for _, permission := range slices.Sorted(maps.Keys(r.reach.Permissions)) {
			permissions = append(permissions,
				[]any{r.id, r.ownerID, permission, int64(r.reach.Permissions[permission])})
		}
		for _, repository := range r.reach.Repositories {
			repositories = append(repositories, []any{r.id, repository})
		}
	}
	err := insertAll(tx, in.permissions+` (`+in.item+`, owner_id, permission, level)`, permissions, itself)
	if err != nil {
		return err
	}
	return insertAll(tx, in.repositories+` (`+in.item+`, repository_id)`, repositories, itself)
}

func itself(values []any) []any { return values }

// unfile takes rows out of the register of a list. Those with a permission at
// the same level lie together in it.
func (tx *tx) unfile(from list, rows ...*filed) error {
	type place struct {
		ownerID    int64
		permission string
		level      patrol.Level
	}
	selecting := map[int64][]int64{}
	lying := map[place][]int64{}
	for _, r := range rows {
		for _, repository := range r.reach.Repositories {
			selecting[repository] = append(selecting[repository], r.id)
		}
		for permission, level := range r.reach.Permissions {
			p := place{r.ownerID, permission, level}
			lying[p] = append(lying[p], r.id)
		}
	}
	for p, ids := range lying {
		err := tx.execAll(ids, `DELETE FROM `+from.permissions+`
			WHERE owner_id = $1 AND permission = $2 AND level = $3 AND `+from.item, p.ownerID, p.permission, int64(p.level))
		if err != nil {
			return err
		}
	}
	for repository, ids := range selecting {
		err := tx.execAll(ids, `DELETE FROM `+from.repositories+` WHERE repository_id = $1 AND `+from.item, repository)
		if err != nil {
			return err
		}
	}
	return nil
}

// filedColumns are those of rows of a list, as scanFiled has them.
const filedColumns = ` id, owner_id, repositories, permissions `

func scanFiled(row scanner, f *filed) error {
	return row.Scan(&f.id, &f.ownerID, (*ids)(&f.reach.Repositories), (*permissions)(&f.reach.Permissions))
}

// close runs an update of rows i of a list, after which these are in force no
// more. Each of them must have been, or it is a Conflict.
func (tx *tx) close(of list, rows []*filed, update string, args ...any) error {
	ids := make([]int64, len(rows))
	for n, r := range rows {
		ids[n] = r.id
	}
	if err := tx.changeAll(ids, update+` AND `+of.inForce+` AND i.id`, args...); err != nil {
		return err
	}
	return tx.unfile(of, rows...)
}

// setReach changes what a row in force reaches, or is a Conflict.
func (tx *tx) setReach(of list, id int64, r patrol.Reach) error {
	was, err := one(tx, scanFiled, `SELECT`+filedColumns+`FROM `+of.table+` i WHERE i.id = $1 AND `+of.inForce, id)
	if patrol.NotFound.Is(err) {
		return errChanged
	}
	if err != nil {
		return err
	}
	err = tx.exec(`UPDATE `+of.table+` SET selection = $2, repositories = $3, permissions = $4 WHERE id = $1`,
		id, string(r.Selection), ids(r.Repositories), permissions(r.Permissions))
	if err != nil {
		return err
	}
	if err := tx.unfile(of, was); err != nil {
		return err
	}
	return tx.file(of, filed{id, was.ownerID, r})
}
