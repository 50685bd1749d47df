package db

import (
	"time"

	"patrol"
)

// InsertMails implements patrol.Tx.
func (tx *tx) InsertMails(all ...patrol.News) error {
	return insertAll(tx, `mails`+keptNews+`, due_at)`, all, func(n patrol.News) []any {
		return append(newsValues(n), unix(n.At))
	})
}

const selectMail = `
	SELECT n.id, n.state, n.tries, n.due_at, n.done_at, n.problem, u.login, u.email, u.suspended_at <> 0,` + newsColumns + `
	FROM mails n JOIN accounts u ON u.id = n.user_id` + joinNews

func scanMail(row scanner, m *patrol.Mail) error {
	return row.Scan(append([]any{&m.ID, &m.State, &m.Tries, (*unix)(&m.DueAt), (*unix)(&m.DoneAt), &m.Problem,
		&m.Login, &m.Email, &m.Suspended}, newsFields(&m.News)...)...)
}

// DueMails implements patrol.Tx.
func (tx *tx) DueMails(now time.Time, limit int) ([]*patrol.Mail, error) {
	return all(tx, scanMail, selectMail+`
		WHERE n.state = 'waiting' AND n.due_at <= $1 ORDER BY n.due_at, n.id LIMIT $2`, unix(now), limit)
}

// Mails implements patrol.Tx.
func (tx *tx) Mails(before int64, limit int) ([]*patrol.Mail, error) {
	return all(tx, scanMail, selectMail+`WHERE n.id < $1 ORDER BY n.id DESC LIMIT $2`, orNewest(before), limit)
}

// UpdateMail implements patrol.Tx.
func (tx *tx) UpdateMail(m *patrol.Mail, tries int) error {
	return tx.change(`
		UPDATE mails SET state = $3, tries = $4, due_at = $5, done_at = $6, problem = $7
		WHERE id = $1 AND state = 'waiting' AND tries = $2`,
		m.ID, tries, string(m.State), m.Tries, unix(m.DueAt), unix(m.DoneAt), m.Problem)
}

// LinkKey implements patrol.Tx.
func (tx *tx) LinkKey() (patrol.Key, error) {
	clear, err := value[string](tx, `SELECT clear FROM mail_key WHERE id = 1`)
	if err == nil && clear == "" {
		err = &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}
	}
	return patrol.ParseKey(clear), err
}

// KeepLinkKey implements patrol.Tx.
func (tx *tx) KeepLinkKey(k patrol.Key) error {
	return tx.exec(`INSERT INTO mail_key (id, clear) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`, k.Reveal())
}
