-- Classic tokens, and where they got at what.

-- +goose Up

ALTER TABLE tokens ADD COLUMN kind TEXT NOT NULL DEFAULT 'fine-grained' CHECK (kind IN ('fine-grained', 'classic'));
ALTER TABLE tokens ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
-- The classic token that a fine-grained one takes over from.
ALTER TABLE tokens ADD COLUMN replaces BIGINT REFERENCES tokens (id) ON DELETE SET NULL;

DROP INDEX tokens_name;
CREATE UNIQUE INDEX tokens_name ON tokens (user_id, lower(name)) WHERE kind = 'fine-grained';
CREATE INDEX tokens_note ON tokens (user_id, lower(name), id) WHERE kind = 'classic';
CREATE INDEX tokens_classic ON tokens (user_id, id) WHERE kind = 'classic';
CREATE INDEX tokens_replaces ON tokens (replaces) WHERE replaces IS NOT NULL;

ALTER TABLE notifications ADD COLUMN token_kind TEXT NOT NULL DEFAULT 'fine-grained';
ALTER TABLE mails ADD COLUMN token_kind TEXT NOT NULL DEFAULT 'fine-grained';

-- A classic token at one owner, from its first use there on. What lists know
-- of it is as in grants; used_at is of its uses there.
CREATE TABLE footholds (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	token_id   BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	owner_id   BIGINT NOT NULL REFERENCES accounts (id),
	user_id    BIGINT NOT NULL REFERENCES accounts (id),
	first_at   BIGINT NOT NULL,
	last_at    BIGINT NOT NULL,
	uses       BIGINT NOT NULL,
	ends_at    BIGINT NOT NULL,
	days       BIGINT NOT NULL,
	used_at    BIGINT NOT NULL,
	asked_at   BIGINT NOT NULL DEFAULT 0,
	revoked_by BIGINT REFERENCES accounts (id),
	revoked_at BIGINT NOT NULL DEFAULT 0,
	enterprise_id BIGINT REFERENCES accounts (id)
);
CREATE UNIQUE INDEX footholds_token ON footholds (token_id, owner_id);
CREATE INDEX footholds_shut_out ON footholds (token_id) WHERE revoked_at > 0;
CREATE INDEX footholds_newest ON footholds (owner_id, id) WHERE revoked_at = 0;
CREATE INDEX footholds_ends ON footholds (owner_id, ends_at, id) WHERE revoked_at = 0;
CREATE INDEX footholds_days ON footholds (owner_id, days, id) WHERE revoked_at = 0;
CREATE INDEX footholds_used ON footholds (owner_id, used_at, id) WHERE revoked_at = 0;
CREATE INDEX footholds_holders ON footholds (owner_id, user_id, days, ends_at, used_at, uses) WHERE revoked_at = 0;
CREATE INDEX footholds_enterprise ON footholds (enterprise_id, id) WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
CREATE INDEX footholds_enterprise_ends ON footholds (enterprise_id, ends_at, id)
	WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
CREATE INDEX footholds_enterprise_used ON footholds (enterprise_id, used_at, id)
	WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
CREATE INDEX footholds_user ON footholds (user_id, owner_id, revoked_at, id);

-- What it did there, by operation and repository (0 for none). What anybody
-- could have done is open, and kept under the token's user.
CREATE TABLE visits (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	foothold_id BIGINT  NOT NULL REFERENCES footholds (id) ON DELETE CASCADE,
	repository_id BIGINT  NOT NULL,
	operation     TEXT    NOT NULL,
	open          BOOLEAN NOT NULL,
	first_at      BIGINT  NOT NULL,
	last_at       BIGINT  NOT NULL,
	uses          BIGINT  NOT NULL
);
CREATE UNIQUE INDEX visits_what ON visits (foothold_id, repository_id, operation, open);
CREATE INDEX visits_last ON visits (foothold_id, last_at, id);
CREATE INDEX visits_repository ON visits (repository_id, foothold_id);

-- The words of a classic token's note are found at each owner that it got at.
CREATE TABLE words (
	token_id BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	owner_id BIGINT NOT NULL,
	word     TEXT   NOT NULL COLLATE BINARY,
	PRIMARY KEY (token_id, word, owner_id)
);
INSERT INTO words (token_id, owner_id, word) SELECT token_id, owner_id, word FROM token_words;
DROP TABLE token_words;
ALTER TABLE words RENAME TO token_words;
CREATE INDEX token_words_owner ON token_words (owner_id, word, token_id);
