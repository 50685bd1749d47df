package db

import (
	"hash/maphash"
	"sync"

	"patrol"
)

// A memory keeps who presents a secret, and what users are to places, as long
// as that is true: each update makes it forget what the update changed, after
// it is kept and before anybody hears that it is.
type memory struct {
	bearers [shelves]shelf[patrol.Digest, *patrol.Bearer]
	unknown [shelves]shelf[patrol.Digest, struct{}] // digests of nobody's secrets
	places  [shelves]shelf[place, *patrol.Place]
	seed    maphash.Seed
	users   pool[int64, *patrol.Account]
	permits pool[string, patrol.Permissions]
	words   pool[string, string]
	coming  pool[announcer, []*patrol.PolicyEntry]
}

const (
	shelves         = 64      // that are used at the same time
	defaultRemember = 1 << 17 // bearers, and places
	unknownKept     = 1 << 12
)

// An announcer is an enterprise, as far as tokens of one kind go.
type announcer struct {
	enterpriseID int64
	kind         patrol.TokenKind
}

// A place is what a patrol.Place is about.
type place struct {
	userID            int64
	owner, repository string // in lower case
}

func newMemory(remember int) *memory {
	if remember == 0 {
		remember = defaultRemember
	}
	m := &memory{seed: maphash.MakeSeed()}
	for i := range shelves {
		m.bearers[i].max = max(1, remember/shelves)
		m.unknown[i].max = unknownKept / shelves
		m.places[i].max = max(1, remember/shelves)
	}
	m.users.max, m.permits.max, m.words.max, m.coming.max = remember, remember, remember, remember
	return m
}

// shelfOf is where what is known of p would be.
func (m *memory) shelfOf(p place) *shelf[place, *patrol.Place] {
	number := maphash.String(m.seed, p.owner) + maphash.String(m.seed, p.repository) + uint64(p.userID)
	return &m.places[number%shelves]
}

// forget takes away what changed.
func (m *memory) forget(c *changes) {
	if c.everything {
		m.clear()
		return
	}
	for _, d := range c.digests {
		m.bearers[d[0]%shelves].drop(d)
		m.unknown[d[0]%shelves].drop(d)
	}
}

// clear takes everything away.
func (m *memory) clear() {
	for i := range shelves {
		m.bearers[i].clear()
		m.unknown[i].clear()
		m.places[i].clear()
	}
}

// A pool makes one of equal values, which many then share.
type pool[K comparable, V any] struct {
	mu  sync.Mutex
	max int
	all map[K]V
}

// share returns the value known by key if it is the same, or else fresh.
func (p *pool[K, V]) share(key K, fresh V, same func(old, fresh V) bool) V {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, found := p.all[key]; found && same(old, fresh) {
		return old
	}
	if p.all == nil || len(p.all) >= p.max {
		p.all = map[K]V{}
	}
	p.all[key] = fresh
	return fresh
}

func equal[T comparable](a, b T) bool { return a == b }
