-- Issues are given to people, mention people and are locked; repositories are
-- found by the names that they had.

-- +goose Up

ALTER TABLE issues ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE issues ADD COLUMN lock_reason TEXT NOT NULL DEFAULT '';
CREATE INDEX issues_comments ON issues (repository_id, comments, number);
CREATE INDEX issues_state_comments ON issues (repository_id, state, comments, number);

CREATE TABLE issue_assignees (
	issue_id      BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	user_id       BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	repository_id BIGINT NOT NULL, -- the issue's
	PRIMARY KEY (issue_id, user_id)
);
CREATE INDEX issue_assignees_user ON issue_assignees (user_id, repository_id, issue_id);
CREATE INDEX issue_assignees_repository ON issue_assignees (repository_id, issue_id);

CREATE TABLE issue_mentions (
	issue_id      BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
	user_id       BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	repository_id BIGINT NOT NULL, -- the issue's
	PRIMARY KEY (issue_id, user_id)
);
CREATE INDEX issue_mentions_user ON issue_mentions (user_id, repository_id, issue_id);

-- A name that a repository had, and that none of its owner has now.
CREATE TABLE former_names (
	owner_id      BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
	name          TEXT   NOT NULL,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX former_names_name ON former_names (owner_id, lower(name));
CREATE INDEX former_names_repository ON former_names (repository_id);
