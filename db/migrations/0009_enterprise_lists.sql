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
