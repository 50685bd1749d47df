package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/password"
)

const (
	enterpriseLogin   = "globe"
	organizationCount = 1000 // of the enterprise
)

// fillEnterprise makes a database with an enterprise, whose owner is the
// chief: as many tokens as the town has, of its organizations in turn.
func (b *bench) fillEnterprise(ctx context.Context, database string) error {
	store, err := db.Open(ctx, database, db.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer store.Close()
	hash, err := password.New().Hash(ctx, commonPassword)
	if err != nil {
		return err
	}
	now := time.Now()
	crowd := db.Crowd{Owners: organizationCount, People: max(1, b.tokens/tokensOfEach), Login: "user", Tokens: b.tokens,
		Since: now.AddDate(-1, 0, 0), Until: now, Now: now, Secret: secret}
	globe := &patrol.Account{Login: enterpriseLogin, Kind: patrol.Enterprise, CreatedAt: now}
	chief := &patrol.Account{Login: b.town.chief, Kind: patrol.User, CreatedAt: now}
	err = store.Update(ctx, func(tx patrol.Tx) error {
		for _, a := range []*patrol.Account{globe, chief} {
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
		}
		if crowd.OwnerID, err = insertOrganizations(tx, globe); err != nil {
			return err
		}
		crowd.ReviewerID = chief.ID
		if err := tx.SetMember(globe.ID, chief.ID, patrol.Owner); err != nil {
			return err
		}
		return tx.SetPasswordHash(chief.ID, hash)
	})
	if err != nil {
		return err
	}
	return store.Fill(ctx, func() {}, crowd)
}

// insertOrganizations makes those of an enterprise, and returns the id of the
// first. One in ten limits lifetimes by itself, one in twenty restricts access.
func insertOrganizations(tx patrol.Tx, globe *patrol.Account) (first int64, err error) {
	for n := range organizationCount {
		org := &patrol.Account{Login: fmt.Sprintf("organization-%d", n+1), Kind: patrol.Organization,
			Enterprise: globe.ID, CreatedAt: globe.CreatedAt}
		switch {
		case n%20 == 7:
			org.Policy.Access = patrol.No
		case n%10 == 3:
			org.Policy.MaxDays = 7 + n%90
		}
		if err := tx.InsertAccount(org); err != nil {
			return 0, err
		}
		if n == 0 {
			first = org.ID
		}
	}
	return first, nil
}

// An enterprise is one with many organizations at a Patrol of its own, as its
// owner sees it.
type enterprise struct {
	*bench // of that Patrol
	owner  *visitor
}

// page is one of the enterprise's settings.
func page(below string) string { return "/enterprises/" + enterpriseLogin + "/settings/" + below }

// previewOf is the page of what a shorter lifetime would do to all organizations.
func previewOf(days int) string {
	change := url.Values{"kind": {"fine-grained"}, "block": {"lifetime"}, "was": {"0"}, "limited": {"yes"},
		"max_days": {fmt.Sprint(days)}}
	return page("personal-access-tokens/review?" + change.Encode())
}

// open has the owner open a page, and returns how long that took.
func (e *enterprise) open(ctx context.Context, path string) (time.Duration, error) {
	began := time.Now()
	answer, err := e.owner.send(ctx, http.MethodGet, path, nil)
	if err == nil && answer.status != http.StatusOK {
		err = fmt.Errorf("%s answered %d", path, answer.status)
	}
	return time.Since(began), err
}

// previews looks at one preview after the other until stop is closed, and
// returns how many.
func (e *enterprise) previews(ctx context.Context, stop <-chan struct{}) (n int, err error) {
	for ; err == nil; n++ {
		select {
		case <-stop:
			return n, nil
		default:
			_, err = e.open(ctx, previewOf(30+n%300))
		}
	}
	return n, err
}

// measureEnterprise looks at pages that count all tokens of a thousand
// organizations, and at decisions while these go on.
func (b *bench) measureEnterprise(ctx context.Context) ([]row, error) {
	database, err := b.besides(ctx, "enterprise")
	if err != nil {
		return nil, err
	}
	log.Printf("storing %d tokens of %d organizations", b.tokens, organizationCount)
	if err := b.fillEnterprise(ctx, database); err != nil {
		return nil, err
	}
	server, err := b.startPatrol(ctx, database)
	if err != nil {
		return nil, err
	}
	defer server.stop()
	e := &enterprise{bench: &bench{patrol: server, round: b.round, tokens: b.tokens}}
	if e.owner, err = e.signIn(ctx, b.town.chief); err != nil {
		return nil, err
	}
	rows, err := e.measurePages(ctx)
	if err != nil {
		return nil, err
	}
	for what, l := range map[string]func() *load{
		"decisions at 1,000/s":               e.readers,
		"decisions, as many as there can be": func() *load { return e.getUser(one) },
	} {
		beside, err := e.measureBeside(ctx, what, l)
		if err != nil {
			return nil, err
		}
		rows = append(rows, beside...)
	}
	return rows, nil
}

// measurePages looks at how long pages take that count all tokens.
func (e *enterprise) measurePages(ctx context.Context) (rows []row, err error) {
	for _, p := range []struct {
		what string
		path func(n int) string
	}{
		{"preview", func(n int) string { return previewOf(30 + n) }},
		{"policies", func(int) string { return page("personal-access-tokens") }},
		{"effect today", func(int) string { return page("personal-access-tokens/effect") }},
		{"organizations, least compliant first", func(int) string { return page("organizations?sort=noncompliant") }},
	} {
		var took []time.Duration
		for n := range 2*rounds + 1 {
			t, err := e.open(ctx, p.path(n))
			if err != nil {
				return nil, err
			}
			took = append(took, t)
		}
		slices.Sort(took)
		median := took[rounds]
		rows = append(rows, row{
			what:   fmt.Sprintf("enterprise: %s of %d tokens at %d organizations", p.what, e.tokens, organizationCount),
			patrol: fmt.Sprintf("%s; %s to %s", short(median), short(took[0]), short(took[2*rounds])),
			goal:   goal{"≤ 1 s", median <= time.Second}})
	}
	return rows, nil
}

// measureBeside looks at a load alone, and while previews go on.
func (e *enterprise) measureBeside(ctx context.Context, what string, l func() *load) ([]row, error) {
	alone, err := l().run(ctx, e.round)
	if err != nil {
		return nil, err
	}
	stop, failed := make(chan struct{}), make(chan error, 1)
	n := 0
	go func() {
		var err error
		n, err = e.previews(ctx, stop)
		failed <- err
	}()
	during, err := l().run(ctx, e.round)
	close(stop)
	if bad := <-failed; bad != nil {
		return nil, bad
	}
	return []row{{what: "enterprise: " + what, patrol: perSecond(alone.rate), pace: alone},
		{what: fmt.Sprintf("enterprise: the same during %d previews", n), patrol: perSecond(during.rate), pace: during,
			goal: goal{"≥ 0.4 × alone", during.rate >= 0.4*alone.rate}}}, err
}
