-- Written for SQLite. For PostgreSQL, INTEGER PRIMARY KEY AUTOINCREMENT becomes
-- an identity column (see dialect.go); all else is the same text for both.
-- Times are whole seconds since 1970, 0 for none. An id is never used again.

-- +goose Up

-- Users, organizations and enterprises: one name space of logins.
CREATE TABLE accounts (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	login         TEXT    NOT NULL,
	name          TEXT    NOT NULL,
	email         TEXT    NOT NULL,
	kind          TEXT    NOT NULL CHECK (kind IN ('User', 'Organization', 'Enterprise')),
	enterprise_id BIGINT  REFERENCES accounts (id),
	base          BIGINT  NOT NULL,
	mode          TEXT    NOT NULL,
	light         TEXT    NOT NULL,
	dark          TEXT    NOT NULL,
	suspended_at  BIGINT  NOT NULL,
	created_at    BIGINT  NOT NULL,
	-- Counts repositories, so that nobody need.
	public_repositories BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX accounts_login ON accounts (lower(login));
CREATE UNIQUE INDEX accounts_email ON accounts (lower(email)) WHERE email <> '';
CREATE INDEX accounts_enterprise ON accounts (enterprise_id);

CREATE TABLE policies (
	account_id    BIGINT  NOT NULL REFERENCES accounts (id),
	kind          TEXT    NOT NULL CHECK (kind IN ('fine-grained', 'classic')),
	access        TEXT    NOT NULL CHECK (access IN ('', 'yes', 'no')),
	approval      TEXT    NOT NULL CHECK (approval IN ('', 'yes', 'no')),
	max_days      BIGINT  NOT NULL,
	exempt_admins BOOLEAN NOT NULL,
	PRIMARY KEY (account_id, kind)
);

CREATE TABLE memberships (
	account_id BIGINT NOT NULL REFERENCES accounts (id),
	user_id    BIGINT NOT NULL REFERENCES accounts (id),
	role       TEXT   NOT NULL CHECK (role IN ('member', 'owner')),
	PRIMARY KEY (account_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id, account_id);

CREATE TABLE repositories (
	id             INTEGER PRIMARY KEY AUTOINCREMENT,
	owner_id       BIGINT  NOT NULL REFERENCES accounts (id),
	name           TEXT    NOT NULL,
	description    TEXT    NOT NULL,
	visibility     TEXT    NOT NULL CHECK (visibility IN ('private', 'internal', 'public')),
	default_branch TEXT    NOT NULL,
	archived       BOOLEAN NOT NULL,
	path           TEXT    NOT NULL,
	created_at     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX repositories_name ON repositories (owner_id, lower(name));

CREATE TABLE collaborations (
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	user_id       BIGINT NOT NULL REFERENCES accounts (id),
	level         BIGINT NOT NULL,
	PRIMARY KEY (repository_id, user_id)
);
CREATE INDEX collaborations_user ON collaborations (user_id, repository_id);

-- What a token wants is a value, stored as one: repositories are sorted ids,
-- permissions their text form.
CREATE TABLE tokens (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id      BIGINT NOT NULL REFERENCES accounts (id),
	owner_id     BIGINT NOT NULL REFERENCES accounts (id),
	name         TEXT   NOT NULL,
	description  TEXT   NOT NULL,
	selection    TEXT   NOT NULL CHECK (selection IN ('none', 'all', 'subset')),
	repositories TEXT   NOT NULL,
	permissions  TEXT   NOT NULL,
	state        TEXT   NOT NULL CHECK (state IN ('active', 'pending', 'denied', 'revoked', 'cancelled')),
	created_at   BIGINT NOT NULL,
	issued_at    BIGINT NOT NULL,
	expires_at   BIGINT NOT NULL,
	secret_id    BIGINT,
	last_eight   TEXT   NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX tokens_name ON tokens (user_id, lower(name));
CREATE INDEX tokens_user ON tokens (user_id, id);
CREATE INDEX tokens_end ON tokens (user_id, (CASE expires_at WHEN 0 THEN 9223372036854775807 ELSE expires_at END), id);
CREATE INDEX tokens_owner ON tokens (owner_id, id);

-- The presentable strings of tokens, by their SHA-256 in Base64. One that
-- retired stays, good for nothing.
CREATE TABLE secrets (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	token_id   BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	digest     TEXT   NOT NULL,
	last_eight TEXT   NOT NULL,
	created_at BIGINT NOT NULL,
	retires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX secrets_digest ON secrets (digest);
CREATE INDEX secrets_token ON secrets (token_id);

CREATE TABLE grants (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	token_id     BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	owner_id     BIGINT NOT NULL REFERENCES accounts (id),
	user_id      BIGINT NOT NULL REFERENCES accounts (id),
	selection    TEXT   NOT NULL CHECK (selection IN ('none', 'all', 'subset')),
	repositories TEXT   NOT NULL,
	permissions  TEXT   NOT NULL,
	granted_by   BIGINT REFERENCES accounts (id),
	granted_at   BIGINT NOT NULL,
	revoked_by   BIGINT REFERENCES accounts (id),
	revoked_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX grants_in_force ON grants (token_id, owner_id) WHERE revoked_at = 0;
CREATE INDEX grants_token ON grants (token_id, id);
CREATE INDEX grants_owner ON grants (owner_id, revoked_at, granted_at, id);
CREATE INDEX grants_user ON grants (user_id, owner_id, revoked_at, id);

-- What grants in force reach, to filter an owner's by.
CREATE TABLE grant_permissions (
	grant_id   BIGINT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
	owner_id   BIGINT NOT NULL,
	permission TEXT   NOT NULL,
	level      BIGINT NOT NULL,
	PRIMARY KEY (grant_id, permission)
);
CREATE INDEX grant_permissions_owner ON grant_permissions (owner_id, permission, level, grant_id);

CREATE TABLE grant_repositories (
	grant_id      BIGINT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	PRIMARY KEY (grant_id, repository_id)
);
CREATE INDEX grant_repositories_repository ON grant_repositories (repository_id, grant_id);

CREATE TABLE requests (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	token_id      BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	owner_id      BIGINT NOT NULL REFERENCES accounts (id),
	user_id       BIGINT NOT NULL REFERENCES accounts (id),
	selection     TEXT   NOT NULL CHECK (selection IN ('none', 'all', 'subset')),
	repositories  TEXT   NOT NULL,
	permissions   TEXT   NOT NULL,
	reason        TEXT   NOT NULL,
	state         TEXT   NOT NULL CHECK (state IN ('open', 'approved', 'denied', 'cancelled')),
	created_at    BIGINT NOT NULL,
	reviewed_by   BIGINT REFERENCES accounts (id),
	reviewed_at   BIGINT NOT NULL,
	review_reason TEXT   NOT NULL
);
CREATE UNIQUE INDEX requests_open ON requests (token_id, owner_id) WHERE state = 'open';
CREATE INDEX requests_token ON requests (token_id, id);
CREATE INDEX requests_owner ON requests (owner_id, state, id);
CREATE INDEX requests_user ON requests (user_id, owner_id, state, id);

-- What open requests ask for, to filter an owner's by.
CREATE TABLE request_permissions (
	request_id BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
	owner_id   BIGINT NOT NULL,
	permission TEXT   NOT NULL,
	level      BIGINT NOT NULL,
	PRIMARY KEY (request_id, permission)
);
CREATE INDEX request_permissions_owner ON request_permissions (owner_id, permission, level, request_id);

CREATE TABLE request_repositories (
	request_id    BIGINT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	PRIMARY KEY (request_id, repository_id)
);
CREATE INDEX request_repositories_repository ON request_repositories (repository_id, request_id);

-- The audit log. It outlives what it tells of, so it refers to nothing.
CREATE TABLE events (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	at         BIGINT NOT NULL,
	action     TEXT   NOT NULL,
	actor_id   BIGINT NOT NULL,
	user_id    BIGINT NOT NULL,
	owner_id   BIGINT NOT NULL,
	token_id   BIGINT NOT NULL,
	token_name TEXT   NOT NULL,
	grant_id   BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	detail     TEXT   NOT NULL,
	address    TEXT   NOT NULL,
	agent      TEXT   NOT NULL
);
CREATE INDEX events_token ON events (token_id, user_id, id);
CREATE INDEX events_user ON events (user_id, id);
CREATE INDEX events_owner ON events (owner_id, id);

-- The last uses of each token, and all of them in sum. Both are written late.
CREATE TABLE token_uses (
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	token_id  BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	at        BIGINT NOT NULL,
	operation TEXT   NOT NULL,
	address   TEXT   NOT NULL,
	agent     TEXT   NOT NULL
);
CREATE INDEX token_uses_token ON token_uses (token_id, id);

CREATE TABLE token_usage (
	token_id     BIGINT PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
	user_id      BIGINT NOT NULL,
	last_used_at BIGINT NOT NULL,
	uses         BIGINT NOT NULL
);
CREATE INDEX token_usage_user ON token_usage (user_id, last_used_at, token_id);

-- How many there are of something, so that nobody need count.
CREATE TABLE counters (
	account_id BIGINT NOT NULL REFERENCES accounts (id),
	name       TEXT   NOT NULL,
	n          BIGINT NOT NULL,
	PRIMARY KEY (account_id, name)
);

CREATE TABLE sessions (
	id           INTEGER PRIMARY KEY AUTOINCREMENT,
	user_id      BIGINT NOT NULL REFERENCES accounts (id),
	digest       TEXT   NOT NULL,
	created_at   BIGINT NOT NULL,
	seen_at      BIGINT NOT NULL,
	confirmed_at BIGINT NOT NULL,
	expires_at   BIGINT NOT NULL,
	address      TEXT   NOT NULL,
	agent        TEXT   NOT NULL
);
CREATE UNIQUE INDEX sessions_digest ON sessions (digest);
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_end ON sessions (expires_at);

CREATE TABLE passwords (
	user_id BIGINT PRIMARY KEY REFERENCES accounts (id),
	hash    TEXT   NOT NULL
);

CREATE TABLE links (
	digest     TEXT   PRIMARY KEY,
	purpose    TEXT   NOT NULL,
	user_id    BIGINT REFERENCES accounts (id),
	expires_at BIGINT NOT NULL
);

-- Raised by whoever changes what other processes may remember.
CREATE TABLE generation (n BIGINT NOT NULL);
INSERT INTO generation (n) VALUES (1);
