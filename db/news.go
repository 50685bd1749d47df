package db

import (
	"cmp"
	"time"

	"patrol"
)

// newsColumns are those of news n, and who they are about: the owner o and the
// actor a.
const (
	newsColumns = ` n.kind, n.user_id, n.at, n.token_id, n.token_name, n.owner_id, n.request_id, n.actor_id, n.detail,
		n.expires_at, n.token_kind,
		COALESCE(CASE WHEN o.kind = 'enterprise' AND o.name <> '' THEN o.name ELSE o.login END, ''),
		COALESCE(a.login, '')`
	joinNews = `
		LEFT JOIN accounts o ON o.id = n.owner_id
		LEFT JOIN accounts a ON a.id = n.actor_id `
	keptNews = ` (kind, user_id, at, token_id, token_name, owner_id, request_id, actor_id, detail, expires_at,
		token_kind`
)

// newsFields are where to scan newsColumns.
func newsFields(n *patrol.News) []any {
	return []any{&n.Kind, &n.UserID, (*unix)(&n.At), &n.TokenID, &n.TokenName, &n.OwnerID, &n.RequestID, &n.ActorID,
		&n.Detail, (*unix)(&n.ExpiresAt), &n.TokenKind, &n.Owner, &n.Actor}
}

// newsValues are what goes to keptNews.
func newsValues(n patrol.News) []any {
	return []any{string(n.Kind), n.UserID, unix(n.At), n.TokenID, n.TokenName, n.OwnerID, n.RequestID, n.ActorID,
		n.Detail, unix(n.ExpiresAt), string(cmp.Or(n.TokenKind, patrol.FineGrained))}
}

// InsertNotifications implements patrol.Tx.
func (tx *tx) InsertNotifications(all ...patrol.News) error {
	return insertAll(tx, `notifications`+keptNews+`)`, all, newsValues)
}

const selectNotification = `SELECT n.id, n.read_at,` + newsColumns + ` FROM notifications n` + joinNews

func scanNotification(row scanner, n *patrol.Notification) error {
	return row.Scan(append([]any{&n.ID, (*unix)(&n.ReadAt)}, newsFields(&n.News)...)...)
}

// Notification implements patrol.Tx.
func (tx *tx) Notification(userID, id int64) (*patrol.Notification, error) {
	return one(tx, scanNotification, selectNotification+`WHERE n.user_id = $1 AND n.id = $2`, userID, id)
}

// Notifications implements patrol.Tx.
func (tx *tx) Notifications(userID, before int64, limit int) ([]*patrol.Notification, error) {
	return all(tx, scanNotification, selectNotification+`
		WHERE n.user_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3`, userID, orNewest(before), limit)
}

// ToldOf implements patrol.Tx.
func (tx *tx) ToldOf(e *patrol.PolicyEntry, after int64, limit int) ([]*patrol.Notification, error) {
	return all(tx, scanNotification, selectNotification+`
		WHERE n.kind IN ('lifetime announced', 'restriction announced') AND n.kind = $1 AND n.token_kind = $2
			AND n.owner_id = $3 AND n.expires_at = $4 AND n.at >= $5 AND n.at <= $6 AND n.user_id > $7
		ORDER BY n.user_id LIMIT $8`,
		string(e.News()), string(e.Kind), e.AccountID, unix(e.On), unix(e.At), unix(e.ClosedAt), after, limit)
}

// CountUnread implements patrol.Tx.
func (tx *tx) CountUnread(userID int64, most int) (n int, err error) {
	err = tx.each(func(scanner) error { n++; return nil },
		`SELECT id FROM notifications WHERE user_id = $1 AND read_at = 0 LIMIT $2`, userID, most)
	return n, err
}

// ReadNotifications implements patrol.Tx.
func (tx *tx) ReadNotifications(userID, from, to int64, at time.Time) error {
	return tx.exec(`
		UPDATE notifications SET read_at = $4 WHERE user_id = $1 AND read_at = 0 AND id >= $2 AND id <= $3`,
		userID, from, to, unix(at))
}

// SettleNotifications implements patrol.Tx.
func (tx *tx) SettleNotifications(requestIDs []int64, at time.Time) error {
	return tx.execAll(requestIDs, `
		UPDATE notifications SET read_at = $1 WHERE read_at = 0 AND kind = 'request' AND request_id`, unix(at))
}

// selectReader is of users u in good standing, with their mail settings s.
const selectReader = `SELECT u.id, COALESCE(s.requests, ''), COALESCE(s.expiry, FALSE)
	FROM accounts u LEFT JOIN mail_settings s ON s.user_id = u.id
	WHERE u.suspended_at = 0 AND `

// readersOf returns the readers that query selects.
func (tx *tx) readersOf(query string, args ...any) (found []patrol.Reader, err error) {
	err = tx.each(func(row scanner) error {
		var r patrol.Reader
		err := row.Scan(&r.UserID, &r.Settings.Requests, &r.Settings.Expiry)
		if r.Settings.Requests == "" {
			r.Settings = patrol.DefaultMail
		}
		found = append(found, r)
		return err
	}, query, args...)
	return found, err
}

// Owners implements patrol.Tx.
func (tx *tx) Owners(orgID int64) ([]patrol.Reader, error) {
	return tx.readersOf(selectReader+`u.id IN (SELECT user_id FROM memberships WHERE account_id = $1 AND role = 'owner')`, orgID)
}

// WaitedFor implements patrol.Tx.
func (tx *tx) WaitedFor(after int64, limit int) ([]patrol.Reader, error) {
	return tx.readersOf(selectReader+`u.id > $1 AND EXISTS (
			SELECT 1 FROM memberships m JOIN counters c ON c.account_id = m.account_id AND c.name = $2 AND c.n > 0
			WHERE m.user_id = u.id AND m.role = 'owner')
		ORDER BY u.id LIMIT $3`, after, openRequestsAt, limit)
}

// MailSettings implements patrol.Tx.
func (tx *tx) MailSettings(userID int64) (patrol.MailSettings, error) {
	s := patrol.DefaultMail
	err := tx.each(func(row scanner) error { return row.Scan(&s.Requests, &s.Expiry) },
		`SELECT requests, expiry FROM mail_settings WHERE user_id = $1`, userID)
	return s, err
}

// SetMailSettings implements patrol.Tx.
func (tx *tx) SetMailSettings(userID int64, s patrol.MailSettings) error {
	return tx.exec(`
		INSERT INTO mail_settings (user_id, requests, expiry) VALUES ($1, $2, $3)
		ON CONFLICT (user_id) DO UPDATE SET requests = excluded.requests, expiry = excluded.expiry`,
		userID, string(s.Requests), s.Expiry)
}
