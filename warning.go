package patrol

import (
	"context"
	"fmt"
	"time"
)

// A Warning says that a token will stop to work somewhere, by a change of
// policy that is announced.
type Warning struct {
	*PolicyEntry
	Enterprise      string // login of whose policy it is
	EnterpriseTitle string // what people know it by
	Owner           string // login of the organization where the token will stop
	url             string // where its user can do something about it
}

// String is w as programs are told, in one line of ASCII.
func (w *Warning) String() string {
	return fmt.Sprintf("The '%s' enterprise changes its policy on %s personal access tokens at %s (%s: %s)."+
		" From then on this token is of no use to the resources of '%s'. See %s",
		w.Enterprise, w.Kind, w.On.UTC().Format(time.RFC3339), w.Block, w.To.say(w.Block), w.Owner, w.url)
}

// warning is of the first change announced at g that stops a token of such a
// life, as Stop has it; nil if none does.
func (g Governance) warning(l Life, exempt bool) *Warning {
	stop := g.Stop(l, exempt)
	if stop == nil {
		return nil
	}
	return &Warning{PolicyEntry: stop, Enterprise: g.EnterpriseName, EnterpriseTitle: g.EnterpriseTitle, Owner: g.OrgName}
}

// warning is of what will stop t at o, its resource owner; nil if nothing will,
// or if t is good for nothing there.
func (o *ResourceOwner) warning(t *Token) *Warning {
	if o == nil || t.State != Active && t.State != Pending {
		return nil
	}
	return o.Governance.warning(t.Life, o.Exempt)
}

// warnings are of what will stop tokens of v's of kind k, by ID.
func (a *Authority) warnings(tx Tx, v *Viewer, k TokenKind, tokens []*Token) (map[int64]*Warning, error) {
	scheduled, err := tx.AnyScheduled()
	if err != nil || !scheduled {
		return nil, err
	}
	if k == Classic {
		return a.classicWarnings(tx, v)
	}
	owners, err := a.ownersOf(tx, v, tokens)
	if err != nil {
		return nil, err
	}
	warnings := map[int64]*Warning{}
	for _, t := range tokens {
		if w := owners[t.Owner].warning(t); w != nil {
			warnings[t.ID] = w
		}
	}
	return warnings, nil
}

// ownersOf are the resource owners of tokens of v's, by login; nil where v is
// nobody.
func (a *Authority) ownersOf(tx Tx, v *Viewer, tokens []*Token) (map[string]*ResourceOwner, error) {
	owners := map[string]*ResourceOwner{}
	for _, t := range tokens {
		if _, known := owners[t.Owner]; known {
			continue
		}
		o, err := a.resourceOwner(tx, v.Account, t.Owner)
		if err != nil {
			return nil, err
		}
		owners[t.Owner] = o
	}
	return owners, nil
}

// classicWarnings are of what will stop classic tokens of v's where they were
// used, the soonest of each, by ID.
func (a *Authority) classicWarnings(tx Tx, v *Viewer) (map[int64]*Warning, error) {
	holdings, err := tx.Holdings(v.ID, Classic)
	if err != nil {
		return nil, err
	}
	warnings := map[int64]*Warning{}
	gates := a.gates(tx, Classic, v.Account)
	for _, h := range holdings {
		at, err := gates.at(h.OwnerID)
		if err != nil {
			return nil, err
		}
		exempt, err := administers(tx, v.ID, at.owner.Enterprise)
		if err != nil {
			return nil, err
		}
		if w := at.warning(h.Life, exempt); w.before(warnings[h.TokenID]) {
			warnings[h.TokenID] = w
		}
	}
	return warnings, nil
}

// before reports whether w is of something sooner than other is; nil is of
// nothing.
func (w *Warning) before(other *Warning) bool {
	return w != nil && (other == nil || w.On.Before(other.On))
}

// warningTo returns the first change announced that will stop p's bearer: a
// fine-grained one where it was let in, a classic one where it is. Where
// nothing is announced it asks nothing; else what places are is remembered.
func (a *Authority) warningTo(ctx context.Context, p *Pass) (first *Warning, err error) {
	page := "personal-access-tokens"
	if p.kind() == Classic {
		page = "tokens"
		if p.Place != nil && p.Verdict == Allowed && !p.Open() {
			first = p.Place.Classic.At(p.asked.Now).warning(p.Bearer.Life, p.Place.Exempt)
		}
	}
	for i := range p.Bearer.Admissions {
		admission := &p.Bearer.Admissions[i]
		if !admission.Announced {
			continue
		}
		place, err := a.Store.Place(ctx, p.UserID(), admission.Owner, "")
		if err != nil {
			return nil, err
		}
		if w := place.Governance.At(p.asked.Now).warning(p.Bearer.Life, place.Exempt); w.before(first) {
			first = w
		}
	}
	if first != nil {
		first.url = fmt.Sprintf("%s/settings/%s/%d", p.url, page, p.Bearer.TokenID)
	}
	return first, nil
}
