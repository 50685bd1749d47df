-- Issues of repositories, their comments and labels.

-- +goose Up

CREATE TABLE issues (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	number        BIGINT NOT NULL,
	user_id       BIGINT NOT NULL REFERENCES accounts (id),
	title         TEXT   NOT NULL,
	body          TEXT   NOT NULL,
	state         TEXT   NOT NULL CHECK (state IN ('open', 'closed')),
	created_at    BIGINT NOT NULL,
	updated_at    BIGINT NOT NULL,
	closed_at     BIGINT NOT NULL,
	closed_by     BIGINT NOT NULL, -- 0 for nobody
	comments      BIGINT NOT NULL
);
CREATE UNIQUE INDEX issues_number ON issues (repository_id, number);
CREATE INDEX issues_updated ON issues (repository_id, updated_at, number);
CREATE INDEX issues_state ON issues (repository_id, state, number);
CREATE INDEX issues_state_updated ON issues (repository_id, state, updated_at, number);
CREATE INDEX issues_user ON issues (repository_id, user_id, number);

CREATE TABLE labels (
	id            INTEGER PRIMARY KEY AUTOINCREMENT,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	name          TEXT   NOT NULL,
	color         TEXT   NOT NULL,
	description   TEXT   NOT NULL
);
CREATE UNIQUE INDEX labels_name ON labels (repository_id, lower(name));

CREATE TABLE issue_labels (
	issue_id BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	label_id BIGINT NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
	PRIMARY KEY (issue_id, label_id)
);
CREATE INDEX issue_labels_label ON issue_labels (label_id, issue_id);

CREATE TABLE issue_comments (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	issue_id   BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	user_id    BIGINT NOT NULL REFERENCES accounts (id),
	body       TEXT   NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL
);
CREATE INDEX issue_comments_issue ON issue_comments (issue_id, id);
