package main

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// fewTokens is how many the organization has that the large one is compared with.
const fewTokens = 1000

// mostFactor is how much longer the same may take where there is much more.
const mostFactor = 1.5

// An organization is one with many tokens, or few, at a Patrol of its own, as
// its owner sees it.
type organization struct {
	*town
	server *server
	owner  *visitor
}

// large is the organization that is measured, whose owner has signed in.
func (b *bench) large(ctx context.Context) (*organization, error) {
	o := &organization{town: b.town, server: b.patrol}
	var err error
	o.owner, err = o.signIn(ctx)
	return o, err
}

func (o *organization) stop() {
	if o != nil {
		o.server.stop()
	}
}

// settings is the path of a page of o.
func (o *organization) settings(page string) string {
	return "/organizations/" + o.crowd + "/settings/" + page
}

// organizations are the one that is measured and the small one.
func (b *bench) organizations(ctx context.Context) (large, small *organization, err error) {
	if large, err = b.large(ctx); err != nil || b.small != nil {
		return large, b.small, err
	}
	database, err := b.besides(ctx, "small")
	if err != nil {
		return nil, nil, err
	}
	small = new(organization)
	if small.town, err = b.fill(ctx, database, fewTokens); err != nil {
		return nil, nil, err
	}
	if small.server, err = b.startPatrol(ctx, database); err != nil {
		return nil, nil, err
	}
	b.small = small
	small.owner, err = small.signIn(ctx)
	return large, small, err
}

func (o *organization) signIn(ctx context.Context) (*visitor, error) {
	return (&bench{patrol: o.server}).signIn(ctx, o.chief)
}

// besides makes another database, of the same kind.
func (b *bench) besides(ctx context.Context, name string) (database string, err error) {
	if !strings.Contains(b.database, "://") {
		return filepath.Join(b.dir, name+".db"), nil
	}
	at, err := url.Parse(b.database)
	if err != nil {
		return "", err
	}
	server, err := sql.Open("pgx", b.database)
	if err != nil {
		return "", err
	}
	defer server.Close()
	query := at.Query()
	query.Set("search_path", name)
	at.RawQuery = query.Encode()
	_, err = server.ExecContext(ctx, `CREATE SCHEMA `+name)
	return at.String(), err
}

// A view is a page of an organization's lists.
type view struct {
	what  string
	path  func(o *organization, n int64) string // the nth time
	share float64                               // of the first page's speed that it should have; 0 for no goal
}

// list is a page of a list with a query.
func list(page, query string) func(*organization, int64) string {
	return func(o *organization, _ int64) string { return o.settings(page) + "?" + query }
}

const (
	activeList  = "personal-access-tokens/active"
	pendingList = "personal-access-token-requests"
)

// somewhere is the nth of some cursors of pages all over the list of active tokens.
func (o *organization) somewhere(n int64) string {
	const stride = 7_919 // a prime, so that it comes to all of them
	id := int64(o.tokens) - n*stride%int64(o.tokens)
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "false %d %d", id, id))
}

// deep is a page of the active tokens somewhere in the list.
func deep(o *organization, n int64) string {
	return o.settings(activeList) + "?after=" + o.somewhere(n)
}

// rare is a search that leaves some hundred tokens, of a million or of a thousand.
func rare(o *organization, n int64) string {
	words := "deploy 777"
	if o.tokens == fewTokens {
		words = "deploy"
	}
	return list(activeList, "q="+url.QueryEscape(words))(o, n)
}

// views are what is measured, the first page first.
func views() []view {
	all := []view{{"first page", list(activeList, ""), 0}, {"page at random depth", deep, 0.6}}
	for _, sort := range []string{"oldest", "expiry", "used"} {
		all = append(all, view{"sorted by " + sort, list(activeList, "sort="+sort), 0.3})
	}
	year := time.Now().AddDate(0, 6, 0).Format(time.DateOnly)
	for _, filter := range []string{"owner:user-7", "repository:tiny", "permission:contents_write",
		"expires:never", "expires:<" + year, "used:never", "used:<90d", "used:>90d", "lifetime:>300", "deploy",
		"permission:issues_write used:<90d expires:never"} {
		all = append(all, view{"`" + filter + "`", list(activeList, "q="+url.QueryEscape(filter)), 0.3})
	}
	return append(all, view{"`deploy 777`, where there are few `deploy`", rare, 0.3},
		view{"requests that wait", list(pendingList, ""), 0.6},
		view{"requests, `permission:contents_write`", list(pendingList, "q=permission%3Acontents_write"), 0.3})
}

// shows is a load of o's owner looking at v, with some headers.
func (o *organization) shows(v view, headers http.Header) *load {
	return &load{server: o.server, clients: 4, status: 200, request: func(n int64) []byte {
		return ask{"GET", v.path(o, n), headers, ""}.bytes(o.server.address)
	}}
}

// measureOrganization looks at the lists of an organization.
func (b *bench) measureOrganization(ctx context.Context) ([]row, error) {
	large, small, err := b.organizations(ctx)
	if err != nil {
		return nil, err
	}
	const least = 15 * 154 / echoThen // Gitea's page of 100 tokens: 154/s
	return b.measureViews(ctx, views(), least, func(v view) (*load, *load) {
		return large.shows(v, large.owner.headers()), small.shows(v, small.owner.headers())
	})
}

// measureViews looks at pages of an organization, in turn with those of one that
// has few tokens. The first must have a share of the floor's rate.
func (b *bench) measureViews(ctx context.Context, all []view, least float64, loads func(view) (large, small *load)) (
	rows []row, err error) {
	var first pace
	for _, v := range all {
		large, small := loads(v)
		c, few, err := b.beside(ctx, large, small)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.what, err)
		}
		if first.rate == 0 {
			first = c.patrol
		}
		factor := b.times(c.patrol, few)
		g := goal{fmt.Sprintf("factor < %.1f", mostFactor), factor < mostFactor}
		switch {
		case v.share > 0:
			share := b.times(first, c.patrol)
			g = goal{fmt.Sprintf("%s, ≥ %.1f × first page (%.2f)", g.text, v.share, share),
				g.met && share >= v.share}
		case least > 0:
			g = goal{fmt.Sprintf("%s, ≥ %.2f × echo", g.text, least), g.met && c.ratio() >= least}
		}
		r := c.row("organization: "+v.what, g)
		r.patrol += fmt.Sprintf(" of %d; %s, %s of %d: factor %.2f",
			b.tokens, perSecond(few.rate), short(few.cpu), fewTokens, factor)
		rows = append(rows, r)
	}
	return rows, nil
}

// times is how many times as much an answer takes at one pace as at another: of
// processor time, which others on the machine change least. Where a database
// server takes much of that, it is no measure, and their rates are compared.
func (b *bench) times(p, other pace) float64 {
	if strings.Contains(b.database, "://") {
		return other.rate / p.rate
	}
	return p.cpu.Seconds() / other.cpu.Seconds()
}

// beside runs a load, the same where there is little, and the floor in turn.
// It returns the round with the median factor.
func (b *bench) beside(ctx context.Context, l, few *load) (comparison, pace, error) {
	type round struct {
		comparison
		few pace
	}
	var all []round
	for range rounds {
		var r round
		var err error
		for _, turn := range []struct {
			load *load
			into *pace
		}{{b.floorLoad(l.clients), &r.floor}, {l, &r.patrol}, {few, &r.few}} {
			if *turn.into, err = turn.load.run(ctx, b.round/4); err != nil {
				return r.comparison, r.few, err
			}
		}
		all = append(all, r)
	}
	slices.SortFunc(all, func(x, y round) int {
		return cmp.Compare(b.times(x.patrol, x.few), b.times(y.patrol, y.few))
	})
	median := all[len(all)/2]
	return median.comparison, median.few, nil
}
