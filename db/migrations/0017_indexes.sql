-- Fewer indexes to keep when much is decided at once. One by tokens finds
-- their events in any log, and what else a user's own log is narrowed to is
-- looked for in it. What lists find, they find among what is in force.

-- +goose Up

DROP INDEX events_user_action;
DROP INDEX events_user_actor;
DROP INDEX events_user_token;
DROP INDEX events_owner_token;
DROP INDEX events_token;
CREATE INDEX events_token ON events (token_id, at, id);

DROP INDEX grants_owner;
DROP INDEX grants_user;
CREATE INDEX grants_enterprise_user ON grants (user_id, enterprise_id)
	WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
DROP INDEX requests_owner;
DROP INDEX requests_user;
CREATE INDEX requests_holders ON requests (owner_id, user_id) WHERE state = 'open';

-- What grants and requests reach by permissions, in the order in which it is
-- looked up. Who takes one of them away takes this away too.
CREATE TABLE granted (
	owner_id   BIGINT NOT NULL,
	permission TEXT   NOT NULL,
	level      BIGINT NOT NULL,
	grant_id   BIGINT NOT NULL,
	PRIMARY KEY (owner_id, permission, level, grant_id)
) WITHOUT ROWID;
INSERT INTO granted (owner_id, permission, level, grant_id)
SELECT owner_id, permission, level, grant_id FROM grant_permissions ORDER BY owner_id, permission, level, grant_id;
DROP TABLE grant_permissions;
ALTER TABLE granted RENAME TO grant_permissions;

CREATE TABLE asked (
	owner_id   BIGINT NOT NULL,
	permission TEXT   NOT NULL,
	level      BIGINT NOT NULL,
	request_id BIGINT NOT NULL,
	PRIMARY KEY (owner_id, permission, level, request_id)
) WITHOUT ROWID;
INSERT INTO asked (owner_id, permission, level, request_id)
SELECT owner_id, permission, level, request_id FROM request_permissions ORDER BY owner_id, permission, level, request_id;
DROP TABLE request_permissions;
ALTER TABLE asked RENAME TO request_permissions;
