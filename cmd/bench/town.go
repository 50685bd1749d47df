package main

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"patrol"
	"patrol/db"
	"patrol/db/password"
)

const (
	tokensOfEach     = 50     // of each user
	hoard            = 10_000 // tokens of the hoarder
	repositoryCount  = 10_000 // of the depot
	commonPassword   = "patrol-bench"
	secretsAtOnce    = 25 // in one INSERT; divides tokensOfEach
	repositoryFolder = "tiny.git"
)

// A town is what the database holds: users of fifty tokens each, and some
// accounts that there is more to.
type town struct {
	users   int64  // they have the ids from 1 on, and are called user-1, user-2 …
	owner   string // user-1, whose pages are measured, and who owns the depot
	depot   string // an organization with many repositories
	hoarder string // a user of many tokens
	maker   string // a user who makes tokens
}

// fill makes a database with a town in it.
func (b *bench) fill(ctx context.Context) (*town, error) {
	if b.database == "" {
		b.database = filepath.Join(b.dir, "bench.db")
	}
	store, err := db.Open(ctx, b.database, db.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil { // it made the tables
		return nil, err
	}
	driver, dsn := "pgx", b.database
	if !strings.Contains(b.database, "://") {
		// Until Patrol opens it, nothing in the file need survive.
		driver, dsn = "sqlite", "file:"+b.database+"?"+url.Values{"_pragma": {
			"journal_mode(DELETE)", "synchronous(OFF)", "cache_size(-400000)", "foreign_keys(0)"}}.Encode()
	}
	database, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	defer database.Close()
	tx, err := database.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // an error once it is committed, and nothing else
	t, err := b.settle(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, err
	}
	if driver == "pgx" { // SQLite has no one who does this by and by
		_, err = database.ExecContext(ctx, `ANALYZE`)
	}
	return t, err
}

// settle writes a town.
func (b *bench) settle(ctx context.Context, tx *sql.Tx) (*town, error) {
	t := &town{users: int64(b.tokens / tokensOfEach),
		owner: "user-1", depot: "depot", hoarder: "hoarder", maker: "maker"}
	b.tokens = int(t.users) * tokensOfEach
	repository, err := b.plant(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := password.New().Hash(ctx, commonPassword)
	if err != nil {
		return nil, err
	}
	now := time.Now().Unix()
	for _, statement := range []struct {
		query string
		args  []any
	}{
		{addUsers, []any{t.users, now}},
		{addAccount, []any{t.depot, "Organization", now}},
		{addAccount, []any{t.hoarder, "User", now}},
		{addAccount, []any{t.maker, "User", now}},
		{addPasswords, []any{hash, t.users}},
		{`INSERT INTO memberships (account_id, user_id, role) VALUES ($1, 1, 'owner')`, []any{t.users + 1}},
		{addRepositories, []any{repositoryCount, t.users + 1, now}},
		{addRepository, []any{strings.TrimSuffix(repositoryFolder, ".git"), repository, now}},
		{addTokens, []any{b.tokens + hoard, b.tokens, t.users + 2, now, tokensOfEach}},
		{addGrants, nil},
		{addGrantPermissions, nil},
		{addUsage, nil},
		{addEvents, []any{patrol.TokenCreated}},
		{addCounters, nil},
	} {
		if _, err := tx.ExecContext(ctx, statement.query, statement.args...); err != nil {
			return nil, fmt.Errorf("%s: %w", statement.query, err)
		}
	}
	return t, addSecrets(ctx, tx, int64(b.tokens+hoard), now)
}

// upTo are the numbers n.i from 1 to $1.
const upTo = `WITH RECURSIVE n (i) AS (
	SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS BIGINT)) `

const (
	accountColumns = `accounts (login, kind, name, email, base, mode, light, dark, suspended_at, created_at) `
	addAccount     = `INSERT INTO ` + accountColumns + `VALUES ($1, $2, '', '', 0, '', '', '', 0, $3)`
	addUsers       = upTo + `INSERT INTO ` + accountColumns + `
		SELECT 'user-' || CAST(i AS TEXT), 'User', '', '', 0, '', '', '', 0, CAST($2 AS BIGINT) FROM n ORDER BY i`
	addPasswords = `INSERT INTO passwords (user_id, hash)
		SELECT id, CAST($1 AS TEXT) FROM accounts WHERE kind = 'User' AND (id = 1 OR id > $2)`

	repositoryColumns = `repositories (owner_id, name, path, visibility, created_at, description, default_branch, archived) `
	addRepositories   = upTo + `INSERT INTO ` + repositoryColumns + `
		SELECT CAST($2 AS BIGINT), 'repository-' || CAST(i AS TEXT), '', 'private', CAST($3 AS BIGINT),
			'One of very many', 'main', FALSE FROM n ORDER BY i`
	addRepository = `INSERT INTO ` + repositoryColumns + `VALUES (1, $1, $2, 'private', $3, '', 'main', FALSE)`

	// Of the first $2 tokens each user has $5; the rest are one user's, $3.
	addTokens = upTo + `INSERT INTO tokens (user_id, owner_id, name, description, selection, repositories, permissions,
			state, created_at, issued_at, expires_at, secret_id, last_eight)
		SELECT u, u, 'token ' || CAST(i AS TEXT), '', 'all', '', 'contents=read metadata=read',
			'active', CAST($4 AS BIGINT), CAST($4 AS BIGINT), CAST($4 AS BIGINT) + 7776000, i, CAST(10000000 + i AS TEXT)
		FROM (SELECT i, CASE WHEN i <= CAST($2 AS BIGINT) THEN (i - 1) / CAST($5 AS BIGINT) + 1
			ELSE CAST($3 AS BIGINT) END AS u FROM n) AS t
		ORDER BY i`
	addGrants = `INSERT INTO grants (token_id, owner_id, user_id, selection, repositories, permissions,
			granted_by, granted_at, revoked_at)
		SELECT id, owner_id, user_id, selection, repositories, permissions, user_id, created_at, 0
		FROM tokens ORDER BY id`
	addGrantPermissions = `INSERT INTO grant_permissions (grant_id, owner_id, permission, level)
		SELECT g.id, g.owner_id, p.name, 1
		FROM grants g CROSS JOIN (SELECT 'contents' AS name UNION ALL SELECT 'metadata') AS p ORDER BY g.id`
	addUsage = `INSERT INTO token_usage (token_id, user_id, last_used_at, uses)
		SELECT id, user_id, 0, 0 FROM tokens ORDER BY id`
	addEvents = `INSERT INTO events (at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id, request_id,
			detail, address, agent)
		SELECT created_at, CAST($1 AS TEXT), user_id, user_id, owner_id, id, name, 0, 0, '', '127.0.0.1', 'bench'
		FROM tokens ORDER BY id`
	addCounters = `INSERT INTO counters (account_id, name, n)
		SELECT user_id, 'tokens', count(*) FROM tokens GROUP BY user_id`
)

// addSecrets stores what is kept of the secrets of the tokens from 1 to last,
// which are a multiple of secretsAtOnce.
func addSecrets(ctx context.Context, tx *sql.Tx, last, now int64) error {
	query := `INSERT INTO secrets (token_id, digest, last_eight, created_at, retires_at) VALUES `
	for n := range secretsAtOnce {
		query += fmt.Sprintf(`($%d, $%d, $%d, %d, 0),`, 3*n+1, 3*n+2, 3*n+3, now)
	}
	insert, err := tx.PrepareContext(ctx, strings.TrimSuffix(query, ","))
	if err != nil {
		return err
	}
	defer insert.Close()
	for first := int64(1); first <= last; first += secretsAtOnce {
		var args []any
		for id := first; id < first+secretsAtOnce; id++ {
			s, err := secret(id)
			if err != nil {
				return err
			}
			args = append(args, id, s.Digest().String(), s.LastEight())
		}
		if _, err := insert.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// plant makes a bare git repository with one commit, and returns its path.
func (b *bench) plant(ctx context.Context) (string, error) {
	bare := filepath.Join(b.dir, repositoryFolder)
	script := `set -e
		git init --quiet --bare --initial-branch=main "$1"
		tree=$(git -C "$1" write-tree)
		git -C "$1" update-ref refs/heads/main "$(git -C "$1" commit-tree -m Begin "$tree")"`
	cmd := exec.CommandContext(ctx, "sh", "-c", script, "sh", bare)
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=bench", "GIT_AUTHOR_EMAIL=bench@localhost",
		"GIT_COMMITTER_NAME=bench", "GIT_COMMITTER_EMAIL=bench@localhost")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("git: %w: %s", err, out)
	}
	return bare, nil
}
