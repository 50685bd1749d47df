package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"patrol"
)

// A tour is what a newcomer to the demo needs to know.
type tour struct {
	URL           string           `json:"url"`
	Accounts      []tourAccount    `json:"accounts"`
	Organizations []string         `json:"organizations"`
	Repositories  []tourRepository `json:"repositories"`
}

// A tourAccount is someone to sign in as.
type tourAccount struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Role     string `json:"role"`
}

// A tourRepository is a repository and who may see it.
type tourRepository struct {
	Name       string `json:"name"`
	Visibility string `json:"visibility"`
}

// newTour finds out who of the demo's people is what by now.
func newTour(ctx context.Context, a *patrol.Authority) (*tour, error) {
	m, err := parseManifest("people.yaml", "", peopleFile)
	if err != nil {
		return nil, err
	}
	var t *tour
	err = a.Store.View(ctx, func(tx patrol.Tx) error {
		t = &tour{URL: a.URL}
		for _, w := range m.organizations {
			t.Organizations = append(t.Organizations, w.login.value)
		}
		for _, w := range m.repositories {
			r, err := tx.Repository(w.owner.value, w.name.value)
			if err != nil {
				return err
			}
			t.Repositories = append(t.Repositories, tourRepository{r.FullName(), string(r.Visibility)})
		}
		for _, w := range m.people {
			role, err := roleOf(tx, w.login.value, m.repositories)
			if err != nil {
				return err
			}
			t.Accounts = append(t.Accounts, tourAccount{w.login.value, demoPassword, role})
		}
		return nil
	})
	return t, err
}

// roleOf is what someone is to everything there, in words.
func roleOf(tx patrol.Tx, login string, repositories []*repositoryWish) (string, error) {
	user, err := tx.AccountByLogin(login)
	if err != nil {
		return "", err
	}
	memberships, err := tx.Memberships(user.ID)
	if err != nil {
		return "", err
	}
	var roles []string
	inside := map[int64]bool{}
	for _, m := range memberships {
		role := string(m.Role) + " of " + m.Account.Login
		if m.Account.Kind == patrol.Enterprise {
			role = "enterprise " + role
		}
		roles = append(roles, role)
		inside[m.Account.ID] = true
	}
	for _, w := range repositories {
		r, err := tx.Repository(w.owner.value, w.name.value)
		if err != nil {
			return "", err
		}
		level, err := tx.Collaboration(r.ID, user.ID)
		if err != nil {
			return "", err
		}
		if level != patrol.None && !inside[r.OwnerID] {
			roles = append(roles, fmt.Sprintf("outside collaborator (%s) on %s", level, r.FullName()))
		}
	}
	if len(roles) == 0 {
		return "member of nothing", nil
	}
	return strings.Join(roles, ", "), nil
}

// print prints t, for people or for programs.
func (t *tour) print(out io.Writer, forPrograms bool) error {
	if forPrograms {
		return json.NewEncoder(out).Encode(t)
	}
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintf(w, "Patrol serves the demo at %s\n\nSign in with the password %s as:\n", t.URL, demoPassword)
	for _, a := range t.Accounts {
		fmt.Fprintf(w, "  %s\t%s\n", a.Login, a.Role)
	}
	fmt.Fprintf(w, tryThis, t.URL)
	return w.Flush()
}

// tryThis leads newcomers once around the house.
const tryThis = `
To try:
  1. As dana, make a token for acme-labs, repository notebooks, with Contents: read.
  2. git clone %[1]s/acme-labs/notebooks.git, with dana as user name and the token as password.
  3. Push, or clone acme-labs/rocket: neither is allowed. The token's page says when it was last used.
  4. Make one for acme, and approve it as olivia.
  5. As dana, look at the classic token all-my-scripts and move to fine-grained ones; as olivia, see who else uses one.
  6. As erin, withdraw the limit announced for all of Acme Group, choose another, and see what it would stop.

Ctrl-C stops it.
`
