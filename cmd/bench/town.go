package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/password"
)

const (
	tokensOfEach     = 20     // of each user
	hoard            = 10_000 // tokens of the hoarder
	repositoryCount  = 10_000 // of the depot
	fewestRequests   = 5_000  // that wait in the crowd: enough for some thousands to be approved at once
	commonPassword   = "patrol-bench"
	repositoryFolder = "tiny.git"
)

// A town is what the database holds: an organization that a crowd of users
// has tokens for, twenty each, and some accounts that there is more to. Those
// tokens have the ids from 1 on.
type town struct {
	crowd   string // the organization
	chief   string // its owner
	user    string // one of the users, whose pages are measured, and who owns the depot
	depot   string // an organization with many repositories
	hoarder string // a user of many tokens
	maker   string // a user who makes tokens
	tokens  int    // of the crowd
	waiting int    // requests
	key     string // the chief's token for the crowd, when there is one
}

// fill makes a database with a town in it, of so many tokens.
func (b *bench) fill(ctx context.Context, database string, tokens int) (*town, error) {
	store, err := db.Open(ctx, database, db.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	repository, err := b.plant(ctx)
	if err != nil {
		return nil, err
	}
	t := &town{crowd: "crowd", chief: "chief", user: "user-1", depot: "depot", hoarder: "hoarder", maker: "maker",
		tokens: tokens, waiting: max(fewestRequests, tokens/10)}
	crowd, hoarders, err := t.found(ctx, store, repository)
	if err != nil {
		return nil, err
	}
	if err := store.Fill(ctx, func() {}, crowd, hoarders); err != nil {
		return nil, err
	}
	return t, t.furnish(ctx, store)
}

// found makes the accounts that tokens are for, and tells of these.
func (t *town) found(ctx context.Context, store *db.DB, repository string) (crowd, hoarders db.Crowd, err error) {
	now := time.Now()
	crowd = db.Crowd{People: max(1, t.tokens/tokensOfEach), Login: "user", Tokens: t.tokens, Requests: t.waiting,
		Since: now.AddDate(-1, 0, 0), Until: now, Now: now, Secret: secret}
	hoarders = crowd
	hoarders.People, hoarders.Tokens, hoarders.Requests = 0, hoard, 0
	err = store.Update(ctx, func(tx patrol.Tx) error {
		ids := map[string]int64{}
		for _, login := range []string{t.crowd, t.chief, t.hoarder} {
			a := &patrol.Account{Login: login, Kind: patrol.User, CreatedAt: now}
			if login == t.crowd {
				a.Kind, a.Base, a.Policy.MaxDays = patrol.Organization, patrol.Read, patrol.Forever
			}
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
			ids[login] = a.ID
		}
		r := &patrol.Repository{OwnerID: ids[t.crowd], Name: strings.TrimSuffix(repositoryFolder, ".git"),
			Path: repository, Visibility: patrol.Private, DefaultBranch: "main", CreatedAt: now}
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
		crowd.OwnerID, crowd.ReviewerID, crowd.Repositories = ids[t.crowd], ids[t.chief], []int64{r.ID}
		hoarders.OwnerID = ids[t.hoarder]
		return tx.SetMember(ids[t.crowd], ids[t.chief], patrol.Owner)
	})
	return crowd, hoarders, err
}

// furnish makes what there is besides, and lets some sign in.
func (t *town) furnish(ctx context.Context, store *db.DB) error {
	hash, err := password.New().Hash(ctx, commonPassword)
	if err != nil {
		return err
	}
	now := time.Now()
	return store.Update(ctx, func(tx patrol.Tx) error {
		depot := &patrol.Account{Login: t.depot, Kind: patrol.Organization, CreatedAt: now}
		for _, a := range []*patrol.Account{depot, {Login: t.maker, Kind: patrol.User, CreatedAt: now}} {
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
		}
		for _, login := range []string{t.chief, t.user, t.hoarder, t.maker} {
			a, err := tx.AccountByLogin(login)
			if err != nil {
				return err
			}
			if err := tx.SetPasswordHash(a.ID, hash); err != nil {
				return err
			}
			if login != t.user {
				continue
			}
			if err := tx.SetMember(depot.ID, a.ID, patrol.Owner); err != nil {
				return err
			}
		}
		for n := range repositoryCount {
			r := &patrol.Repository{OwnerID: depot.ID, Name: fmt.Sprintf("repository-%d", n+1),
				Visibility: patrol.Private, Description: "One of very many", DefaultBranch: "main", CreatedAt: now}
			if err := tx.InsertRepository(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// plant makes a bare git repository with one commit, unless it is there, and
// returns its path.
func (b *bench) plant(ctx context.Context) (string, error) {
	bare := filepath.Join(b.dir, repositoryFolder)
	if _, err := os.Stat(bare); err == nil {
		return bare, nil
	}
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
