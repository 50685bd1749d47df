package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"strings"
	"time"

	"patrol"
	"patrol/db"
)

//go:embed demo/crowd.yaml
var crowdFile string

// A crowded is the flag that gives the demo an organization with many tokens.
type crowded struct {
	Tokens int `placeholder:"N" help:"Add an organization, acme-million, with N active tokens of N/20 people and N/10 requests that wait, to see how fast lists, searches and bulk reviews are where there is much. Counts when the demo is made."`
}

const (
	crowdOrg      = "acme-million"
	tokensOfEach  = 20
	tokensPerWait = 10
	mostCrowded   = 10_000_000
)

// Validate implements kong's check of what was given.
func (c crowded) Validate() error {
	if c.Tokens < 0 || c.Tokens > mostCrowded {
		return fmt.Errorf("--tokens: from 0 to %d", mostCrowded)
	}
	return nil
}

// build adds what the crowd's organization is, and copies of Acme's
// repositories for it.
func (c crowded) build(h *history, m *manifest) error {
	if c.Tokens == 0 {
		return nil
	}
	more, err := parseManifest("crowd.yaml", "", crowdFile)
	if err != nil {
		return err
	}
	m.organizations = append(m.organizations, more.organizations...)
	for name, commits := range h.commits {
		if own, found := strings.CutPrefix(name, "acme/"); found {
			h.commits[crowdOrg+"/"+own] = commits
		}
	}
	return nil
}

// fill stores the crowd. It was there before the story begins, so that the
// audit log is in the order of time.
func (c crowded) fill(ctx context.Context, store *db.DB, opened time.Time) error {
	if c.Tokens == 0 {
		return nil
	}
	crowd := db.Crowd{People: max(1, c.Tokens/tokensOfEach), Login: "person", Tokens: c.Tokens,
		Requests: c.Tokens / tokensPerWait, Since: opened.AddDate(0, 0, 1-daysOfDemo),
		Until: opened.AddDate(0, 0, -daysOfStory), Now: opened, Unsealed: true,
		Secret: func(id int64) (patrol.Secret, error) { return patrol.NewSecret(id), nil }}
	err := store.View(ctx, func(tx patrol.Tx) error {
		org, err := tx.AccountByLogin(crowdOrg)
		if err != nil {
			return err
		}
		olivia, err := tx.AccountByLogin("olivia")
		if err != nil {
			return err
		}
		crowd.OwnerID, crowd.ReviewerID = org.ID, olivia.ID
		crowd.Repositories = nil
		found, err := tx.Repositories(patrol.RepositoryQuery{UserID: olivia.ID, OwnerID: org.ID, Limit: 100})
		for _, r := range found {
			crowd.Repositories = append(crowd.Repositories, r.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	bar := newProgress(os.Stderr, crowd.Batches())
	defer bar.clear()
	return store.Fill(ctx, func() { bar.step(time.Now()) }, crowd)
}
