package db

import (
	"maps"
	"slices"

	"patrol"
)

// Beside each list are narrow tables, its register, by which its rows are found
// by what they reach. Those no longer in force are not in it.

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
	err := insertAll(tx, `INSERT INTO `+in.permissions+` (`+in.item+`, owner_id, permission, level) VALUES `,
		`($1, $2, $3, $4)`, permissions, itself)
	if err != nil {
		return err
	}
	return insertAll(tx, `INSERT INTO `+in.repositories+` (`+in.item+`, repository_id) VALUES `,
		`($1, $2)`, repositories, itself)
}

func itself(values []any) []any { return values }

// unfile takes rows out of the register of a list.
func (tx *tx) unfile(from list, ids ...int64) error {
	if err := tx.execAll(ids, `DELETE FROM `+from.permissions+` WHERE `+from.item); err != nil {
		return err
	}
	return tx.execAll(ids, `DELETE FROM `+from.repositories+` WHERE `+from.item)
}

// setReach changes what a row in force reaches, or is a Conflict.
func (tx *tx) setReach(of list, id int64, r patrol.Reach) error {
	owner, err := value[int64](tx, `UPDATE `+of.table+` AS i SET selection = $2, repositories = $3, permissions = $4
		WHERE i.id = $1 AND `+of.inForce+` RETURNING owner_id`,
		id, string(r.Selection), ids(r.Repositories), permissions(r.Permissions))
	if err == nil && owner == 0 {
		err = errChanged
	}
	if err != nil {
		return err
	}
	if err := tx.unfile(of, id); err != nil {
		return err
	}
	return tx.file(of, filed{id, owner, r})
}
