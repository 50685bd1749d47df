package db

import (
	"encoding/json"
	"fmt"
	"strconv"

	"patrol"
)

// jsonFacts are a patrol.Facts as we store them: as JSON.
type jsonFacts patrol.Facts

func (f *jsonFacts) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read facts from %T", v)
	}
	return json.Unmarshal([]byte(s), (*patrol.Facts)(f))
}

// text is f as it is stored.
func (f *jsonFacts) text() (string, error) {
	text, err := json.Marshal((*patrol.Facts)(f))
	return string(text), err
}

// A line is an event of a log.
type line struct{ patrol.Event }

func scanLine(row scanner, l *line) error { return scanEvent(row, &l.Event) }

// cursor is the place next to l.
func (l *line) cursor(back bool) cursor {
	return cursor{back, l.ID, strconv.FormatInt(l.At.Unix(), 10)}
}

// newestFirst is the order of a log.
var newestFirst = order{key: "e.at", id: "e.id", down: true}

// Log implements patrol.Tx.
func (tx *tx) Log(q patrol.LogQuery) (patrol.LogPage, error) {
	read := func(at *cursor, limit int) ([]*line, error) { return tx.lines(q, at, limit) }
	found, previous, next, err := turn(q.After, q.Limit, read)
	page := patrol.LogPage{Previous: previous, Next: next}
	for _, l := range found {
		page.Events = append(page.Events, &l.Event)
	}
	return page, err
}

// lines returns the events that q asks for from a place on; nil for the newest.
func (tx *tx) lines(q patrol.LogQuery, at *cursor, limit int) ([]*line, error) {
	w := new(conditions)
	switch {
	case q.UserID != 0:
		w.add(`e.user_id = ` + w.arg(q.UserID))
	case q.EnterpriseID != 0:
		w.add(`e.enterprise_id > 0 AND e.enterprise_id = ` + w.arg(q.EnterpriseID))
	default:
		w.add(`e.owner_id = ` + w.arg(q.OwnerID))
	}
	w.logFilter(q.LogFilter)
	down := newestFirst.down
	if at != nil {
		down = down != at.back
		w.beyond(newestFirst, *at, down)
	}
	return all(tx, scanLine, selectEvent+w.String()+newestFirst.by(down)+` LIMIT `+w.arg(limit), w.args...)
}

// logFilter narrows to the events e that f lets through.
func (w *conditions) logFilter(f patrol.LogFilter) {
	if f.Actor != "" {
		w.add(`e.actor_id = (SELECT id FROM accounts WHERE lower(login) = lower(` + w.arg(f.Actor) + `))`)
	}
	switch {
	case patrol.IsAction(f.Action):
		w.add(`e.action = ` + w.arg(f.Action))
	case f.Action != "":
		w.add(`lower(e.action) LIKE lower(` + w.arg(begins(f.Action)) + `) ESCAPE '\'`)
	}
	if id, err := strconv.ParseInt(f.Token, 10, 64); err == nil {
		w.add(`e.token_id = ` + w.arg(id))
	} else if f.Token != "" {
		w.add(`lower(e.token_name) = lower(` + w.arg(f.Token) + `)`)
	}
	if !f.Since.IsZero() {
		w.add(`e.at >= ` + w.arg(f.Since.Unix()))
	}
	if !f.Before.IsZero() {
		w.add(`e.at < ` + w.arg(f.Before.Unix()))
	}
	for _, word := range f.Words {
		w.add(`lower(` + said + `) LIKE lower(` + w.arg(contains(word)) + `) ESCAPE '\'`)
	}
}

// said is what people may search an event e for.
const said = `e.action || ' ' || e.token_name || ' ' || e.detail || ' ' || e.address || ' ' || e.agent || ' ' ||
	COALESCE(a.login, '') || ' ' || COALESCE(u.login, '')`
