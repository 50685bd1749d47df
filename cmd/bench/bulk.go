package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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

// measureRevoke revokes tokens one by one, from the end of the list.
func (b *bench) measureRevoke(ctx context.Context) ([]row, error) {
	large, _, err := b.organizations(ctx)
	if err != nil {
		return nil, err
	}
	headers := large.owner.headers()
	l := &load{server: large.server, clients: clients, status: http.StatusSeeOther, request: func(n int64) []byte {
		id := strconv.FormatInt(int64(large.tokens)-n, 10)
		path := large.settings("personal-access-tokens/" + id + "/revoke")
		return ask{http.MethodPost, path, headers, ""}.bytes(large.server.address)
	}}
	c, err := b.compare(ctx, l)
	return []row{c.row(fmt.Sprintf("organization: tokens revoked, safe on disk, %d at a time", clients),
		c.atLeast(30*209/echoThen))}, err // Gitea: 209/s
}
