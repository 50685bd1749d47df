-- Classic tokens are found by their scopes, and so are those that were shut out.

-- +goose Up

CREATE INDEX footholds_out ON footholds (owner_id, id) WHERE revoked_at > 0;
CREATE INDEX footholds_out_ends ON footholds (owner_id, ends_at, id) WHERE revoked_at > 0;
CREATE INDEX footholds_out_days ON footholds (owner_id, days, id) WHERE revoked_at > 0;
CREATE INDEX footholds_out_used ON footholds (owner_id, used_at, id) WHERE revoked_at > 0;
CREATE INDEX footholds_enterprise_out ON footholds (enterprise_id, id)
	WHERE revoked_at > 0 AND enterprise_id IS NOT NULL;
CREATE INDEX footholds_enterprise_out_ends ON footholds (enterprise_id, ends_at, id)
	WHERE revoked_at > 0 AND enterprise_id IS NOT NULL;
CREATE INDEX footholds_enterprise_out_used ON footholds (enterprise_id, used_at, id)
	WHERE revoked_at > 0 AND enterprise_id IS NOT NULL;

-- A scope is a word that no name has, for it begins with a colon.
WITH scopes (scope) AS (VALUES
	('repo'), ('repo:status'), ('repo_deployment'), ('public_repo'), ('repo:invite'),
	('security_events'), ('workflow'), ('write:packages'), ('read:packages'), ('delete:packages'),
	('admin:org'), ('write:org'), ('read:org'), ('manage_runners:org'), ('admin:public_key'),
	('write:public_key'), ('read:public_key'), ('admin:repo_hook'), ('write:repo_hook'),
	('read:repo_hook'), ('admin:org_hook'), ('gist'), ('notifications'), ('user'), ('read:user'),
	('user:email'), ('user:follow'), ('delete_repo'), ('write:discussion'), ('read:discussion'),
	('admin:enterprise'), ('manage_runners:enterprise'), ('manage_billing:enterprise'),
	('read:enterprise'), ('scim:enterprise'), ('audit_log'), ('read:audit_log'), ('codespace'),
	('codespace:secrets'), ('copilot'), ('manage_billing:copilot'), ('write:network_configurations'),
	('read:network_configurations'), ('project'), ('read:project'), ('admin:gpg_key'),
	('write:gpg_key'), ('read:gpg_key'), ('admin:ssh_signing_key'), ('write:ssh_signing_key'),
	('read:ssh_signing_key')
)
INSERT INTO token_words (token_id, owner_id, word)
SELECT t.id, w.owner_id, ':' || s.scope
FROM tokens t
	JOIN (SELECT token_id, owner_id FROM footholds UNION SELECT id, owner_id FROM tokens) AS w ON w.token_id = t.id
	JOIN scopes s ON instr(', ' || t.scopes || ',', ', ' || s.scope || ',') > 0
WHERE t.kind = 'classic';
