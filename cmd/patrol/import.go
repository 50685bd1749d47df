package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"patrol"
	"patrol/db"
)

// An importer is the command that takes in people, organizations and
// repositories: all of what it is given, or nothing. What it is not told of
// stays as it is.
type importer struct {
	database
	File      string `arg:"" optional:"" help:"YAML file that says what there is."`
	Repos     string `placeholder:"DIR" help:"Take in the bare git repositories at DIR/OWNER/NAME.git, to be served where they lie."`
	OwnerKind string `enum:"user,organization,none" default:"none" help:"What to make of owners that --repos finds and nobody knows: user, organization or none."`
	DryRun    bool   `help:"Say what would change, and change nothing."`
	Links     string `placeholder:"FILE" help:"Write links by which new people set their passwords to a new file."`
	URL       string `default:"http://127.0.0.1:8080" help:"Where people reach us; links lead there."`
}

// errDry ends the transaction of a dry run, which keeps nothing.
var errDry = errors.New("dry run")

// Run imports, and says what changed.
func (c *importer) Run(ctx context.Context) error {
	m, err := c.manifest()
	if err != nil {
		return err
	}
	at, err := parseURL(c.URL)
	if err != nil {
		return err
	}
	links, err := c.links()
	if err != nil {
		return err
	}
	var done *plan
	err = c.open(ctx, logger(), func(store *db.DB) error {
		done, err = c.carryOut(ctx, newAuthority(store, at.String(), limits{}), m, links)
		return err
	})
	if err = errors.Join(err, links.close(err == nil && len(done.newcomers) > 0)); errors.Is(err, errDry) {
		err = nil
	}
	if err == nil {
		c.report(done)
	}
	return err
}

// manifest is all that there is to import, from the file and the disk.
func (c *importer) manifest() (m *manifest, err error) {
	m = new(manifest)
	switch {
	case c.File == "" && c.Repos == "":
		return nil, errors.New("say what to import: a file, --repos DIR, or both")
	case c.File != "":
		if m, err = readManifest(c.File); err != nil {
			return nil, err
		}
	}
	if c.Repos != "" {
		err = m.addFound(c.Repos)
	}
	return m, err
}

// links makes the file for links, if one is wanted.
func (c *importer) links() (*linkFile, error) {
	if c.Links == "" || c.DryRun {
		return nil, nil
	}
	return createLinkFile("--links", c.Links)
}

// carryOut does in one transaction what m asks for.
func (c *importer) carryOut(ctx context.Context, a *patrol.Authority, m *manifest, links *linkFile) (*plan, error) {
	kind := map[string]patrol.AccountKind{"user": patrol.User, "organization": patrol.Organization}[c.OwnerKind]
	var done *plan
	err := a.Store.Update(ctx, func(tx patrol.Tx) error {
		bar := newProgress(os.Stderr, m.steps())
		defer bar.clear()
		done = newPlan(a, tx, kind, func() error {
			bar.step(time.Now())
			return ctx.Err()
		})
		if err := done.carryOut(m); err != nil {
			return err
		}
		if c.DryRun {
			return errDry
		}
		return links.write(a, tx, done.newcomers)
	})
	return done, err
}

// report says what changed, or would have.
func (c *importer) report(done *plan) {
	for _, change := range done.changes {
		fmt.Println(change)
	}
	switch n := len(done.changes); {
	case n == 0:
		fmt.Println("Nothing to change.")
	case c.DryRun:
		fmt.Printf("%s to make; none was made.\n", counted(n, "change"))
	default:
		fmt.Printf("%s made.\n", counted(n, "change"))
	}
	if n := len(done.newcomers); n > 0 && c.Links == "" && !c.DryRun {
		fmt.Printf("%s without a password: \"patrol user password LOGIN --link FILE\" makes a link to set it.\n",
			counted(n, "new user"))
	}
}

// counted is how many of something there are, in words.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
