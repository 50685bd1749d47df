-- Who was told of a change that was announced and then withdrawn is told that too.

-- +goose Up

CREATE INDEX policy_entries_withdrawn ON policy_entries (on_at, id) WHERE state = 'withdrawn';
CREATE INDEX notifications_announced ON notifications (owner_id, expires_at, user_id)
	WHERE kind IN ('lifetime announced', 'restriction announced');
