package db

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"patrol"
)

// fill lets in n tokens of n/20 users at the owner 1, of which some are unlike
// most.
func fill(b testing.TB, tx *tx, n int) {
	b.Helper()
	for _, query := range []string{
		`INSERT INTO accounts (id, login, kind, name, email, base, mode, light, dark, suspended_at, created_at)
		SELECT i, 'user-' || i, 'User', '', '', 0, '', '', '', 0, 0 FROM n WHERE i <= $1 / 20 + 1`,
		`INSERT INTO repositories (id, owner_id, name, path, visibility, created_at, description, default_branch, archived)
		SELECT i, 1, 'repository-' || i, '', 'private', 0, '', 'main', FALSE FROM n WHERE i <= 1000`,
		`INSERT INTO tokens (id, user_id, owner_id, name, description, selection, repositories, permissions, state,
			created_at, issued_at, expires_at)
		SELECT i, i / 20 + 1, 1, CASE WHEN i % 1000 = 7 THEN 'rare ' ELSE 'common ' END || i, '',
			'subset', '' || (i % 1000 + 1), 'contents=read', 'active', 0, 0, (i * 7919) % 1000003 FROM n WHERE i <= $1`,
		`INSERT INTO token_usage (token_id, user_id, last_used_at, uses)
		SELECT id, user_id, (id * 104729) % 1000003, 1 FROM tokens`,
		`INSERT INTO grants (id, token_id, owner_id, user_id, selection, repositories, permissions, granted_by, granted_at,
			revoked_at, ends_at, days, used_at)
		SELECT id, id, 1, user_id, selection, repositories, permissions, user_id, 0, 0,
			CASE expires_at WHEN 0 THEN 9223372036854775807 ELSE expires_at END, id % 366, (id * 104729) % 1000003 FROM tokens`,
		`INSERT INTO grant_permissions (grant_id, owner_id, permission, level)
		SELECT id, 1, CASE WHEN id % 100 = 3 THEN 'administration' ELSE 'contents' END, 1 FROM grants`,
		`INSERT INTO grant_repositories (grant_id, repository_id) SELECT id, id % 1000 + 1 FROM grants`,
		`INSERT INTO token_words (token_id, owner_id, word)
		SELECT id, 1, CASE WHEN id % 1000 = 7 THEN 'rare' ELSE 'common' END FROM tokens`,
		`INSERT INTO counters (account_id, name, n) VALUES (1, 'active tokens', $1)`,
	} {
		err := tx.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) `+query, n)
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLists(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		d, err := Open(b.Context(), filepath.Join(b.TempDir(), "patrol.db"), Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		if err := d.engine.update(b.Context(), func(tx *tx) error { fill(b, tx, n); return nil }); err != nil {
			b.Fatal(err)
		}
		for _, text := range []string{"", "permission:contents_read", "permission:administration_read", "common", "rare",
			"expires:<1970-01-02", "expires:>1970-01-02", "used:never", "lifetime:>364", "repository", "owner"} {
			for sort := range listOrders {
				q := patrol.ListQuery{OwnerID: 1, Sort: sort, Limit: 30, Now: time.Unix(1e9, 0)}
				switch text {
				case "repository":
					q.RepositoryID = 5
				case "owner":
					q.UserID = 5
				default:
					q.Filter, _ = patrol.ParseFilter(patrol.FineGrained, text)
				}
				b.Run(fmt.Sprintf("%d/%s/%s", n, text, sort), func(b *testing.B) { d.turnPages(b, q) })
			}
		}
	}
}

// turnPages reads one page of q after the other.
func (db *DB) turnPages(b *testing.B, q patrol.ListQuery) {
	for b.Loop() {
		err := db.engine.view(b.Context(), func(tx *tx) error {
			page, err := tx.ActiveTokens(q)
			q.After = page.Next
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
