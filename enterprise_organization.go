package patrol

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
)

// An OrganizationQuery asks for a page of an enterprise's organizations.
type OrganizationQuery struct {
	Text  string // part of the login or name, whatever the case
	Sort  OrganizationSort
	Only  OrganizationTrait
	After string // Next or Previous of a Page; empty for the first page
	Limit int
}

// An OrganizationSort is an order of organizations: by login, or those with the
// most of something first.
type OrganizationSort string

const (
	ByLogin        OrganizationSort = "name"
	ByActive       OrganizationSort = "active"
	ByPending      OrganizationSort = "pending"
	ByNonCompliant OrganizationSort = "noncompliant"
)

// An OrganizationTrait narrows a list to organizations that have it; the empty
// one to all.
type OrganizationTrait string

const (
	Overridden   OrganizationTrait = "overridden" // decided something that the enterprise overrides
	NonCompliant OrganizationTrait = "noncompliant"
	WithPending  OrganizationTrait = "pending"
)

// An OrganizationStanding is how an organization stands with its enterprise.
type OrganizationStanding struct {
	Org                  *Account
	FineGrained, Classic Governance // what holds there now
	Active               int        // tokens that it has let in
	Pending              int        // requests that wait
	NonCompliant         int        // of the active, those that policies keep from working
	Owned                bool       // who looks is one of its owners
}

// Governance is what holds there now about tokens of kind k.
func (o *OrganizationStanding) Governance(k TokenKind) Governance {
	if k == Classic {
		return o.Classic
	}
	return o.FineGrained
}

// An OrganizationCount is how much there is of an organization's.
type OrganizationCount struct {
	OrgID   int64
	Active  int // tokens that it has let in
	Pending int // requests that wait
}

// An OrganizationList is a page of an enterprise's organizations.
type OrganizationList struct {
	Enterprise *Account
	Query      OrganizationQuery
	Page[OrganizationStanding]
	Total int // whatever the query
	Found int // that it lets through
}

// EnterpriseOrganizations returns a page of the organizations of an enterprise
// of v's, and what holds in each.
func (a *Authority) EnterpriseOrganizations(ctx context.Context, v *Viewer, enterprise string, q OrganizationQuery) (
	*OrganizationList, error) {
	var l *OrganizationList
	err := a.viewMuch(ctx, func(tx Tx) error {
		e, err := ownEnterprise(tx, v.Account, enterprise)
		if err != nil {
			return err
		}
		l = &OrganizationList{Enterprise: e, Query: q}
		rows, err := a.standingsIn(tx, v, e)
		if err != nil {
			return err
		}
		l.Total = len(rows)
		ahead := q.Sort == ByNonCompliant || q.Only == NonCompliant
		if ahead {
			if err := a.countNonCompliant(tx, e, rows); err != nil {
				return err
			}
		}
		rows = slices.DeleteFunc(rows, func(s *OrganizationStanding) bool { return !q.lets(s) })
		l.Found, l.Page = len(rows), q.turn(rows)
		if ahead {
			return nil
		}
		return a.countNonCompliant(tx, e, l.Rows)
	})
	return l, err
}

// standingsIn is how all organizations of e stand, but for what is not
// compliant: that takes longest to count.
func (a *Authority) standingsIn(tx Tx, v *Viewer, e *Account) ([]*OrganizationStanding, error) {
	orgs, err := tx.OrganizationsOf(e.ID)
	if err != nil {
		return nil, err
	}
	counts, err := tx.OrganizationCounts(idsOf(orgs, accountID))
	if err != nil {
		return nil, err
	}
	memberships, err := tx.Memberships(v.ID)
	if err != nil {
		return nil, err
	}
	owns := map[int64]bool{}
	for _, m := range memberships {
		owns[m.Account.ID] = m.Role == Owner
	}
	above := map[TokenKind]Governance{}
	for _, k := range []TokenKind{FineGrained, Classic} {
		g, err := governanceAt(tx, e, k)
		if err != nil {
			return nil, err
		}
		above[k] = g.At(a.Now())
	}
	rows := make([]*OrganizationStanding, len(orgs))
	for i, org := range orgs {
		rows[i] = &OrganizationStanding{Org: org, FineGrained: above[FineGrained].over(org),
			Classic: above[Classic].over(org), Active: counts[org.ID].Active, Pending: counts[org.ID].Pending,
			Owned: owns[org.ID]}
	}
	return rows, nil
}

// countNonCompliant finds out how many tokens the policies of e and of each of
// its organizations keep from working: those that would stop, were they made now.
func (a *Authority) countNonCompliant(tx Tx, e *Account, rows []*OrganizationStanding) error {
	if len(rows) == 0 {
		return nil
	}
	now := a.Now()
	g, err := governanceAt(tx, e, FineGrained)
	if err != nil {
		return err
	}
	o := &PolicyOutlook{Account: e, Before: lawless(FineGrained), After: g.At(now), At: now}
	c := newCensus(tx, o, now, stopped)
	orgs, byLogin := make([]*Account, len(rows)), map[string]*OrganizationStanding{}
	for i, row := range rows {
		orgs[i], byLogin[row.Org.Login] = row.Org, row
	}
	if err := c.take(orgs); err != nil {
		return err
	}
	for _, at := range o.ByOrg {
		byLogin[at.Login].NonCompliant = at.Stopped
	}
	return nil
}

// Overrides reports whether the organization of g said something about b that
// its enterprise does not leave to it.
func (g Governance) Overrides(b Block) bool {
	own := g.Org.About(b)
	switch {
	case g.EnterpriseName == "" || own == (Policy{}):
		return false
	case b == LifetimeBlock:
		return !g.Ceiling().Allows(own.MaxDays)
	}
	return g.Fixed(b) && own != g.Enterprise.About(b)
}

// overrides reports whether it does so about anything.
func (g Governance) overrides() bool { return slices.ContainsFunc(g.Kind.Blocks(), g.Overrides) }

// lets reports whether s is among what q asks for.
func (q OrganizationQuery) lets(s *OrganizationStanding) bool {
	text := strings.ToLower(q.Text)
	if !strings.Contains(strings.ToLower(s.Org.Login), text) && !strings.Contains(strings.ToLower(s.Org.Name), text) {
		return false
	}
	switch q.Only {
	case Overridden:
		return s.FineGrained.overrides() || s.Classic.overrides()
	case NonCompliant:
		return s.NonCompliant > 0
	case WithPending:
		return s.Pending > 0
	}
	return true
}

// key is what s is sorted by before its login.
func (q OrganizationQuery) key(s *OrganizationStanding) int {
	switch q.Sort {
	case ByActive:
		return s.Active
	case ByPending:
		return s.Pending
	case ByNonCompliant:
		return s.NonCompliant
	}
	return 0
}

// An organizationPlace is where an organization is in a list.
type organizationPlace struct {
	key   int
	login string // in lower case
}

func (q OrganizationQuery) place(s *OrganizationStanding) organizationPlace {
	return organizationPlace{q.key(s), strings.ToLower(s.Org.Login)}
}

// compare puts most first, and then goes by login.
func (p organizationPlace) compare(other organizationPlace) int {
	return cmp.Or(cmp.Compare(other.key, p.key), cmp.Compare(p.login, other.login))
}

// String is p as a cursor; no login has a dot.
func (p organizationPlace) String() string { return strconv.Itoa(p.key) + "." + p.login }

// turn is the page of rows that q asks for, in order: the first one if its
// cursor is none.
func (q OrganizationQuery) turn(rows []*OrganizationStanding) (p Page[OrganizationStanding]) {
	slices.SortFunc(rows, func(x, y *OrganizationStanding) int { return q.place(x).compare(q.place(y)) })
	cursor, back := strings.CutPrefix(q.After, "-")
	number, login, found := strings.Cut(cursor, ".")
	key, err := strconv.Atoi(number)
	from := 0
	if found && err == nil {
		at, there := slices.BinarySearchFunc(rows, organizationPlace{key, login},
			func(s *OrganizationStanding, at organizationPlace) int { return q.place(s).compare(at) })
		switch {
		case back:
			from = max(0, at-q.Limit)
		case there:
			from = at + 1
		default:
			from = at
		}
	}
	to := min(from+q.Limit, len(rows))
	p.Rows = rows[from:to]
	if from > 0 && from < to {
		p.Previous = "-" + q.place(rows[from]).String()
	}
	if to < len(rows) {
		p.Next = q.place(rows[to-1]).String()
	}
	return p
}
