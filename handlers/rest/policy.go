package rest

import (
	"net/http"

	"patrol"
)

// GitHub has no operations on policies. These are Patrol's.

// policyNames are what kinds of tokens are called in policies.
var policyNames = []struct {
	kind patrol.TokenKind
	name string
}{{patrol.FineGrained, "fine_grained"}, {patrol.Classic, "classic"}}

// getTokenPolicy answers what an organization or an enterprise decided about
// tokens, with what holds where it said nothing.
func (h *API) getTokenPolicy(c *call) error {
	governed, err := h.Authority.Governed(c.ctx(), c.Viewer(), c.Place.Owner.Login)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, policies(func(k patrol.TokenKind) patrol.Policy { return governed[k].Settled() }, c.Place.Owner.Kind))
}

// policies are those on tokens of all kinds at such an account.
func policies(on func(patrol.TokenKind) patrol.Policy, of patrol.AccountKind) []byte {
	var o object
	for _, k := range policyNames {
		o.raw(k.name, policy(k.kind, on(k.kind), of).end())
	}
	return o.end()
}

// policy is p, on tokens of kind k at such an account. What an enterprise leaves
// to its organizations is null.
func policy(k patrol.TokenKind, p patrol.Policy, of patrol.AccountKind) object {
	var o object
	o.textOrNull("access", string(p.Access))
	if k == patrol.FineGrained {
		o.textOrNull("approval", string(p.Approval))
	}
	if p.MaxDays == patrol.Forever {
		o.null("maximum_lifetime")
	} else {
		o.number("maximum_lifetime", int64(p.MaxDays))
	}
	if of == patrol.Enterprise {
		o.flag("exempt_administrators", p.ExemptAdmins)
	}
	return o
}

// A decree is what a program would have a policy on one kind of tokens say. What
// is not there stays.
type decree struct {
	Access   told[patrol.Ruling] `doc:"yes or no: whether such tokens reach it; null if an enterprise leaves that to its organizations"`
	Approval told[patrol.Ruling] `doc:"yes or no: whether owners have to let them in; of fine-grained tokens alone"`
	Days     told[*int]          `json:"maximum_lifetime" doc:"How many days they may live; null for no limit"`
	Exempt   *bool               `json:"exempt_administrators" doc:"Whether the limit is not for owners; of an enterprise alone"`
}

// decrees are what a program would have policies say.
type decrees struct {
	FineGrained decree `json:"fine_grained" eg:"{\"maximum_lifetime\": 90}"`
	Classic     decree
	Note        string `max:"1024" doc:"Why, for the history"`
}

// changeTokenPolicy changes what is there in the body, or nothing of it.
func (h *API) changeTokenPolicy(c *call, all decrees) error {
	ctx, login := c.ctx(), c.Place.Owner.Login
	governed, err := h.Authority.Governed(ctx, c.Viewer(), login)
	if err != nil {
		return err
	}
	var changes []patrol.PolicyChange
	for kind, d := range map[patrol.TokenKind]decree{patrol.FineGrained: all.FineGrained, patrol.Classic: all.Classic} {
		for _, change := range d.changes(kind, governed[kind].Settled()) {
			change.Note = all.Note
			changes = append(changes, change)
		}
	}
	if err := h.Authority.ChangePolicies(ctx, c.Viewer(), login, changes...); err != nil {
		return reworded(err, decreed)
	}
	return h.getTokenPolicy(c)
}

// decreed is a problem with a policy under the name that a decree has for its field.
func decreed(f patrol.FieldError) patrol.FieldError {
	switch f.Field {
	case "max_days":
		f.Field = "maximum_lifetime"
	case "exempt_admins":
		f.Field = "exempt_administrators"
	}
	return f
}

// changes are those that d makes of what a policy says on tokens of kind k.
func (d decree) changes(k patrol.TokenKind, to patrol.Policy) (all []patrol.PolicyChange) {
	add := func(b patrol.Block) { all = append(all, patrol.PolicyChange{Kind: k, Block: b, To: to}) }
	if d.Access.there {
		to.Access = d.Access.value
		add(patrol.AccessBlock)
	}
	if d.Approval.there {
		to.Approval = d.Approval.value
		add(patrol.ApprovalBlock)
	}
	if d.Days.there {
		to.MaxDays = patrol.Forever
		if days := d.Days.value; days != nil {
			to.MaxDays = max(0, *days) // only null is for ever
		}
	}
	if d.Exempt != nil {
		to.ExemptAdmins = *d.Exempt
	}
	if d.Days.there || d.Exempt != nil {
		add(patrol.LifetimeBlock)
	}
	return all
}
