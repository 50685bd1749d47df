package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

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

func (f *jsonFacts) Value() (driver.Value, error) {
	text, err := json.Marshal((*patrol.Facts)(f))
	return string(text), err
}

// A line is an event of a log. The edge of a search is none: it tells how far
// was looked, and only its id and time are known.
type line struct {
	patrol.Event
	edge bool
}

func scanLine(row scanner, l *line) error { return scanEvent(row, &l.Event) }

func scanEdge(row scanner, l *line) error {
	l.edge = true
	return row.Scan(&l.ID, (*unix)(&l.At))
}

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
	at := parseCursor(q.After)
	for _, l := range found {
		switch {
		case !l.edge:
			page.Events = append(page.Events, &l.Event)
			continue
		case at != nil && at.back:
			page.Previous = l.cursor(true).String()
		default:
			page.Next = l.cursor(false).String()
		}
		page.Searched = l.At
	}
	return page, err
}

// lines returns the events that q asks for from a place on; nil for the newest.
// If they are fewer than limit because enough was searched, the edge comes last.
func (tx *tx) lines(q patrol.LogQuery, at *cursor, limit int) ([]*line, error) {
	w := new(conditions)
	rest := w.nearest(q)
	down := newestFirst.down
	if at != nil {
		down = down != at.back
		w.beyond(newestFirst, *at, down)
	}
	var edge *line
	if rest.narrows() {
		var err error
		if edge, err = tx.edge(w, down); err != nil {
			return nil, err
		}
		w.sift(q, rest)
	}
	found, err := all(tx, scanLine, selectEvent+w.String()+newestFirst.by(down)+` LIMIT `+w.arg(limit), w.args...)
	if err == nil && edge != nil && len(found) < limit {
		found = append(found, edge)
	}
	return found, err
}

// edge narrows w to as many events as are searched at once, and returns the
// last of them; nil if there are no more than that.
func (tx *tx) edge(w *conditions, down bool) (*line, error) {
	last, err := all(tx, scanEdge, `SELECT e.id, e.at FROM events e`+w.String()+newestFirst.by(down)+
		` LIMIT 1 OFFSET `+strconv.Itoa(patrol.SearchedAtOnce-1), w.args...)
	if err != nil || len(last) == 0 {
		return nil, err
	}
	sign := `<=`
	if down {
		sign = `>=`
	}
	w.add(`(e.at, e.id) ` + sign + ` (` + w.arg(last[0].At.Unix()) + `, ` + w.arg(last[0].ID) + `)`)
	return last[0], nil
}

// A sifting is what of a log's query no index finds: events are looked at for it.
type sifting struct {
	patrol.LogFilter
	anyLog bool // whose log it is has yet to be minded
}

func (s sifting) narrows() bool { return s.anyLog || s.Narrows() }

// nearest narrows to the events e that q asks for as far as one index finds
// them in their order, and returns what else there is to mind. Those of a token
// are found whosever log they are in; those of a user are few.
func (w *conditions) nearest(q patrol.LogQuery) sifting {
	rest := sifting{LogFilter: q.LogFilter}
	id, isID := tokenID(rest.Token)
	switch {
	case isID:
		w.add(`e.token_id = ` + w.arg(id))
		rest.Token, rest.anyLog = "", true
	case q.UserID != 0:
		w.add(`e.user_id = ` + w.arg(q.UserID))
	case q.EnterpriseID != 0 && q.Org != "":
		w.add(`e.owner_id = ` + w.actor(q.Org))
	case q.EnterpriseID != 0:
		w.add(`e.enterprise_id > 0 AND e.enterprise_id = ` + w.arg(q.EnterpriseID))
	default:
		w.add(`e.owner_id = ` + w.arg(q.OwnerID))
	}
	switch {
	case isID || q.UserID != 0:
	case rest.Actor != "":
		w.add(`e.actor_id = ` + w.actor(rest.Actor))
		rest.Actor = ""
	case patrol.IsAction(rest.Action):
		w.add(`e.action = ` + w.arg(rest.Action))
		rest.Action = ""
	}
	if !rest.Since.IsZero() {
		w.add(`e.at >= ` + w.arg(rest.Since.Unix()))
	}
	if !rest.Before.IsZero() {
		w.add(`e.at < ` + w.arg(rest.Before.Unix()))
	}
	rest.Since, rest.Before = time.Time{}, time.Time{}
	return rest
}

// sift narrows to the events e that f, what is left of q, lets through, by
// looking at each. Where there is an index it is not to be used: it knows no
// edge.
func (w *conditions) sift(q patrol.LogQuery, f sifting) {
	switch {
	case f.anyLog && q.UserID != 0:
		w.add(`e.user_id + 0 = ` + w.arg(q.UserID))
	case f.anyLog && q.OwnerID != 0:
		w.add(`e.owner_id + 0 = ` + w.arg(q.OwnerID))
	}
	if f.Org != "" {
		w.add(`e.owner_id + 0 = ` + w.actor(f.Org))
	}
	if q.EnterpriseID != 0 && (f.anyLog || f.Org != "") { // the organization may have been elsewhere before
		w.add(`e.enterprise_id + 0 = ` + w.arg(q.EnterpriseID))
	}
	if f.Actor != "" {
		w.add(`e.actor_id + 0 = ` + w.actor(f.Actor))
	}
	switch {
	case patrol.IsAction(f.Action):
		w.add(`e.action || '' = ` + w.arg(f.Action))
	case f.Action != "":
		w.add(`lower(e.action) LIKE lower(` + w.arg(begins(f.Action)) + `) ESCAPE '\'`)
	}
	if f.Token != "" {
		w.add(`lower(e.token_name) = lower(` + w.arg(f.Token) + `)`)
	}
	if f.Hashed != "" {
		w.add(`e.facts LIKE ` + w.arg(contains(`"hashed_token":"`+f.Hashed+`"`)) + ` ESCAPE '\'`)
	}
	for _, word := range f.Words {
		w.add(`lower(` + said + `) LIKE lower(` + w.arg(contains(word)) + `) ESCAPE '\'`)
	}
}

// tokenID is the id that people say for a token, if it is not a name.
func tokenID(s string) (id int64, isID bool) {
	id, err := strconv.ParseInt(s, 10, 64)
	return id, err == nil
}

// actor is the id of whom a login names.
func (w *conditions) actor(login string) string {
	return `(SELECT id FROM accounts WHERE lower(login) = lower(` + w.arg(login) + `))`
}

// said is what people may search an event e for.
const said = `e.action || ' ' || e.token_name || ' ' || e.detail || ' ' || e.address || ' ' || e.agent || ' ' ||
	COALESCE(a.login, '') || ' ' || COALESCE(u.login, '')`
