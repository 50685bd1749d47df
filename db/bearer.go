package db

import (
	"context"
	"slices"
	"strings"

	"patrol"
)

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
	err := db.engine.glance(ctx, func(tx *tx) error {
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

// selectBearer returns a row for each grant in force of a fine-grained token, and
// for each owner that a classic one reaches no more, or one without.
const selectBearer = `
	SELECT t.id, t.owner_id, t.issued_at, t.expires_at,
		COALESCE(g.owner_id, 0), COALESCE(o.login, ''), COALESCE(g.selection, ''), COALESCE(g.repositories, ''),
		COALESCE(g.permissions, ''), EXISTS (SELECT 1 FROM policy_entries c
			WHERE c.account_id = o.enterprise_id AND c.kind = 'fine-grained' AND c.state = 'scheduled'),
		t.kind, t.scopes, COALESCE(d.owner_id, 0),` + accountColumns + `
	FROM secrets s JOIN tokens t ON t.id = s.token_id
		JOIN accounts a ON a.id = t.user_id` + withPolicy + `
		LEFT JOIN grants g ON g.token_id = t.id AND g.revoked_at = 0
		LEFT JOIN accounts o ON o.id = g.owner_id
		LEFT JOIN footholds d ON d.token_id = t.id AND d.revoked_at > 0
	WHERE s.digest = $1 AND s.retires_at = 0
	ORDER BY g.id`

// scanBearer reads one more row of a bearer.
func (db *DB) scanBearer(row scanner, b *patrol.Bearer) error {
	var a patrol.Admission
	var text string
	var shutOut int64
	err := row.Scan(append([]any{&b.TokenID, &b.OwnerID, (*unix)(&b.IssuedAt), (*unix)(&b.ExpiresAt),
		&a.OwnerID, &a.Owner, &a.Reach.Selection, (*ids)(&a.Reach.Repositories), &text, &a.Announced,
		&b.Kind, (*scopes)(&b.Scopes), &shutOut},
		accountFields(b.User)...)...)
	if shutOut != 0 {
		b.ShutOut = append(b.ShutOut, shutOut)
	}
	if err != nil || a.OwnerID == 0 {
		return err
	}
	permits, err := patrol.ParsePermissions(text)
	m := db.memory
	a.Reach.Permissions = m.permits.share(text, permits, func(_, _ patrol.Permissions) bool { return true })
	a.Owner = m.words.share(a.Owner, a.Owner, equal[string])
	selection := string(a.Reach.Selection)
	a.Reach.Selection = patrol.Selection(m.words.share(selection, selection, equal[string]))
	b.Admissions = append(b.Admissions, a)
	return err
}

// sameEntries reports whether two lists are of the same changes. What is
// scheduled does not change.
func sameEntries(a, b []*patrol.PolicyEntry) bool {
	return slices.EqualFunc(a, b, func(a, b *patrol.PolicyEntry) bool { return a.ID == b.ID })
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
	shelf := db.memory.shelfOf(key)
	p, found, epoch := shelf.get(key)
	if found {
		return p, nil
	}
	if p, err = load(); err != nil {
		return nil, err
	}
	for _, g := range []*patrol.Governance{&p.Governance, &p.Classic} {
		g.Coming = db.memory.coming.share(announcer{p.Owner.Enterprise, g.Kind}, g.Coming, sameEntries)
	}
	shelf.put(key, p, epoch)
	return p, nil
}
