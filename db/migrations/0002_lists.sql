-- What the lists of an organization's owners are sorted and searched by.

-- +goose Up

-- Of the token, written along so that lists have it in their indexes. A token
-- that never ends does so after all others, and lives longer. The last use is
-- kept to the hour.
ALTER TABLE grants ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE grants ADD COLUMN days    BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE grants ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE requests ADD COLUMN days    BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE requests ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;

UPDATE grants SET
	ends_at = COALESCE((SELECT t.expires_at FROM tokens t
		WHERE t.id = grants.token_id AND t.expires_at <> 0), 9223372036854775807),
	days = COALESCE((SELECT (t.expires_at - t.issued_at + 86399) / 86400 FROM tokens t
		WHERE t.id = grants.token_id AND t.expires_at <> 0), 9223372036854775807),
	used_at = COALESCE((SELECT n.last_used_at - n.last_used_at % 3600 FROM token_usage n
		WHERE n.token_id = grants.token_id), 0);
UPDATE requests SET
	ends_at = COALESCE((SELECT t.expires_at FROM tokens t
		WHERE t.id = requests.token_id AND t.expires_at <> 0), 9223372036854775807),
	days = COALESCE((SELECT (t.expires_at - t.issued_at + 86399) / 86400 FROM tokens t
		WHERE t.id = requests.token_id AND t.expires_at <> 0), 9223372036854775807),
	used_at = COALESCE((SELECT n.last_used_at - n.last_used_at % 3600 FROM token_usage n
		WHERE n.token_id = requests.token_id), 0);

CREATE INDEX grants_newest ON grants (owner_id, id) WHERE revoked_at = 0;
CREATE INDEX grants_ends ON grants (owner_id, ends_at, id) WHERE revoked_at = 0;
CREATE INDEX grants_days ON grants (owner_id, days, id) WHERE revoked_at = 0;
CREATE INDEX grants_used ON grants (owner_id, used_at, id) WHERE revoked_at = 0;
CREATE INDEX requests_newest ON requests (owner_id, id) WHERE state = 'open';
CREATE INDEX requests_ends ON requests (owner_id, ends_at, id) WHERE state = 'open';
CREATE INDEX requests_days ON requests (owner_id, days, id) WHERE state = 'open';
CREATE INDEX requests_used ON requests (owner_id, used_at, id) WHERE state = 'open';

-- What reaches all repositories is found by each of them, without its own row.
CREATE INDEX grants_all ON grants (owner_id, id) WHERE revoked_at = 0 AND selection = 'all';
CREATE INDEX requests_all ON requests (owner_id, id) WHERE state = 'open' AND selection = 'all';

-- The words of tokens' names, in lower case.
CREATE TABLE token_words (
	token_id BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	owner_id BIGINT NOT NULL,
	word     TEXT   NOT NULL COLLATE BINARY,
	PRIMARY KEY (token_id, word)
);
CREATE INDEX token_words_owner ON token_words (owner_id, word, token_id);

INSERT INTO token_words (token_id, owner_id, word)
WITH RECURSIVE cut (id, owner_id, word, rest) AS (
	SELECT id, owner_id, '', lower(replace(replace(replace(replace(replace(replace(name, '"', ' '),
		'-', ' '), '_', ' '), '.', ' '), '/', ' '), ':', ' ')) || ' ' FROM tokens
	UNION ALL
	SELECT id, owner_id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
	FROM cut WHERE rest <> ''
)
SELECT DISTINCT id, owner_id, word FROM cut WHERE word <> '';

INSERT INTO counters (account_id, name, n)
SELECT owner_id, 'active tokens', count(*) FROM grants WHERE revoked_at = 0 GROUP BY owner_id;

-- What owners did to many rows at once, and what became of each.
CREATE TABLE bulks (
	id          INTEGER PRIMARY KEY AUTOINCREMENT,
	owner_id    BIGINT NOT NULL REFERENCES accounts (id),
	actor_id    BIGINT NOT NULL REFERENCES accounts (id),
	deed        TEXT   NOT NULL CHECK (deed IN ('approve', 'deny', 'revoke')),
	reason      TEXT   NOT NULL,
	filter      TEXT   NOT NULL,
	below       BIGINT NOT NULL,
	done        BIGINT NOT NULL,
	missed      BIGINT NOT NULL,
	stopped     TEXT   NOT NULL,
	address     TEXT   NOT NULL,
	agent       TEXT   NOT NULL,
	started_at  BIGINT NOT NULL,
	finished_at BIGINT NOT NULL
);
CREATE INDEX bulks_unfinished ON bulks (id) WHERE finished_at = 0;

CREATE TABLE outcomes (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	bulk_id    BIGINT NOT NULL REFERENCES bulks (id) ON DELETE CASCADE,
	item_id    BIGINT NOT NULL,
	result     TEXT   NOT NULL CHECK (result IN ('decided', 'late', 'gone')),
	token_name TEXT   NOT NULL,
	login      TEXT   NOT NULL
);
CREATE INDEX outcomes_bulk ON outcomes (bulk_id, id);
