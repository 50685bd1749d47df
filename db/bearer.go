package db

import (
	"context"
	"hash/maphash"
	"strings"
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
}

const (
	shelves         = 64      // that are used at the same time
	defaultRemember = 1 << 17 // bearers, and places
	unknownKept     = 1 << 12
)

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
	m.users.max, m.permits.max = remember, remember
	return m
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

// Bearer implements patrol.Store.
func (db *DB) Bearer(ctx context.Context, d patrol.Digest) (*patrol.Bearer, error) {
	fresh, err := db.engine.fresh(ctx)
	if err != nil {
		return nil, err
	}
	if !fresh {
		return db.loadBearer(ctx, d)
	}
	known, unknown := &db.memory.bearers[d[0]%shelves], &db.memory.unknown[d[0]%shelves]
	b, found, epoch := known.get(d)
	if found {
		return b, nil
	}
	_, nobody, nobodyEpoch := unknown.get(d)
	if nobody {
		return nil, &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}
	}
	b, err = db.loadBearer(ctx, d)
	switch {
	case err == nil:
		known.put(d, b, epoch)
	case patrol.NotFound.Is(err):
		unknown.put(d, struct{}{}, nobodyEpoch)
	}
	return b, err
}

// loadBearer reads a bearer, in one query so that all of it is of one moment.
func (db *DB) loadBearer(ctx context.Context, d patrol.Digest) (*patrol.Bearer, error) {
	var b *patrol.Bearer
	err := db.engine.glance(ctx, func(s session) error {
		b = nil
		tx := tx{ctx: context.WithoutCancel(ctx), sql: s} // it is over sooner than it is cancelled
		return tx.each(func(row scanner) error {
			if b == nil {
				b = &patrol.Bearer{User: new(patrol.Account)}
			}
			return db.scanBearer(row, b)
		}, selectBearer, digest(d))
	})
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}
	}
	b.User = db.memory.users.share(b.User.ID, b.User, func(a, b *patrol.Account) bool { return *a == *b })
	return b, nil
}

// selectBearer returns a row for each grant in force, or one without.
const selectBearer = `
	SELECT t.id, t.owner_id, t.issued_at, t.expires_at,
		COALESCE(g.owner_id, 0), COALESCE(o.login, ''), COALESCE(g.selection, ''), COALESCE(g.repositories, ''),
		COALESCE(g.permissions, ''),` + accountColumns + `
	FROM secrets s JOIN tokens t ON t.id = s.token_id
		JOIN accounts a ON a.id = t.user_id` + withPolicy + `
		LEFT JOIN grants g ON g.token_id = t.id AND g.revoked_at = 0
		LEFT JOIN accounts o ON o.id = g.owner_id
	WHERE s.digest = $1 AND s.retires_at = 0
	ORDER BY g.id`

// scanBearer reads one more row of a bearer.
func (db *DB) scanBearer(row scanner, b *patrol.Bearer) error {
	var a patrol.Admission
	var text string
	err := row.Scan(append([]any{&b.TokenID, &b.OwnerID, (*unix)(&b.IssuedAt), (*unix)(&b.ExpiresAt),
		&a.OwnerID, &a.Owner, &a.Reach.Selection, (*ids)(&a.Reach.Repositories), &text}, accountFields(b.User)...)...)
	if err != nil || a.OwnerID == 0 {
		return err
	}
	permits, err := patrol.ParsePermissions(text)
	a.Reach.Permissions = db.memory.permits.share(text, permits, func(_, _ patrol.Permissions) bool { return true })
	b.Admissions = append(b.Admissions, a)
	return err
}

// Place implements patrol.Store.
func (db *DB) Place(ctx context.Context, userID int64, owner, repository string) (*patrol.Place, error) {
	key := place{userID, strings.ToLower(owner), strings.ToLower(repository)}
	load := func() (p *patrol.Place, err error) {
		err = db.View(ctx, func(tx patrol.Tx) error {
			p, err = patrol.FindPlace(tx, userID, owner, repository)
			return err
		})
		return p, err
	}
	fresh, err := db.engine.fresh(ctx)
	if err != nil {
		return nil, err
	}
	if !fresh {
		return load()
	}
	number := maphash.String(db.memory.seed, key.repository) + maphash.String(db.memory.seed, key.owner) + uint64(userID)
	shelf := &db.memory.places[number%shelves]
	p, found, epoch := shelf.get(key)
	if found {
		return p, nil
	}
	if p, err = load(); err != nil {
		return nil, err
	}
	shelf.put(key, p, epoch)
	return p, nil
}
