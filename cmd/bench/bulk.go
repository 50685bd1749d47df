package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

const bulkSize = 1000

// approve approves the nth thousand of o's requests, as its owner does who has
// ticked them, and returns how long the answer took: all is safe on disk then.
func (o *organization) approve(ctx context.Context, n int) (time.Duration, error) {
	form := url.Values{"action": {"approve"}, "confirmed": {"1"}, "reason": {"Welcome"}}
	for id := n*bulkSize + 1; id <= (n+1)*bulkSize; id++ {
		form.Add("id", strconv.Itoa(id))
	}
	began := time.Now()
	answer, err := o.owner.send(ctx, http.MethodPost, o.settings(pendingList), form)
	if err == nil && answer.status != http.StatusSeeOther {
		err = fmt.Errorf("approving answered %d", answer.status)
	}
	return time.Since(began), err
}

// readers ask GET /user at a steady rate, as gateways do.
func (b *bench) readers() *load {
	const every = time.Millisecond
	l := b.getUser(one)
	ask, began := l.request, time.Now()
	l.clients, l.request = 4, func(n int64) []byte {
		time.Sleep(time.Until(began.Add(time.Duration(n) * every)))
		return ask(n)
	}
	return l
}

// measureBulk approves a thousand requests at once, where there are many
// tokens and where there are few, and looks at decisions while it goes on.
func (b *bench) measureBulk(ctx context.Context) ([]row, error) {
	large, small, err := b.organizations(ctx)
	if err != nil {
		return nil, err
	}
	var took, few []time.Duration
	for n := range rounds {
		for o, all := range map[*organization]*[]time.Duration{large: &took, small: &few} {
			t, err := o.approve(ctx, n)
			if err != nil {
				return nil, err
			}
			*all = append(*all, t)
		}
	}
	slices.Sort(took)
	slices.Sort(few)
	median, factor := took[rounds/2], float64(took[rounds/2])/float64(few[rounds/2])
	bulk := row{what: fmt.Sprintf("organization: approve %d at once, safe on disk", bulkSize),
		patrol: fmt.Sprintf("%s of %d; %s of %d: factor %.2f", short(median), large.tokens, short(few[rounds/2]),
			small.tokens, factor),
		goal: goal{fmt.Sprintf("≤ 60 ms, factor < %.1f", mostFactor),
			median <= 60*time.Millisecond && factor < mostFactor}}
	reads, err := b.measureReads(ctx, large)
	return append([]row{bulk}, reads...), err
}

// measureReads looks at decisions alone, and while a thousand requests are approved.
func (b *bench) measureReads(ctx context.Context, o *organization) ([]row, error) {
	alone, err := b.readers().run(ctx, b.round)
	if err != nil {
		return nil, err
	}
	failed := make(chan error, 1)
	go func() {
		_, err := o.approve(ctx, rounds)
		failed <- err
	}()
	during, err := b.readers().run(ctx, b.round/5) // about as long as it takes
	if bad := <-failed; bad != nil {
		return nil, bad
	}
	most := 2 * alone.p99
	return []row{{what: "organization: decisions at 1,000/s", patrol: perSecond(alone.rate), pace: alone},
		{what: "organization: the same while 1,000 are approved", patrol: perSecond(during.rate), pace: during,
			goal: goal{"p99 ≤ 2 × alone", during.p99 <= most}}}, err
}

// measureRevoke revokes tokens one by one, from the end of the list: as their
// organization's owner does in a browser, and as a program of the owner's does.
func (b *bench) measureRevoke(ctx context.Context) ([]row, error) {
	large, err := b.large(ctx)
	if err != nil {
		return nil, err
	}
	program, err := large.bearer(ctx)
	if err != nil {
		return nil, err
	}
	var left atomic.Int64
	left.Store(int64(large.tokens) + 1)
	var rows []row
	for _, way := range []struct {
		what   string
		status int
		of     func(id string) ask
	}{
		{"on the page", http.StatusSeeOther, func(id string) ask {
			return ask{http.MethodPost, large.settings(grantList + "/" + id + "/revoke"), large.owner.headers(), ""}
		}},
		{"over REST", http.StatusNoContent, func(id string) ask {
			return ask{http.MethodPost, large.governed(grantList) + "/" + id, program, `{"action":"revoke"}`}
		}},
	} {
		l := &load{server: large.server, clients: clients, status: way.status, request: func(int64) []byte {
			return way.of(strconv.FormatInt(left.Add(-1), 10)).bytes(large.server.address)
		}}
		c, err := b.compare(ctx, l)
		if err != nil {
			return nil, err
		}
		what := fmt.Sprintf("organization: tokens revoked %s, safe on disk, %d at a time", way.what, clients)
		rows = append(rows, c.row(what, c.atLeast(30*209/echoThen))) // Gitea: 209/s
	}
	return rows, nil
}
