-- Fewer places to write to when much is decided at once.

-- +goose Up

-- What grants and requests reach by repositories is in one place, as what they
-- reach by permissions is. Who takes one of them away takes this away too.
CREATE TABLE reached (
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	grant_id      BIGINT NOT NULL,
	PRIMARY KEY (repository_id, grant_id)
) WITHOUT ROWID;
INSERT INTO reached (repository_id, grant_id)
SELECT repository_id, grant_id FROM grant_repositories ORDER BY repository_id, grant_id;
DROP TABLE grant_repositories;
ALTER TABLE reached RENAME TO grant_repositories;

CREATE TABLE wanted (
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	request_id    BIGINT NOT NULL,
	PRIMARY KEY (repository_id, request_id)
) WITHOUT ROWID;
INSERT INTO wanted (repository_id, request_id)
SELECT repository_id, request_id FROM request_repositories ORDER BY repository_id, request_id;
DROP TABLE request_repositories;
ALTER TABLE wanted RENAME TO request_repositories;

-- So is how tokens are used, and what has yet to be sealed.
CREATE TABLE used (
	token_id     BIGINT PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
	user_id      BIGINT NOT NULL,
	last_used_at BIGINT NOT NULL,
	uses         BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO used (token_id, user_id, last_used_at, uses)
SELECT token_id, user_id, last_used_at, uses FROM token_usage ORDER BY token_id;
DROP TABLE token_usage;
ALTER TABLE used RENAME TO token_usage;
CREATE INDEX token_usage_user ON token_usage (user_id, last_used_at, token_id);

CREATE TABLE unsealed_events (event_id BIGINT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO unsealed_events (event_id) SELECT event_id FROM unsealed ORDER BY event_id;
DROP TABLE unsealed;
ALTER TABLE unsealed_events RENAME TO unsealed;

-- What became of rows that were done in one go, a line each: result, id, login
-- and the token's name, which has no line breaks.
CREATE TABLE batches (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	bulk_id  BIGINT NOT NULL REFERENCES bulks (id) ON DELETE CASCADE,
	outcomes TEXT   NOT NULL
);
INSERT INTO batches (bulk_id, outcomes)
SELECT bulk_id, string_agg(result || ' ' || item_id || ' ' || login || ' ' || token_name, '
' ORDER BY id) FROM outcomes GROUP BY bulk_id, id / 1000 ORDER BY bulk_id, id / 1000;
DROP TABLE outcomes;
CREATE INDEX batches_bulk ON batches (bulk_id, id);
