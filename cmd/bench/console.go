package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const tokensPage = "/settings/personal-access-tokens"

// pages are those of the owner, and what is on them.
var pages = []struct{ what, path string }{
	{"sign in", "/login"},
	{"tokens", tokensPage},
	{"new token", tokensPage + "/new"},
	{"token", tokensPage + "/1"},
	{"edit token", tokensPage + "/1/edit"},
	{"regenerate token", tokensPage + "/1/regenerate"},
	{"delete token", tokensPage + "/1/delete"},
	{"sessions", "/settings/sessions"},
	{"appearance", "/settings/appearance"},
	{"requests", "/organizations/depot/settings/personal-access-token-requests"},
}

// weighPages opens each page as a browser does that comes for the first time,
// and again.
func (b *bench) weighPages(ctx context.Context) (rows []row, err error) {
	owner, err := b.signIn(ctx, b.town.user)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		v := owner
		if p.path == "/login" {
			v = &visitor{server: b.patrol}
		}
		first, second, err := v.open(ctx, p.path)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{what: "page: " + p.what,
			patrol: fmt.Sprintf("%.1f kB in %d requests, then %.1f kB in %d", float64(first.bytes)/1e3, first.requests,
				float64(second.bytes)/1e3, second.requests),
			goal: goal{"≤ 70 kB in 6, then ≤ 8 kB", first.bytes <= 70e3 && first.requests <= 6 && second.bytes <= 8e3}})
	}
	return rows, nil
}

// measurePage measures a page as someone sees it who has signed in.
func (b *bench) measurePage(ctx context.Context, what, login, path string) ([]row, error) {
	v, err := b.signIn(ctx, login)
	if err != nil {
		return nil, err
	}
	c, err := b.compare(ctx, v.asks(path))
	return []row{c.row(what, goal{})}, err
}

func (b *bench) measureWizard(ctx context.Context) ([]row, error) {
	return b.measurePage(ctx, "the wizard", b.town.user, tokensPage+"/new")
}

func (b *bench) measureList(ctx context.Context) ([]row, error) {
	return b.measurePage(ctx, fmt.Sprintf("list of %d tokens", tokensOfEach), b.town.user, tokensPage)
}

func (b *bench) measureLongList(ctx context.Context) ([]row, error) {
	return b.measurePage(ctx, fmt.Sprintf("list of %d tokens", hoard), b.town.hoarder, tokensPage)
}

// tokenForm is the wizard as someone has filled it in.
func tokenForm(owner, name string) url.Values {
	return url.Values{"owner": {owner}, "owner_was": {owner}, "name": {name}, "expires_in": {"30"},
		"repositories": {"all"}, "permission.contents": {"read"}}
}

// posts is a load of v's posting forms to a path, the nth as fill says.
func (v *visitor) posts(path string, headers http.Header, fill func(n int64) url.Values) *load {
	return &load{server: v.server, clients: clients, status: http.StatusOK, request: func(n int64) []byte {
		return ask{http.MethodPost, path, headers, fill(n).Encode()}.bytes(v.server.address)
	}}
}

// measureSearch looks for repositories by part of their names as one who types
// does, who waits for each answer.
func (b *bench) measureSearch(ctx context.Context) ([]row, error) {
	v, err := b.signIn(ctx, b.town.user)
	if err != nil {
		return nil, err
	}
	headers := v.headers()
	for name, value := range map[string]string{"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#found"} {
		headers.Set(name, value)
	}
	l := v.posts(tokensPage+"/new", headers, func(n int64) url.Values {
		form := tokenForm(b.town.depot, "search")
		form.Set("find", fmt.Sprint(n*7_919%repositoryCount))
		form.Set("action", "find")
		return form
	})
	l.clients = 1
	c, err := b.compare(ctx, l)
	const most = 20 * time.Millisecond
	return []row{c.row(fmt.Sprintf("search in %d repositories", repositoryCount),
		goal{"p99 ≤ 20 ms", c.patrol.p99 <= most})}, err
}

// measureMaking measures forms of the wizard that come back with a new token,
// which is safe on disk then.
func (b *bench) measureMaking(ctx context.Context, writers int, met func(comparison) goal) ([]row, error) {
	v, err := b.signIn(ctx, b.town.maker)
	if err != nil {
		return nil, err
	}
	l := v.posts(tokensPage, v.headers(), func(n int64) url.Values {
		return tokenForm(b.town.maker, fmt.Sprintf("%d by %d", n, writers))
	})
	l.clients, l.status = writers, http.StatusCreated
	c, err := b.compare(ctx, l)
	return []row{c.row(fmt.Sprintf("tokens made, safe on disk, %d at a time", writers), met(c))}, err
}

func (b *bench) measureCreate(ctx context.Context) ([]row, error) {
	return b.measureMaking(ctx, 1, func(c comparison) goal {
		return goal{"p50 ≤ 1 ms", c.patrol.p50 <= time.Millisecond}
	})
}

func (b *bench) measureCreateTogether(ctx context.Context) ([]row, error) {
	return b.measureMaking(ctx, clients, func(c comparison) goal {
		return c.atLeast(20 * 466 / echoThen) // OpenBao: 466/s
	})
}
