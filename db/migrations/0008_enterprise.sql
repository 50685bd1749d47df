-- What enterprises and organizations decided, change by change; and to whose
-- log an enterprise's owners look.

-- +goose Up

-- The changes of policies. One that is scheduled is in force from on_at, even
-- if nobody has said so here.
CREATE TABLE policy_entries (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	account_id  BIGINT  NOT NULL REFERENCES accounts (id),
	kind        TEXT    NOT NULL CHECK (kind IN ('fine-grained', 'classic')),
	block       TEXT    NOT NULL CHECK (block IN ('access', 'lifetime', 'approval')),
	was_access  TEXT    NOT NULL,
	was_approval TEXT   NOT NULL,
	was_max_days BIGINT NOT NULL,
	was_exempt  BOOLEAN NOT NULL,
	access      TEXT    NOT NULL,
	approval    TEXT    NOT NULL,
	max_days    BIGINT  NOT NULL,
	exempt      BOOLEAN NOT NULL,
	note        TEXT    NOT NULL,
	at          BIGINT  NOT NULL,
	actor_id    BIGINT  REFERENCES accounts (id), -- nobody's is the operator's
	on_at       BIGINT  NOT NULL,
	state       TEXT    NOT NULL CHECK (state IN ('scheduled', 'done', 'withdrawn')),
	closed_at   BIGINT  NOT NULL,
	back        BOOLEAN NOT NULL
);
CREATE INDEX policy_entries_account ON policy_entries (account_id, id);
CREATE INDEX policy_entries_kind ON policy_entries (account_id, kind, id);
CREATE INDEX policy_entries_due ON policy_entries (on_at, id) WHERE state = 'scheduled';
CREATE UNIQUE INDEX policy_entries_coming ON policy_entries (account_id, kind, block) WHERE state = 'scheduled';

-- Of an event at an organization, the enterprise that it was in then: what
-- leaves takes nothing with it.
ALTER TABLE events ADD COLUMN enterprise_id BIGINT NOT NULL DEFAULT 0;
UPDATE events SET enterprise_id = COALESCE((
	SELECT CASE kind WHEN 'Enterprise' THEN id ELSE enterprise_id END FROM accounts WHERE id = events.owner_id), 0);
CREATE INDEX events_enterprise ON events (enterprise_id, at, id) WHERE enterprise_id > 0;
CREATE INDEX events_enterprise_action ON events (enterprise_id, action, at, id) WHERE enterprise_id > 0;
CREATE INDEX events_enterprise_actor ON events (enterprise_id, actor_id, at, id) WHERE enterprise_id > 0;
