package patrol

import (
	"cmp"
	"slices"
	"time"
)

// A HolderQuery asks who has tokens at an owner that live so long: fine-grained
// ones in force there, or classic ones that got at something there.
type HolderQuery struct {
	Kind    TokenKind
	OwnerID int64
	UserIDs []int64 // these alone; nil for all
	Days    Days
	Now     time.Time // when they have not expired
	Since   time.Time // from when on they count as used
	Reached time.Time // from when on classic ones reached the owner's resources
}

// A Holder is a user with tokens that a HolderQuery asks for.
type Holder struct {
	UserID int64
	Tokens int
	Used   int   // of the tokens
	Uses   int64 // of the busiest of those used; up to an hour old
}

// A census counts whom a change of policies concerns, one organization after
// the other.
type census struct {
	tx        Tx
	o         *PolicyOutlook
	since     time.Time
	reached   time.Time
	suspended map[int64]bool
	exempt    []int64
	tells     []fate // that are counted
	lots      map[ruled][]lot
	people    map[fate]map[int64]bool
	busy      map[fate][]busy
}

// ruled is all that the fate of an organization's tokens depends on.
type ruled struct {
	Policy
	rank
}

// A busy is who has busy tokens, and where.
type busy struct {
	HolderQuery
	uses int64
}

func newCensus(tx Tx, o *PolicyOutlook, now time.Time, tells ...fate) *census {
	return &census{tx: tx, o: o, since: now.Add(-recently), reached: now.Add(-reachedFor), tells: tells,
		suspended: map[int64]bool{}, lots: map[ruled][]lot{},
		people: map[fate]map[int64]bool{stopped: {}, mustAsk: {}, revived: {}}, busy: map[fate][]busy{}}
}

// take counts what organizations let in, those of o's enterprise or o's own one.
func (c *census) take(orgs []*Account) error {
	suspended, err := c.tx.SuspendedUsers()
	if err != nil {
		return err
	}
	for _, id := range suspended {
		c.suspended[id] = true
	}
	if err := c.findExempt(); err != nil {
		return err
	}
	for _, org := range orgs {
		if err := c.visit(org); err != nil {
			return err
		}
	}
	for f, people := range c.people {
		c.o.effect(f).People = len(people)
	}
	return c.nameBusiest()
}

// findExempt finds out who administers the enterprise, if there is one.
func (c *census) findExempt() (err error) {
	enterprise := c.o.Account.Enterprise
	if c.o.Account.Kind == Enterprise {
		enterprise = c.o.Account.ID
	}
	c.exempt, err = c.ownersOf(enterprise)
	return err
}

// ownersOf are the users who own an organization or enterprise, 0 for none.
func (c *census) ownersOf(accountID int64) (ids []int64, err error) {
	if accountID == 0 {
		return nil, nil
	}
	owners, err := c.tx.Owners(accountID)
	for _, o := range owners {
		ids = append(ids, o.UserID)
	}
	return ids, err
}

// visit counts the tokens that org let in. Few users have a rank of their
// own; where that makes a difference, they are counted by themselves.
func (c *census) visit(org *Account) error {
	ordinary := c.lotsAt(org, rank{})
	apart, err := c.ranks(org)
	if err != nil {
		return err
	}
	by := map[rank][]int64{}
	for id, s := range apart {
		if slices.Equal(c.lotsAt(org, s), ordinary) {
			delete(apart, id)
		} else {
			by[s] = append(by[s], id)
		}
	}
	was := OrgEffect{Login: org.Login}
	is := was
	if err := c.count(&is, org, ordinary, nil, apart); err != nil {
		return err
	}
	for s, users := range by {
		if err := c.count(&is, org, c.lotsAt(org, s), users, nil); err != nil {
			return err
		}
	}
	if is != was {
		c.o.ByOrg = append(c.o.ByOrg, is)
	}
	return nil
}

// ranks are those of users who have one of their own at org.
func (c *census) ranks(org *Account) (map[int64]rank, error) {
	all := map[int64]rank{}
	for _, id := range c.exempt {
		all[id] = rank{exempt: true}
	}
	if slices.Equal(c.lotsAt(org, rank{}), c.lotsAt(org, rank{owns: true})) {
		return all, nil
	}
	owners, err := c.ownersOf(org.ID)
	for _, id := range owners {
		all[id] = rank{all[id].exempt, true}
	}
	return all, err
}

// lotsAt are the fates of tokens at org of users of one rank.
func (c *census) lotsAt(org *Account, s rank) []lot {
	before, after := c.o.Before, c.o.After
	key := ruled{rank: s}
	if c.o.Account.Kind == Enterprise {
		before, after = before.over(org), after.over(org)
		key.Policy = before.Org
	}
	all, known := c.lots[key]
	if !known {
		all = slices.DeleteFunc(lots(before, after, s), func(l lot) bool { return !slices.Contains(c.tells, l.fate) })
		c.lots[key] = all
	}
	return all
}

// count adds the tokens at org whose lives are among lots: those of some users,
// nil for all, but for others.
func (c *census) count(at *OrgEffect, org *Account, lots []lot, users []int64, but map[int64]rank) error {
	touched := map[fate]int{}
	for _, l := range lots {
		q := HolderQuery{Kind: c.o.Before.Kind, OwnerID: org.ID, UserIDs: users, Days: l.Days, Now: c.o.At, Since: c.since}
		if q.Kind == Classic {
			q.Reached = c.reached
		}
		holders, err := c.tx.Holders(q)
		if err != nil {
			return err
		}
		e := c.o.effect(l.fate)
		for _, h := range holders {
			if _, apart := but[h.UserID]; apart || c.suspended[h.UserID] {
				continue
			}
			e.Tokens += h.Tokens
			e.Used += h.Used
			touched[l.fate] += h.Tokens
			c.people[l.fate][h.UserID] = true
			c.note(l.fate, q, h)
		}
	}
	for f, n := range touched {
		field := map[fate]*int{stopped: &at.Stopped, mustAsk: &at.NeedApproval, revived: &at.Revived}[f]
		if *field == 0 {
			c.o.effect(f).Organizations++
		}
		*field += n
	}
	return nil
}

// note keeps h among those of f with the busiest tokens, if it belongs there.
func (c *census) note(f fate, q HolderQuery, h Holder) {
	list := c.busy[f]
	if h.Uses == 0 || len(list) == busiestShown && h.Uses <= list[busiestShown-1].uses {
		return
	}
	q.UserIDs = []int64{h.UserID}
	at, _ := slices.BinarySearchFunc(list, h.Uses, func(b busy, uses int64) int { return cmp.Compare(uses, b.uses) })
	list = slices.Insert(list, at, busy{q, h.Uses})
	c.busy[f] = list[:min(len(list), busiestShown)]
}

// nameBusiest finds the busiest tokens of the worst fate that befalls any: they
// are among those of the users who have the busiest each.
func (c *census) nameBusiest() error {
	for _, f := range fates {
		if c.o.effect(f).Tokens == 0 {
			continue
		}
		for _, b := range c.busy[f] {
			found, err := c.tx.BusiestTokens(b.HolderQuery, busiestShown)
			if err != nil {
				return err
			}
			c.o.Busiest = append(c.o.Busiest, found...)
		}
		break
	}
	c.o.sort()
	return nil
}
