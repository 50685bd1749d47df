-- What the owners of enterprises see of a thousand organizations at once.

-- +goose Up

-- How often a token was used, up to an hour late: whose tokens a change of
-- policy concerns, and which are the busiest, is read from one index.
ALTER TABLE grants ADD COLUMN uses BIGINT NOT NULL DEFAULT 0;
UPDATE grants SET uses = COALESCE((SELECT n.uses FROM token_usage n WHERE n.token_id = grants.token_id), 0)
WHERE revoked_at = 0;
CREATE INDEX grants_holders ON grants (owner_id, user_id, days, ends_at, used_at, uses) WHERE revoked_at = 0;

-- Who is suspended is asked of all users at once.
CREATE INDEX accounts_suspended ON accounts (id) WHERE suspended_at <> 0;

-- The enterprise of a grant's owner, while it is in force: the lists of an
-- enterprise are read in their order, not gathered from its organizations'.
ALTER TABLE grants ADD COLUMN enterprise_id BIGINT REFERENCES accounts (id);
UPDATE grants SET enterprise_id = (SELECT o.enterprise_id FROM accounts o WHERE o.id = grants.owner_id)
WHERE revoked_at = 0;
CREATE INDEX grants_enterprise ON grants (enterprise_id, id) WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
CREATE INDEX grants_enterprise_ends ON grants (enterprise_id, ends_at, id)
	WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
CREATE INDEX grants_enterprise_used ON grants (enterprise_id, used_at, id)
	WHERE revoked_at = 0 AND enterprise_id IS NOT NULL;
