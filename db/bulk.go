package db

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"patrol"
)

const selectBulk = `
	SELECT b.id, b.owner_id, b.actor_id, b.deed, b.reason, b.filter, b.below, b.done, b.missed, b.stopped,
		b.address, b.agent, b.started_at, b.finished_at, a.login, b.ids, b.by_token_id, b.by_kind, b.meant
	FROM bulks b JOIN accounts a ON a.id = b.actor_id `

func scanBulk(row scanner, b *patrol.Bulk) error {
	return row.Scan(&b.ID, &b.OwnerID, &b.ActorID, &b.Deed, &b.Reason, &b.Filter, &b.Below, &b.Done, &b.Missed,
		&b.Stopped, &b.From.Address, &b.From.Agent, (*unix)(&b.StartedAt), (*unix)(&b.FinishedAt), &b.Actor,
		(*ids)(&b.IDs), &b.ByTokenID, &b.ByKind, &b.Meant)
}

func (tx *tx) InsertBulk(b *patrol.Bulk) error {
	return tx.insert(&b.ID, `
		INSERT INTO bulks (owner_id, actor_id, deed, reason, filter, below, done, missed, stopped, address, agent,
			started_at, finished_at, ids, by_token_id, by_kind, meant)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		RETURNING id`,
		b.OwnerID, b.ActorID, string(b.Deed), b.Reason, b.Filter, b.Below, b.Done, b.Missed, b.Stopped,
		b.From.Address, b.From.Agent, unix(b.StartedAt), unix(b.FinishedAt), ids(b.IDs), b.ByTokenID,
		string(b.ByKind), b.Meant)
}

func (tx *tx) Bulk(ownerID, id int64) (*patrol.Bulk, error) {
	return one(tx, scanBulk, selectBulk+`WHERE b.owner_id = $1 AND b.id = $2`, ownerID, id)
}

func (tx *tx) UnfinishedBulk() (*patrol.Bulk, error) {
	return one(tx, scanBulk, selectBulk+`WHERE b.finished_at = 0 ORDER BY b.id LIMIT 1`)
}

func (tx *tx) RunningBulk(ownerID int64) (*patrol.Bulk, error) {
	return one(tx, scanBulk, selectBulk+`WHERE b.owner_id = $1 AND b.finished_at = 0 ORDER BY b.id LIMIT 1`, ownerID)
}

// A listedBulk is a bulk with its place in a list.
type listedBulk struct{ patrol.Bulk }

func scanListedBulk(row scanner, b *listedBulk) error { return scanBulk(row, &b.Bulk) }

// cursor is the place next to b.
func (b *listedBulk) cursor(back bool) cursor { return cursor{back, b.ID, strconv.FormatInt(b.ID, 10)} }

// newestBulks is the order of such a list.
var newestBulks = order{key: "b.id", id: "b.id", down: true}

func (tx *tx) Bulks(q patrol.BulkQuery) (page patrol.Page[patrol.Bulk], err error) {
	var found []*listedBulk
	found, page.Previous, page.Next, err = turn(q.After, q.Limit, func(at *cursor, limit int) ([]*listedBulk, error) {
		w := new(conditions)
		w.add(`b.owner_id = ` + w.arg(q.OwnerID))
		down := at == nil || !at.back
		if at != nil {
			w.beyond(newestBulks, *at, down)
		}
		return all(tx, scanListedBulk, selectBulk+w.String()+newestBulks.by(down)+` LIMIT `+w.arg(limit), w.args...)
	})
	for _, b := range found {
		page.Rows = append(page.Rows, &b.Bulk)
	}
	return page, err
}

func (tx *tx) UpdateBulk(b *patrol.Bulk) error {
	return tx.change(`
		UPDATE bulks SET below = $2, done = $3, missed = $4, stopped = $5, finished_at = $6, ids = $7, meant = $8
		WHERE id = $1`, b.ID, b.Below, b.Done, b.Missed, b.Stopped, unix(b.FinishedAt), ids(b.IDs), b.Meant)
}

func (tx *tx) InsertOutcomes(bulkID int64, all []*patrol.Outcome) error {
	if len(all) == 0 {
		return nil
	}
	return tx.exec(`INSERT INTO batches (bulk_id, outcomes) VALUES ($1, $2)`, bulkID, outcomes(all))
}

// A batch is outcomes of rows that were done in one go, patrol.MostAtOnce at most.
type batch struct {
	id       int64
	outcomes []*patrol.Outcome
}

func scanBatch(row scanner, b *batch) error { return row.Scan(&b.id, (*outcomes)(&b.outcomes)) }

// Outcomes reads batches from the newest on. The id of an outcome is its place
// among all.
func (tx *tx) Outcomes(bulkID, before int64, limit int) (found []*patrol.Outcome, err error) {
	before = orNewest(before)
	for {
		b, err := one(tx, scanBatch, `SELECT b.id, b.outcomes FROM batches b
			WHERE b.bulk_id = $1 AND b.id <= $2 ORDER BY b.id DESC LIMIT 1`, bulkID, (before-1)/patrol.MostAtOnce)
		if patrol.NotFound.Is(err) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		for place, o := range slices.Backward(b.outcomes) {
			o.ID = b.id*patrol.MostAtOnce + int64(place)
			if o.ID >= before {
				continue
			}
			if len(found) == limit {
				return found, nil
			}
			found = append(found, o)
		}
		before = b.id * patrol.MostAtOnce
	}
}

// outcomes are those of a batch as we store them: in lines.
type outcomes []*patrol.Outcome

func (all outcomes) Value() (driver.Value, error) {
	lines := make([]string, len(all))
	for i, o := range all {
		lines[i] = string(o.Result) + " " + strconv.FormatInt(o.ItemID, 10) + " " + o.User + " " + o.TokenName
	}
	return strings.Join(lines, "\n"), nil
}

func (all *outcomes) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read outcomes from %T", v)
	}
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.SplitN(line, " ", 4)
		if len(words) < 4 {
			return fmt.Errorf("%q is no outcome", line)
		}
		id, err := strconv.ParseInt(words[1], 10, 64)
		if err != nil {
			return err
		}
		*all = append(*all, &patrol.Outcome{Result: patrol.Result(words[0]), ItemID: id,
			User: words[2], TokenName: words[3]})
	}
	return nil
}
