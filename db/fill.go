package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"patrol"
)

// A Crowd is made-up tokens of made-up people at one resource owner, to see
// how Patrol does where there is much.
type Crowd struct {
	OwnerID int64 // whom the tokens are for
	// Owners is how many they are for, in turn by their people: OwnerID and those
	// with the ids after it. With more than one there are no Repositories.
	Owners     int
	ReviewerID int64 // who let them in, if there are People
	// People become members of the owner and have the tokens in turn. They are
	// called Login-1, Login-2 and so on. Without any, the tokens are the owner's own.
	People int
	Login  string

	Tokens       int     // that are in force
	Requests     int     // by as many tokens more, which wait
	Repositories []int64 // of the owner: some tokens are for one of these

	Since, Until time.Time // when the tokens were made, one after the other
	Now          time.Time // up to when they were used, and past which they live
	// Secret is what a token, by its id, is presented by.
	Secret func(tokenID int64) (patrol.Secret, error)
	// Unsealed leaves it to a server to seal what the audit log tells of the
	// crowd. That takes minutes for a million; without it the log is not to be verified.
	Unsealed bool
}

// crowdBatch is how many tokens Fill stores at a time.
const crowdBatch = 10_000

// Batches is how many times it takes to store the tokens of c.
func (c Crowd) Batches() int { return (c.Tokens + c.Requests + crowdBatch - 1) / crowdBatch }

// Fill stores crowds, as if their people had made their tokens one by one, but
// in bulk and in one transaction: all of it or, if it fails, nothing. It calls
// stored after each of a crowd's Batches. Nobody else may write meanwhile.
func (db *DB) Fill(ctx context.Context, stored func(), crowds ...Crowd) error {
	return db.engine.load(ctx, func(tx *tx) error {
		for _, c := range crowds {
			f := &filler{Crowd: c, firstUser: c.OwnerID}
			if err := f.fill(tx, stored); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *filler) fill(tx *tx, stored func()) error {
	if err := f.settle(tx); err != nil {
		return err
	}
	all := f.Tokens + f.Requests
	for last := 0; last < all; {
		first := last + 1
		last = min(last+crowdBatch, all)
		if err := f.store(tx, first, last); err != nil {
			return err
		}
		stored()
	}
	return f.count(tx)
}

// A filler stores a crowd. The nth token, from 1 on, has the id before+n.
type filler struct {
	Crowd
	firstUser int64
	before    int64
}

// settle stores the people.
func (f *filler) settle(tx *tx) (err error) {
	tx.changes.everything = true
	if f.before, err = lastID(tx, "tokens"); err != nil || f.People == 0 {
		return err
	}
	before, err := lastID(tx, "accounts")
	if err != nil {
		return err
	}
	if err := f.run(tx, 1, f.People, addPeople); err != nil {
		return err
	}
	if f.firstUser, err = firstID(tx, "accounts", before); err != nil {
		return err
	}
	last, err := lastID(tx, "accounts")
	if err == nil && last != f.firstUser+int64(f.People)-1 {
		err = errNotAlone
	}
	if err != nil {
		return err
	}
	return f.run(tx, 1, f.People, addMembers)
}

var errNotAlone = errors.New("someone else writes to the database")

// lastID is the highest id in a table.
func lastID(tx *tx, table string) (int64, error) {
	return value[int64](tx, `SELECT COALESCE(max(id), 0) FROM `+table)
}

// firstID is the lowest id in a table after one of them. On PostgreSQL some are
// left out where what was stored was not kept.
func firstID(tx *tx, table string, after int64) (int64, error) {
	return value[int64](tx, `SELECT COALESCE(min(id), 0) FROM `+table+` WHERE id > $1`, after)
}

// store stores the tokens from first to last with all that belongs to them.
func (f *filler) store(tx *tx, first, last int) error {
	event, err := lastID(tx, "events")
	if err != nil {
		return err
	}
	if err := f.run(tx, first, last, addTokens); err != nil {
		return err
	}
	if first == 1 {
		id, err := firstID(tx, "tokens", f.before)
		if err != nil {
			return err
		}
		f.before = id - 1
	}
	id, err := lastID(tx, "tokens")
	if err != nil {
		return err
	}
	if id != f.before+int64(last) {
		return errNotAlone
	}
	if err := f.imprint(tx, f.before+int64(first), f.before+int64(last)); err != nil {
		return err
	}
	if err := f.run(tx, first, last, addBeside...); err != nil {
		return err
	}
	if f.Unsealed {
		return tx.exec(`INSERT INTO unsealed (event_id) SELECT id FROM events WHERE id > $1`, event)
	}
	return nil
}

// count raises the counters of all.
func (f *filler) count(tx *tx) error {
	for name, rows := range map[string]string{
		activeTokensAt:               `SELECT i.owner_id AS id FROM grants i WHERE i.token_id > $1 AND i.revoked_at = 0`,
		openRequestsAt:               `SELECT i.owner_id AS id FROM requests i WHERE i.token_id > $1 AND i.state = 'open'`,
		tokensOf[patrol.FineGrained]: `SELECT t.user_id AS id FROM tokens t WHERE t.id > $1`,
	} {
		err := tx.exec(`INSERT INTO counters (account_id, name, n)
			SELECT x.id, CAST($2 AS TEXT), count(*) FROM (`+rows+`) AS x WHERE TRUE GROUP BY x.id
			ON CONFLICT (account_id, name) DO UPDATE SET n = counters.n + excluded.n`, f.before, name)
		if err != nil {
			return err
		}
	}
	return nil
}

// secretsAtOnce is how many secrets one statement stores.
const secretsAtOnce = 50

// imprint stores what is kept of the secrets of the tokens from first to last.
func (f *filler) imprint(tx *tx, first, last int64) error {
	for id := first; id <= last; {
		var rows []string
		var args []any
		for ; id <= last && len(rows) < secretsAtOnce; id++ {
			secret, err := f.Secret(id)
			if err != nil {
				return err
			}
			n := len(args)
			rows = append(rows, fmt.Sprintf(`($%d, $%d, $%d, $%d, 0)`, n+1, n+2, n+3, n+4))
			args = append(args, id, digest(secret.Digest()), secret.LastEight(), f.madeAt(id-f.before))
		}
		err := tx.exec(`INSERT INTO secrets (token_id, digest, last_eight, created_at, retires_at) VALUES `+
			strings.Join(rows, `, `), args...)
		if err != nil {
			return err
		}
	}
	return tx.exec(`
		UPDATE tokens SET secret_id = s.id, last_eight = s.last_eight
		FROM secrets s WHERE s.token_id = tokens.id AND tokens.id >= $1 AND tokens.id <= $2`, first, last)
}
