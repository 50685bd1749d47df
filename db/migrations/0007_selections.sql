-- Which tokens want which repositories, so that one that goes is found in them.

-- +goose Up

CREATE TABLE token_repositories (
	token_id      BIGINT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
	repository_id BIGINT NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
	PRIMARY KEY (token_id, repository_id)
);
CREATE INDEX token_repositories_repository ON token_repositories (repository_id, token_id);

INSERT INTO token_repositories (token_id, repository_id)
WITH RECURSIVE cut (id, word, rest) AS (
	SELECT id, '', repositories || ' ' FROM tokens WHERE repositories <> ''
	UNION ALL
	SELECT id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
	FROM cut WHERE rest <> ''
)
SELECT c.id, r.id FROM cut c JOIN repositories r ON r.id = CAST(c.word AS BIGINT) WHERE c.word <> '';
