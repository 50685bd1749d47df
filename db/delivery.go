package db

import (
	"time"

	"patrol"
)

// Of deliveries d. What was sent and answered may be long.
const (
	deliveryColumns = ` d.id, d.hook_id, d.guid, d.event, d.action, d.redelivery, d.created_at, d.state, d.due_at,
		d.attempts, d.url, d.status, d.took, d.problem`
	longColumns = `, d.payload, d.headers, d.answer, d.body`

	selectDelivery = `SELECT` + deliveryColumns + longColumns + ` FROM deliveries d `
)

func scanDeliveryLine(row scanner, d *patrol.Delivery) error { return scanColumns(row, d) }

func scanDelivery(row scanner, d *patrol.Delivery) error {
	return scanColumns(row, d, &d.Payload, &d.Headers, &d.Answer, &d.Body)
}

func scanColumns(row scanner, d *patrol.Delivery, more ...any) error {
	return row.Scan(append([]any{&d.ID, &d.HookID, &d.GUID, &d.Event, &d.Action, &d.Redelivery, (*unix)(&d.CreatedAt),
		&d.State, (*unix)(&d.DueAt), &d.Attempts, &d.URL, &d.Status, (*milliseconds)(&d.Took), &d.Problem}, more...)...)
}

func (tx *tx) InsertDeliveries(all ...*patrol.Delivery) error {
	return insertEach(tx, `deliveries (hook_id, guid, event, action, redelivery, payload, created_at, state, due_at,
			attempts)`, all, func(d *patrol.Delivery) []any {
		return []any{d.HookID, d.GUID, d.Event, d.Action, d.Redelivery, d.Payload, unix(d.CreatedAt),
			string(d.State), unix(d.DueAt), d.Attempts}
	}, func(d *patrol.Delivery) *int64 { return &d.ID })
}

func (tx *tx) Delivery(hookID, id int64) (*patrol.Delivery, error) {
	return one(tx, scanDelivery, selectDelivery+`WHERE d.hook_id = $1 AND d.id = $2`, hookID, id)
}

func (tx *tx) Deliveries(hookID, before int64, limit int) ([]*patrol.Delivery, error) {
	return all(tx, scanDeliveryLine, `SELECT`+deliveryColumns+` FROM deliveries d
		WHERE d.hook_id = $1 AND d.id < $2 ORDER BY d.id DESC LIMIT $3`, hookID, orNewest(before), limit)
}

func (tx *tx) DueDelivery(now time.Time, busy []int64) (*patrol.Delivery, error) {
	var w conditions
	w.add(`d.state = 'waiting'`)
	w.add(`d.due_at <= ` + w.arg(unix(now)))
	w.add(`d.hook_id NOT IN (` + w.list(busy) + `)`)
	return one(tx, scanDelivery, selectDelivery+w.String()+` ORDER BY d.due_at, d.id LIMIT 1`, w.args...)
}

func (tx *tx) TakeDelivery(d *patrol.Delivery) error {
	return tx.change(`UPDATE deliveries SET attempts = $2, due_at = $3
		WHERE id = $1 AND attempts = $2 - 1 AND state = 'waiting'`, d.ID, d.Attempts, unix(d.DueAt))
}

func (tx *tx) FinishAttempt(d *patrol.Delivery) error {
	return tx.change(`
		UPDATE deliveries SET state = $3, due_at = $4, url = $5, headers = $6, status = $7, answer = $8, body = $9,
			took = $10, problem = $11
		WHERE id = $1 AND attempts = $2 AND state = 'waiting'`,
		d.ID, d.Attempts, string(d.State), unix(d.DueAt), d.URL, d.Headers, d.Status, d.Answer, d.Body,
		d.Took.Milliseconds(), d.Problem)
}

func (tx *tx) DropWaiting(hookID int64, why string) error {
	return tx.exec(`UPDATE deliveries SET state = 'failed', problem = $2 WHERE hook_id = $1 AND state = 'waiting'`,
		hookID, why)
}
