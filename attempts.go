package patrol

import (
	"sync"
	"time"
)

// Patience is how many attempts may fail before the next ones wait: twice as
// long each time, up to a limit that keeps nobody out for good.
type patience struct {
	free    int
	slowest time.Duration
}

var (
	withAddresses = patience{5, time.Minute}
	// withAccounts is short, so that a stranger's guessing does not shut the
	// owner of an account out.
	withAccounts = patience{5, 4 * time.Second}
	// withPrograms is for those who present tokens that are none. They are not
	// refused but answered late; a valid token never waits.
	withPrograms = patience{100, time.Second}
)

const (
	// forgetAfter is how long a failure counts.
	forgetAfter = 15 * time.Minute
	// rememberAtMost bounds memory; beyond it the oldest are forgotten.
	rememberAtMost = 50_000
)

// attempts are those that failed, by what they were made with or where from.
// The zero attempts are none.
type attempts struct {
	mu    sync.Mutex
	count map[attempt]failures
}

// An attempt is what is counted together.
type attempt struct{ kind, of string }

type failures struct {
	n            int
	last, before time.Time // the latest, and the one before it
}

func byAddress(address string) attempt { return attempt{"address", address} }
func byAccount(name string) attempt    { return attempt{"account", name} }
func byProgram(address string) attempt { return attempt{"program", address} }

// wait is how long p has the next one of such attempts wait.
func (a *attempts) wait(of attempt, p patience, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.count[of]
	if f.n < p.free {
		return 0
	}
	pause := min(p.slowest, time.Second<<min(f.n-p.free, 10))
	return max(0, f.last.Add(pause).Sub(now))
}

// failed counts a failure of each.
func (a *attempts) failed(now time.Time, each ...attempt) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.count == nil {
		a.count = map[attempt]failures{}
	}
	if len(a.count) >= rememberAtMost {
		a.forget(now)
	}
	for _, of := range each {
		f := a.count[of]
		if now.Sub(f.last) > forgetAfter {
			f = failures{}
		}
		a.count[of] = failures{f.n + 1, now, f.last}
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
	delete(a.count, byAccount(account))
	if f := a.count[byAddress(address)]; f.n > 1 {
		a.count[byAddress(address)] = failures{f.n - 1, f.before, f.before}
	} else {
		delete(a.count, byAddress(address))
	}
}
