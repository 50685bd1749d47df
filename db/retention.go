package db

import "time"

// Mails and notifications are written in the order of their ids, so the oldest
// are the first of the table, and found without an index of their own.

// DeleteMails implements patrol.Tx.
func (tx *tx) DeleteMails(before time.Time, limit int) (int64, error) {
	return tx.changed(`DELETE FROM mails WHERE id IN (SELECT id FROM mails ORDER BY id LIMIT $2) AND at < $1`,
		unix(before), limit)
}

// DeleteNotifications implements patrol.Tx.
func (tx *tx) DeleteNotifications(before time.Time, limit int) (int64, error) {
	return tx.changed(`
		DELETE FROM notifications WHERE id IN (SELECT id FROM notifications ORDER BY id LIMIT $2) AND at < $1`,
		unix(before), limit)
}

// DeleteNotificationsRead implements patrol.Tx.
func (tx *tx) DeleteNotificationsRead(before time.Time, limit int) (int64, error) {
	return tx.changed(`
		DELETE FROM notifications WHERE id IN (
			SELECT id FROM notifications WHERE read_at > 0 AND read_at < $1 ORDER BY read_at LIMIT $2)`,
		unix(before), limit)
}

// DeleteDeliveries implements patrol.Tx.
func (tx *tx) DeleteDeliveries(before time.Time, limit int) (int64, error) {
	return tx.changed(`
		DELETE FROM deliveries WHERE id IN (
			SELECT id FROM deliveries WHERE created_at < $1 ORDER BY created_at LIMIT $2)`,
		unix(before), limit)
}

// DeleteOutcomes implements patrol.Tx.
func (tx *tx) DeleteOutcomes(before time.Time, limit int) (int64, error) {
	return tx.changed(`
		DELETE FROM batches WHERE id IN (
			SELECT c.id FROM bulks b JOIN batches c ON c.bulk_id = b.id
			WHERE b.finished_at > 0 AND b.finished_at < $1 ORDER BY b.finished_at LIMIT $2)`,
		unix(before), limit)
}

// DeleteBulks implements patrol.Tx.
func (tx *tx) DeleteBulks(before time.Time, limit int) (int64, error) {
	return tx.changed(`
		DELETE FROM bulks WHERE id IN (
			SELECT b.id FROM bulks b
			WHERE b.finished_at > 0 AND b.finished_at < $1
				AND NOT EXISTS (SELECT 1 FROM batches c WHERE c.bulk_id = b.id)
			ORDER BY b.finished_at LIMIT $2)`,
		unix(before), limit)
}
