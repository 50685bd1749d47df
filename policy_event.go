package patrol

import (
	"fmt"
	"strconv"
	"time"
)

// event is what became of e, where g holds, while it is not in effect: an event
// of our own, which GitHub has no name for.
func (e *PolicyEntry) event(action string, g Governance) *Event {
	is, to := g.settle(e.From), g.settle(e.To)
	told := Facts{Policy: to.say(e.Block), PolicyOn: e.Kind, Explanation: e.Note, EffectiveAt: e.effective()}
	detail := fmt.Sprintf("%s of %s tokens: %s", e.Block, e.Kind, told.Policy)
	if !e.On.IsZero() {
		detail += " from " + e.when() + " on"
	}
	return &Event{Action: action, OwnerID: e.AccountID, Detail: detail + ", was " + is.say(e.Block), Facts: told}
}

// effective is when e takes effect, as events have it; "" for at once.
func (e *PolicyEntry) effective() string {
	if e.On.IsZero() {
		return ""
	}
	return e.On.UTC().Format(time.RFC3339)
}

// effect is the event that e took effect: before held, after holds.
func (e *PolicyEntry) effect(before, after Governance) *Event {
	was, is := before.Settled(), after.Settled()
	event := &Event{OwnerID: e.AccountID, Detail: fmt.Sprintf("%s of %s tokens: %s, was %s",
		e.Block, e.Kind, is.say(e.Block), was.say(e.Block))}
	told := &event.Facts
	*told = Facts{Policy: is.say(e.Block), PolicyOn: e.Kind, Explanation: e.Note, EffectiveAt: e.effective()}
	switch e.Block {
	case AccessBlock:
		event.Action = RestrictionDisabled
		if is.Access == No {
			event.Action = RestrictionEnabled
		}
	case ApprovalBlock:
		event.Action = AutoApproveDisabled
		if is.Approval == No {
			event.Action = AutoApproveEnabled
		}
		if required := is.Approval == Yes; is.Approval.said() {
			told.ApprovalRequired = &required
		}
	case LifetimeBlock:
		event.Action, told.OldTokenExpiration = ExpirationLimitUnset, expiration(was.MaxDays)
		if is.MaxDays != Forever {
			event.Action, told.TokenExpiration = ExpirationLimitSet, expiration(is.MaxDays)
		}
		if after.ofEnterprise() {
			told.ExemptAdministrators = &is.ExemptAdmins
		}
	}
	return event
}

// OrganizationsDecide is what events have an enterprise's policy say that leaves
// a block to its organizations.
const OrganizationsDecide = "organizations decide"

// say is what p, a settled policy, says about b.
func (p Policy) say(b Block) string {
	ruling, yes, no := p.Access, "allowed", "restricted"
	if b == ApprovalBlock {
		ruling, yes, no = p.Approval, "required", "not required"
	}
	switch {
	case b == LifetimeBlock:
		return p.sayDays()
	case ruling == Yes:
		return yes
	case ruling == No:
		return no
	}
	return OrganizationsDecide
}

// sayDays is what p, a settled policy, says about lifetimes.
func (p Policy) sayDays() string {
	text := fmt.Sprintf("%d days at most", p.MaxDays)
	if p.MaxDays == Forever {
		text = "no limit"
	}
	if p.ExemptAdmins {
		text += ", administrators exempt"
	}
	return text
}

// expiration is a maximum lifetime as events have it.
func expiration(days int) string {
	if days == Forever {
		return "none"
	}
	return strconv.Itoa(days)
}
