package main

import (
	"context"
	_ "embed"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"patrol"
	"patrol/db/repos"
)

//go:embed demo/history.yaml
var historyFile []byte

//go:embed demo/people.yaml
var peopleFile string

//go:embed demo/later.yaml
var laterFile string

// A history is the commits of the demo's repositories, by OWNER/NAME.
type history struct {
	commits map[string][]demoCommit
	authors map[string]patrol.Signature // by login
}

// A demoCommit is a commit as the history tells of it.
type demoCommit struct {
	By      string
	Days    int // ago
	Branch  string
	Message string
	Files   map[string]string
}

// readHistory reads the history that is built in.
func readHistory() (*history, error) {
	h := &history{authors: map[string]patrol.Signature{}}
	if err := yaml.Unmarshal(historyFile, &h.commits); err != nil {
		return nil, err
	}
	m, err := parseManifest("people.yaml", "", peopleFile)
	if err != nil {
		return nil, err
	}
	for _, w := range m.people {
		h.authors[w.login.value] = patrol.Signature{Name: w.name.value, Email: w.email.value}
	}
	return h, nil
}

// commitAll makes all repositories under dir.
func (h *history) commitAll(ctx context.Context, disk *repos.Disk, dir string) error {
	now := time.Now()
	for _, name := range slices.Sorted(maps.Keys(h.commits)) {
		at := filepath.Join(dir, "repositories", filepath.FromSlash(name)+".git")
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return err
		}
		if err := disk.Init(ctx, at, "main"); err != nil {
			return err
		}
		for _, c := range h.commits[name] {
			if err := disk.Commit(ctx, at, h.draft(c, now)); err != nil {
				return err
			}
		}
	}
	return nil
}

// draft is c as git takes it.
func (h *history) draft(c demoCommit, now time.Time) repos.Draft {
	d := repos.Draft{Branch: "main", From: "main", Files: c.Files, Author: h.authors[c.By], Message: c.Message}
	if c.Branch != "" {
		d.Branch = c.Branch
	}
	d.Author.When = now.AddDate(0, 0, -c.Days)
	return d
}
