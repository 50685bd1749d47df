-- The audit log as people search it, newest first by its time, and as it is
-- sealed.

-- +goose Up

-- What else an event tells, as JSON.
ALTER TABLE events ADD COLUMN facts TEXT NOT NULL DEFAULT '{}';

DROP INDEX events_owner;
DROP INDEX events_user;
CREATE INDEX events_owner ON events (owner_id, at, id);
CREATE INDEX events_owner_action ON events (owner_id, action, at, id);
CREATE INDEX events_owner_actor ON events (owner_id, actor_id, at, id);
CREATE INDEX events_owner_token ON events (owner_id, token_id, at, id);
CREATE INDEX events_user ON events (user_id, at, id);
CREATE INDEX events_user_action ON events (user_id, action, at, id);
CREATE INDEX events_user_actor ON events (user_id, actor_id, at, id);
CREATE INDEX events_user_token ON events (user_id, token_id, at, id);

-- Events that have yet to be sealed. Each is put here by who writes it.
CREATE TABLE unsealed (event_id BIGINT PRIMARY KEY);
INSERT INTO unsealed (event_id) SELECT id FROM events;

-- The log as it is sealed: line by line, each with the hash of its event. A
-- line outlives its event, should someone remove that.
CREATE TABLE seals (
	line     BIGINT PRIMARY KEY,
	event_id BIGINT NOT NULL,
	hash     TEXT   NOT NULL
);
CREATE UNIQUE INDEX seals_event ON seals (event_id);

-- What vouches for the lines before size: a signed note, and the hashes that
-- the next one goes on from.
CREATE TABLE checkpoints (
	size  BIGINT PRIMARY KEY,
	note  TEXT   NOT NULL,
	trees TEXT   NOT NULL
);

-- The keys that notes are signed and checked with: one row.
CREATE TABLE seal_key (
	id       BIGINT PRIMARY KEY CHECK (id = 1),
	signer   TEXT NOT NULL,
	verifier TEXT NOT NULL
);
