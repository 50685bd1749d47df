-- What people are told: in the console, and by mail.

-- +goose Up

CREATE TABLE notifications (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id    BIGINT NOT NULL REFERENCES accounts (id),
	kind       TEXT   NOT NULL,
	at         BIGINT NOT NULL,
	token_id   BIGINT NOT NULL,
	token_name TEXT   NOT NULL,
	owner_id   BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	actor_id   BIGINT NOT NULL,
	detail     TEXT   NOT NULL,
	expires_at BIGINT NOT NULL,
	read_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at = 0;
CREATE INDEX notifications_request ON notifications (request_id) WHERE read_at = 0 AND kind = 'request';

-- The outbox. A mail is one sender's alone until due_at; the number of tries
-- tells senders apart.
CREATE TABLE mails (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id    BIGINT NOT NULL REFERENCES accounts (id),
	kind       TEXT   NOT NULL,
	at         BIGINT NOT NULL,
	token_id   BIGINT NOT NULL,
	token_name TEXT   NOT NULL,
	owner_id   BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	actor_id   BIGINT NOT NULL,
	detail     TEXT   NOT NULL,
	expires_at BIGINT NOT NULL,
	state      TEXT   NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dropped')),
	tries      BIGINT NOT NULL DEFAULT 0,
	due_at     BIGINT NOT NULL,
	done_at    BIGINT NOT NULL DEFAULT 0,
	problem    TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX mails_due ON mails (due_at, id) WHERE state = 'waiting';

-- Which mails somebody wants. Who is not here did not choose.
CREATE TABLE mail_settings (
	user_id  BIGINT  PRIMARY KEY REFERENCES accounts (id),
	requests TEXT    NOT NULL CHECK (requests IN ('daily', 'at-once', 'none')),
	expiry   BOOLEAN NOT NULL
);

-- What links in mails are sealed with: one row.
CREATE TABLE mail_key (
	id    BIGINT PRIMARY KEY CHECK (id = 1),
	clear TEXT NOT NULL
);

-- How far work that is done by the clock has come.
CREATE TABLE sweeps (
	name   TEXT   PRIMARY KEY,
	at     BIGINT NOT NULL,
	row_id BIGINT NOT NULL
);
CREATE INDEX tokens_expiry ON tokens (expires_at, id) WHERE expires_at > 0;

-- Who is told of an organization's requests, however many members it has.
CREATE INDEX memberships_owners ON memberships (account_id, user_id) WHERE role = 'owner';
