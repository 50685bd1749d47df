package patrol

import (
	"sync"
	"time"
)

// Attempts that fail make the next ones wait: first not at all, then twice as
// long each time, up to a limit that keeps nobody out for good.
const (
	freeAttempts = 5
	// slowest is the longest that one address waits.
	slowest = time.Minute
	// slowestAccount is the longest that an account makes everybody wait, so
	// that a stranger's guessing does not shut its owner out.
	slowestAccount = 4 * time.Second
	// forgetAfter is how long a failure counts.
	forgetAfter = 15 * time.Minute
	// rememberAtMost bounds memory; beyond it the oldest are forgotten.
	rememberAtMost = 50_000
)

// attempts are the failed ones to sign in, by what they were made with. The
// zero attempts are none.
type attempts struct {
	mu    sync.Mutex
	count map[string]failures
}

type failures struct {
	n    int
	last time.Time
}

// wait is how long someone at address has to wait before trying account.
func (a *attempts) wait(account, address string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	byAddress := a.count["address "+address].wait(slowest, now)
	byAccount := a.count["account "+account].wait(slowestAccount, now)
	return max(byAddress, byAccount)
}

func (f failures) wait(slowest time.Duration, now time.Time) time.Duration {
	if f.n < freeAttempts {
		return 0
	}
	pause := min(slowest, time.Second<<min(f.n-freeAttempts, 10))
	return max(0, f.last.Add(pause).Sub(now))
}

// failed counts a failure.
func (a *attempts) failed(account, address string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count == nil {
		a.count = map[string]failures{}
	}
	if len(a.count) >= rememberAtMost {
		a.forget(now)
	}
	for _, key := range []string{"address " + address, "account " + account} {
		f := a.count[key]
		if now.Sub(f.last) > forgetAfter {
			f = failures{}
		}
		a.count[key] = failures{f.n + 1, now}
	}
}

// forget drops what is old, and everything if nothing is.
func (a *attempts) forget(now time.Time) {
	for key, f := range a.count {
		if now.Sub(f.last) > forgetAfter {
			delete(a.count, key)
		}
	}
	if len(a.count) >= rememberAtMost {
		clear(a.count)
	}
}

// succeeded forgets the failures of an account, and the one that was counted
// before the attempt turned out well; not others of the address, or knowing
// one password would buy guesses at all others.
func (a *attempts) succeeded(account, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.count, "account "+account)
	if f := a.count["address "+address]; f.n > 1 {
		a.count["address "+address] = failures{f.n - 1, f.last}
	} else {
		delete(a.count, "address "+address)
	}
}
