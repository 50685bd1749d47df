package patrol

import (
	"fmt"
	"sync"
	"time"
)

// A Rate is how many requests someone may make in an hour, and has made.
//
// GitHub: "Rate limits for the REST API", primary rate limits: a user's tokens
// share one, and who presents none has that of their address.
type Rate struct {
	Limit, Used int
	Reset       time.Time // when all are there again
}

// Remaining is how many requests may still be made.
func (r Rate) Remaining() int { return max(0, r.Limit-r.Used) }

// rateWindow is how long a Rate holds.
const rateWindow = time.Hour

// rates are everybody's of the present. The zero rates are all unused.
type rates struct {
	mu  sync.Mutex
	all map[spender]Rate
}

// A spender is a user, or an address that nobody in particular comes from.
type spender struct {
	userID  int64
	address string
}

// Spend counts a request that was decided by p, from an address, and returns
// how many are left; an error if there was none. Nothing is counted where there
// is no limit.
func (a *Authority) Spend(p *Pass, address string) (Rate, error) {
	s, limit := a.spender(p, address)
	if limit == 0 {
		return Rate{}, nil
	}
	r, enough := a.rates.spend(s, limit, a.Now())
	if enough {
		return r, nil
	}
	who := fmt.Sprintf("user ID %d", s.userID)
	if s.userID == 0 {
		who = s.address
	}
	return r, a.exceeded(r, who)
}

// exceeded is what somebody is told who has no requests left.
func (a *Authority) exceeded(r Rate, who string) error {
	return &Error{Kind: Forbidden, Message: "API rate limit exceeded for " + who + ".", Wait: r.Reset.Sub(a.Now())}
}

// Rate is how many requests are left to whom p is about, from an address. Its
// Limit is 0 where there is none.
func (a *Authority) Rate(p *Pass, address string) Rate {
	s, limit := a.spender(p, address)
	return a.rates.of(s, limit, a.Now())
}

// spender is whose request p decided about, and how many they may make.
func (a *Authority) spender(p *Pass, address string) (spender, int) {
	if p.Bearer != nil && p.Verdict != BadCredentials {
		return spender{userID: p.UserID()}, a.Limits.Requests
	}
	return spender{address: address}, a.Limits.AnonymousRequests
}

// of is what is left to s.
func (r *rates) of(s spender, limit int, now time.Time) Rate {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.present(s, limit, now)
}

// spend counts one of s's requests, unless there were enough.
func (r *rates) spend(s spender, limit int, now time.Time) (rate Rate, enough bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rate = r.present(s, limit, now)
	if rate.Used >= limit {
		return rate, false
	}
	rate.Used++
	if _, known := r.all[s]; !known {
		r.makeRoom()
	}
	r.all[s] = rate
	return rate, true
}

func (r *rates) present(s spender, limit int, now time.Time) Rate {
	if rate, known := r.all[s]; known && now.Before(rate.Reset) {
		rate.Limit = limit
		return rate
	}
	return Rate{Limit: limit, Reset: now.Add(rateWindow).Truncate(time.Second)}
}

// makeRoom leaves out any one of too many.
func (r *rates) makeRoom() {
	if r.all == nil {
		r.all = map[spender]Rate{}
	}
	for s := range r.all {
		if len(r.all) >= rememberAtMost {
			delete(r.all, s)
		}
		return
	}
}
