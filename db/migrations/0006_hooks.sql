-- +goose Up

-- Webhooks of organizations. The secret is in clear: deliveries are signed with it.
CREATE TABLE hooks (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	owner_id   BIGINT  NOT NULL REFERENCES accounts (id),
	url        TEXT    NOT NULL,
	secret     TEXT    NOT NULL,
	active     BOOLEAN NOT NULL,
	created_at BIGINT  NOT NULL,
	updated_at BIGINT  NOT NULL
);
CREATE INDEX hooks_owner ON hooks (owner_id, id);

-- What webhooks are told, and how the last attempt to tell them went.
CREATE TABLE deliveries (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	hook_id    BIGINT  NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
	guid       TEXT    NOT NULL,
	event      TEXT    NOT NULL,
	action     TEXT    NOT NULL,
	redelivery BOOLEAN NOT NULL,
	payload    TEXT    NOT NULL,
	created_at BIGINT  NOT NULL,
	state      TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
	due_at     BIGINT  NOT NULL,
	attempts   BIGINT  NOT NULL,
	url        TEXT    NOT NULL DEFAULT '',
	headers    TEXT    NOT NULL DEFAULT '',
	status     BIGINT  NOT NULL DEFAULT 0,
	answer     TEXT    NOT NULL DEFAULT '',
	body       TEXT    NOT NULL DEFAULT '',
	took       BIGINT  NOT NULL DEFAULT 0, -- in milliseconds
	problem    TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_hook ON deliveries (hook_id, id);
CREATE INDEX deliveries_due ON deliveries (due_at, id, hook_id) WHERE state = 'waiting';
CREATE INDEX deliveries_age ON deliveries (created_at);
