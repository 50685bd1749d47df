package patrol

import "slices"

// A fate is what a change of policies does to a token that was let in.
type fate int

const (
	spared fate = iota
	stopped
	mustAsk // it works, but has to be approved before it gets more
	revived
)

// fates are those that are worth telling, the worst first.
var fates = []fate{stopped, mustAsk, revived}

// A rank is what the law asks of a token's user, beside their token.
type rank struct {
	exempt bool // administers the enterprise
	owns   bool // the organization, and has nobody to ask
}

// fateOf is what befalls a token that lives for so many days, of a user of some
// rank, if after holds where before did. The law itself says it.
func fateOf(before, after Governance, s rank, days int) fate {
	admitted, admits := before.Admits(days, s.exempt), after.Admits(days, s.exempt)
	asked, _ := before.NeedsApproval()
	asks, _ := after.NeedsApproval()
	switch {
	case admitted && !admits:
		return stopped
	case admits && !admitted:
		return revived
	case admits && asks && !asked && !s.owns:
		return mustAsk
	}
	return spared
}

// Days are lives of so many days, both ends among them. To may be Forever.
type Days struct{ From, To int }

// A lot is the lives of the tokens that share a fate.
type lot struct {
	Days
	fate
}

// lots are the fates of tokens by how long they live, those spared left out.
// The law is asked about every life that may be chosen, one longer than these,
// which stands for all such, and Forever.
func lots(before, after Governance, s rank) (all []lot) {
	add := func(asked, to int) {
		f := fateOf(before, after, s, asked)
		last := len(all) - 1
		if last >= 0 && all[last].fate == f {
			all[last].To = to
		} else {
			all = append(all, lot{Days{asked, to}, f})
		}
	}
	for days := range MaxDays + 1 {
		add(days, days)
	}
	add(MaxDays+1, mostDays)
	add(Forever, Forever)
	return slices.DeleteFunc(all, func(l lot) bool { return l.fate == spared })
}

// over is g, an enterprise's, at one of its organizations.
func (g Governance) over(org *Account) Governance {
	g.Org, g.OrgName = org.PolicyOn(g.Kind), org.Login
	return g
}
