package patrol

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Foresight narrows a list to the tokens to which a change of policy would do
// one thing: "stops:lifetime:90" to those that a limit of 90 days would stop. The
// policy is that of the account whose list it is, and the tokens are those that
// the outlook of that change counts.
type Foresight struct {
	fate  fate
	Block Block
	To    Policy
	On    time.Time // midnight, in UTC, that it takes effect at; zero for at once
}

// foresights are fates as they are typed.
var foresights = map[fate]string{stopped: "stops", mustAsk: "asks", revived: "revives"}

// rulings are answers as they are typed.
var rulings = map[string]Ruling{"yes": Yes, "no": No, "unsaid": Unsaid}

// String is s as it is typed.
func (s Foresight) String() string {
	if s.fate == spared {
		return ""
	}
	parts := []string{foresights[s.fate], string(s.Block)}
	switch s.Block {
	case LifetimeBlock:
		parts = append(parts, limitWord(s.To.MaxDays))
		if s.To.ExemptAdmins {
			parts = append(parts, "exempt")
		}
	case AccessBlock:
		parts = append(parts, rulingWord(s.To.Access))
	case ApprovalBlock:
		parts = append(parts, rulingWord(s.To.Approval))
	}
	if !s.On.IsZero() {
		parts = append(parts, s.On.UTC().Format(time.DateOnly))
	}
	return strings.Join(parts, ":")
}

func limitWord(days int) string {
	if days == Forever {
		return "none"
	}
	return strconv.Itoa(days)
}

func rulingWord(r Ruling) string {
	if r == Unsaid {
		return "unsaid"
	}
	return string(r)
}

// oneForesight is said of a search with two qualifiers about policies.
const oneForesight = "A list can be narrowed by one of stops, asks, revives and complies"

// reads is the reader of a fate's qualifier.
func (f fate) reads(filter *Filter, value, example string) string {
	if filter.foresees() {
		return oneForesight
	}
	s, ok := parseForesight(value)
	if !ok {
		return fmt.Sprintf("%q is no change of a policy: say %s", value, example)
	}
	s.fate = f
	filter.Foresight = s
	return ""
}

// parseForesight reads the change in a Foresight.
func parseForesight(value string) (s Foresight, ok bool) {
	parts := strings.Split(strings.ToLower(value), ":")
	if day, err := time.Parse(time.DateOnly, parts[len(parts)-1]); err == nil && day.Year() >= 1970 {
		s.On, parts = day, parts[:len(parts)-1]
	}
	if len(parts) == 3 && parts[0] == string(LifetimeBlock) && parts[2] == "exempt" {
		s.To.ExemptAdmins, parts = true, parts[:2]
	}
	if len(parts) != 2 {
		return s, false
	}
	s.Block = Block(parts[0])
	switch answer := parts[1]; s.Block {
	case LifetimeBlock:
		s.To.MaxDays, ok = readLimit(answer)
	case AccessBlock:
		s.To.Access, ok = rulings[answer]
	case ApprovalBlock:
		s.To.Approval, ok = rulings[answer]
	}
	return s, ok
}

func readLimit(text string) (days int, ok bool) {
	if text == "none" {
		return Forever, true
	}
	days, err := strconv.Atoi(text)
	return days, err == nil && days >= 1 && days <= MaxDays && text == strconv.Itoa(days)
}

func readComplies(f *Filter, value, example string) string {
	switch {
	case value != "no":
		return fmt.Sprintf("%q cannot be searched for: say %s", value, example)
	case f.foresees():
		return oneForesight
	}
	f.NonCompliant = true
	return ""
}

// foresees reports whether f narrows to tokens that share a fate.
func (f Filter) foresees() bool { return f.NonCompliant || f.Foresight.fate != spared }

// Stopping is the filter that lets those through that o.Stopped counts, in the
// list of the account whose outlook it is.
func (o *PolicyOutlook) Stopping() Filter { return o.Change.foresight(stopped) }

// StoppingInUse is Stopping for those that were used recently.
func (o *PolicyOutlook) StoppingInUse() Filter {
	f := o.Stopping()
	f.Used.Within = int(recently / day)
	return f
}

// Asking is Stopping for o.NeedApproval.
func (o *PolicyOutlook) Asking() Filter { return o.Change.foresight(mustAsk) }

// Reviving is Stopping for o.Revived.
func (o *PolicyOutlook) Reviving() Filter { return o.Change.foresight(revived) }

// Stopping is the filter that lets those through that c.Left counts.
func (c *ComingChange) Stopping() Filter { return c.foresight(stopped) }

func (c PolicyChange) foresight(f fate) Filter {
	return Filter{Foresight: Foresight{fate: f, Block: c.Block, To: c.To.About(c.Block), On: c.On}}
}

// A Fated is whom a Foresight is about, as the law has it.
type Fated struct {
	At      time.Time // when they have not expired; their users are in good standing
	Shares  []Share
	Exempt  []int64 // users who administer the enterprise
	Askers  bool    // owners of an organization are not meant: they have nobody to ask
	Classic bool    // classic ones, that got at something not open to all
}

// A Share is the tokens at some organizations that share a fate: those that
// live so many days.
type Share struct {
	OwnerIDs []int64
	Days     []Days
	Exempt   []Days // of exempt users
}

// foretell finds out whom q's filter is about in account's list, or in org's part
// of it.
func (q *ListQuery) foretell(tx Tx, account, org *Account, bad *problems) error {
	if !q.Filter.foresees() {
		return nil
	}
	bad.check(q.Kind != "", "q", "Only tokens that were let in can stop or comply: requests wait")
	s := q.Filter.Foresight
	if s.fate == spared {
		s.fate = stopped
	} else {
		bad.check(slices.Contains(q.Kind.Blocks(), s.Block), "q",
			"No policy on these tokens decides about "+string(s.Block))
	}
	if *bad != nil {
		return nil
	}
	g, err := governanceAt(tx, account, q.Kind)
	if err != nil {
		return err
	}
	g = g.At(q.Now)
	o := &PolicyOutlook{Account: account, Before: g, At: q.Now}
	if !s.On.IsZero() {
		o.At = s.On
	}
	if o.After = g.saying(g.own().with(s.Block, s.To)); q.Filter.NonCompliant {
		o.Before, o.After = lawless(q.Kind), g
	}
	orgs := []*Account{org}
	if org.Kind == Enterprise {
		if orgs, err = tx.OrganizationsOf(org.ID); err != nil {
			return err
		}
	}
	q.Fated, err = newCensus(tx, o, q.Now, s.fate).fated(orgs)
	return err
}

// lawless is where all tokens of kind k work.
func lawless(k TokenKind) Governance { return Governance{Kind: k, Personal: true} }

// fated is whom the fate that c counts befalls at organizations: what take
// counts.
func (c *census) fated(orgs []*Account) (*Fated, error) {
	if err := c.findExempt(); err != nil {
		return nil, err
	}
	f := &Fated{At: c.o.At, Exempt: c.exempt, Askers: slices.Contains(c.tells, mustAsk),
		Classic: c.o.Before.Kind == Classic}
	at := map[string]int{} // places in Shares by what is shared
	for _, org := range orgs {
		s := Share{Days: livesOf(c.lotsAt(org, rank{})), Exempt: livesOf(c.lotsAt(org, rank{exempt: true}))}
		if s.Days == nil && s.Exempt == nil {
			continue
		}
		key := fmt.Sprint(s)
		i, known := at[key]
		if !known {
			i = len(f.Shares)
			at[key], f.Shares = i, append(f.Shares, s)
		}
		f.Shares[i].OwnerIDs = append(f.Shares[i].OwnerIDs, org.ID)
	}
	return f, nil
}

// livesOf are the lives in lots.
func livesOf(all []lot) (lives []Days) {
	for _, l := range all {
		lives = append(lives, l.Days)
	}
	return lives
}
