package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/handlers/rest"
)

const (
	clients = 32
	hot     = 100_000 // tokens that are in use
)

// hotTokens is how many tokens are in use, if there are so many.
func (b *bench) hotTokens() int64 { return min(hot, int64(b.tokens)) }

// getUser is requests of GET /user, the nth with the token that pick returns.
func (b *bench) getUser(pick func(n int64) int64) *load {
	return &load{server: b.patrol, clients: clients, status: http.StatusOK, request: func(n int64) []byte {
		return ask{http.MethodGet, "/api/v3/user", bearer(pick(n)), ""}.bytes(b.patrol.address)
	}}
}

func one(int64) int64 { return 1 }

// inTurn picks each of the hot tokens, one after the other.
func (b *bench) inTurn() func(n int64) int64 {
	tokens := b.hotTokens()
	return func(n int64) int64 { return n%tokens + 1 }
}

// measureUnseen takes tokens from the far end, which nobody has used so far,
// scattered as accounts would be.
func (b *bench) measureUnseen(ctx context.Context) ([]row, error) {
	tokens := int64(b.tokens)
	const stride = 7_919 // a prime, so that it comes to all of them
	l := b.getUser(func(n int64) int64 { return tokens - n*stride%tokens })
	c, err := b.compare(ctx, l)
	if err != nil {
		return nil, err
	}
	if l.asked.Load() > tokens {
		return []row{{what: "`GET /user`, tokens never seen: store more, these were seen twice"}}, nil
	}
	what := fmt.Sprintf("`GET /user`, tokens never seen, of %d stored", tokens)
	return []row{c.row(what, c.atLeast(3.5*3_460/echoThen))}, nil // OpenBao: 3,460/s
}

func (b *bench) measureOneToken(ctx context.Context) ([]row, error) {
	c, err := b.compare(ctx, b.getUser(one))
	return []row{c.row("`GET /user`, one token", c.atLeast(18*2_350/echoThen))}, err // Gitea: 2,350/s
}

func (b *bench) measureInTurn(ctx context.Context) ([]row, error) {
	l := b.getUser(b.inTurn())
	if err := l.once(ctx, int(b.hotTokens())); err != nil {
		return nil, err
	}
	c, err := b.compare(ctx, l)
	what := fmt.Sprintf("`GET /user`, %d tokens in turn", b.hotTokens())
	return []row{c.row(what, c.atLeast(80*466/echoThen))}, err // Gitea: 466/s
}

// measureSame compares answers with those of a floor that writes the same bytes.
func (b *bench) measureSame(ctx context.Context) ([]row, error) {
	o, err := b.large(ctx)
	if err != nil {
		return nil, err
	}
	owner, err := o.bearer(ctx)
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, same := range []struct {
		path   string
		header http.Header
	}{
		{"/user", bearer(1)},
		{"/repos/" + b.town.crowd + "/" + strings.TrimSuffix(repositoryFolder, ".git"), bearer(1)},
		{strings.TrimPrefix(o.governed(grantList), rest.Prefix), owner},
		{strings.TrimPrefix(o.governed(pendingList), rest.Prefix), owner},
	} {
		floor, err := b.echoing(ctx, rest.Prefix+same.path, same.header)
		if err != nil {
			return nil, err
		}
		request := ask{http.MethodGet, rest.Prefix + same.path, same.header, ""}.bytes(b.patrol.address)
		c, err := b.compareWith(ctx, &load{server: b.patrol, clients: clients, status: http.StatusOK,
			request: func(int64) []byte { return request }}, floor)
		if err != nil {
			return nil, err
		}
		rows = append(rows, c.row("`GET "+same.path+"`, against the same bytes", goal{}))
	}
	return rows, nil
}

// measureLaw takes the time of the law alone: to find an operation, and to
// decide about it.
func (b *bench) measureLaw(context.Context) ([]row, error) {
	const path = "/repos/crowd/tiny/branches/main/protection/restrictions/users"
	match := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			patrol.Route(http.MethodGet, path)
		}
	})
	m, _ := patrol.Route(http.MethodGet, path)
	now := time.Now()
	question := patrol.Question{Now: now,
		Bearer: &patrol.Bearer{TokenID: 1, OwnerID: 2, User: &patrol.Account{ID: 3},
			Life: patrol.Life{IssuedAt: now, ExpiresAt: now.AddDate(0, 1, 0)},
			Admissions: []patrol.Admission{{OwnerID: 2, Reach: patrol.Reach{Selection: patrol.Selected, Repositories: []int64{4},
				Permissions: patrol.Permissions{"administration": patrol.Write}}}}},
		Access: patrol.Access{OwnerID: 2, RepositoryID: 4, Needs: m.Needs, Takes: patrol.Admin, Role: patrol.Admin}}
	if got := patrol.Decide(question); got.Verdict != patrol.Allowed {
		return nil, fmt.Errorf("the question is decided by %q", got.Rule)
	}
	decide := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			patrol.Decide(question)
		}
	})
	took := func(what string, r testing.BenchmarkResult, most time.Duration) row {
		each := time.Duration(r.NsPerOp())
		return row{what: what, patrol: each.String(), goal: goal{"≤ " + most.String(), each <= most}}
	}
	return []row{
		took("match a path of nine segments alone", match, time.Microsecond),
		took("decide alone", decide, time.Microsecond),
	}, nil
}

// measureGit asks what there is to fetch, by protocol 2, as git does first.
func (b *bench) measureGit(ctx context.Context) ([]row, error) {
	request := ask{http.MethodGet, "/" + b.town.crowd + "/" + repositoryFolder + "/info/refs?service=git-upload-pack",
		http.Header{
			"Git-Protocol":  {"version=2"},
			"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte("git:"+secretText(1)))},
		}, ""}.bytes(b.patrol.address)
	c, err := b.compare(ctx, &load{server: b.patrol, clients: clients, status: http.StatusOK,
		request: func(int64) []byte { return request }})
	return []row{c.row("git `info/refs`, protocol 2, with token", c.atLeast(15*727/echoThen))}, err // soft-serve: 727/s
}
