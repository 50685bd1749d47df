package patrol

import "time"

// A gate is an owner and the policies there that hold now.
type gate struct {
	owner *Account
	Governance
}

// gates are those that tokens of one kind go through, each read once.
type gates struct {
	tx    Tx
	kind  TokenKind
	now   time.Time
	known *Account // one of the owners, who need not be looked up
	read  map[int64]*gate
}

func (a *Authority) gates(tx Tx, k TokenKind, known *Account) *gates {
	return &gates{tx, k, a.Now(), known, map[int64]*gate{}}
}

// at is the gate of an owner.
func (g *gates) at(ownerID int64) (*gate, error) {
	if found := g.read[ownerID]; found != nil {
		return found, nil
	}
	owner := g.known
	if owner.ID != ownerID {
		var err error
		if owner, err = g.tx.Account(ownerID); err != nil {
			return nil, err
		}
	}
	governance, err := governanceAt(g.tx, owner, g.kind)
	if err != nil {
		return nil, err
	}
	g.read[ownerID] = &gate{owner, governance.At(g.now)}
	return g.read[ownerID], nil
}

// bar reports whether the policies at an owner keep t from working there, though
// it has not expired. Who its user is to the enterprise is looked up only where
// that makes the difference.
func (g *gates) bar(ownerID int64, t *Token) (bool, error) {
	at, err := g.at(ownerID)
	if err != nil || t.Expired(g.now) {
		return false, err
	}
	days := t.Days()
	if at.Admits(days, false) || !at.Admits(days, true) {
		return !at.Admits(days, false), nil
	}
	exempt, err := administers(g.tx, t.UserID, at.owner.Enterprise)
	return !exempt, err
}

// kept are those of the tokens that organizations let in, by grant, that the
// policies there keep from working now though they are in force. One of these
// organizations may be known already.
func (a *Authority) kept(tx Tx, known *Account, tokens ...*ActiveToken) (map[int64]bool, error) {
	gates, kept := a.gates(tx, FineGrained, known), map[int64]bool{}
	for _, t := range tokens {
		if !t.Grant.RevokedAt.IsZero() {
			continue
		}
		barred, err := gates.bar(t.Grant.OwnerID, t.Token)
		if err != nil {
			return nil, err
		}
		kept[t.Grant.ID] = barred
	}
	return kept, nil
}

// barred are those of footholds in force, by ID, that the policies there keep
// from being of use now. One of the owners may be known already.
func (a *Authority) barred(tx Tx, known *Account, footholds []*Foothold) (map[int64]bool, error) {
	gates, barred := a.gates(tx, Classic, known), map[int64]bool{}
	for _, f := range footholds {
		if !f.RevokedAt.IsZero() {
			continue
		}
		var err error
		if barred[f.ID], err = gates.bar(f.OwnerID, f.Token); err != nil {
			return nil, err
		}
	}
	return barred, nil
}

// A Stoppage is where what holds now keeps a token from working though it has
// not expired. The zero Stoppage is nowhere.
type Stoppage struct {
	Owners []string // logins
	Whole  bool     // there is nowhere else that it worked
}

// stopped are the stoppages of v's fine-grained tokens, by ID: of those that were
// let in.
func (a *Authority) stopped(tx Tx, v *Viewer, tokens []*Token) (map[int64]Stoppage, error) {
	owners, err := a.ownersOf(tx, v, tokens)
	if err != nil {
		return nil, err
	}
	stopped := map[int64]Stoppage{}
	for _, t := range tokens {
		if owners[t.Owner].stops(t, a.Now()) {
			stopped[t.ID] = Stoppage{[]string{t.Owner}, true}
		}
	}
	return stopped, nil
}

// stops reports whether what holds at o now, nil if its user is nobody there,
// keeps t from working, though it was let in and has not expired.
func (o *ResourceOwner) stops(t *Token, now time.Time) bool {
	return t.State == Active && !t.Expired(now) && (o == nil || !o.Allowed || !o.Limit.Allows(t.Days()))
}

// classicStopped are the stoppages of v's classic tokens, by ID, where they reached
// what takes their scopes: by policies, or because an owner shut them out.
func (a *Authority) classicStopped(tx Tx, v *Viewer, tokens []*Token) (map[int64]Stoppage, error) {
	footholds, err := tx.FootholdsOf(idsOf(tokens, func(t *Token) int64 { return t.ID }))
	if err != nil {
		return nil, err
	}
	barred, err := a.barred(tx, v.Account, footholds)
	if err != nil {
		return nil, err
	}
	stopped, works := map[int64]Stoppage{}, map[int64]bool{}
	for _, f := range footholds {
		shut := !f.RevokedAt.IsZero() && !f.Token.Expired(a.Now())
		if !shut && !barred[f.ID] {
			works[f.Token.ID] = works[f.Token.ID] || f.Uses > 0
			continue
		}
		s := stopped[f.Token.ID]
		s.Owners = append(s.Owners, f.Owner)
		stopped[f.Token.ID] = s
	}
	for id, s := range stopped {
		s.Whole = !works[id]
		stopped[id] = s
	}
	return stopped, nil
}
