package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// policyRoutes are those to what an organization decides about tokens.
func (h *Console) policyRoutes(e *echo.Echo) {
	e.GET(policyPage(":org"), h.signedIn(h.showPolicy))
	e.POST(policyPage(":org"), h.signedIn(h.changePolicy))
}

func policyPage(org string) string {
	return "/organizations/" + org + "/settings/personal-access-tokens"
}

// saved is said once a change is made, by what was changed.
var saved = map[patrol.Block]string{
	patrol.AccessBlock:   "Saved. This is who may use tokens from now on.",
	patrol.LifetimeBlock: "Saved. This is how long tokens may live from now on.",
	patrol.ApprovalBlock: "Saved. This is whether tokens need approval from now on.",
}

// showPolicy shows what an organization decided about tokens of one kind.
func (h *Console) showPolicy(c echo.Context, v *patrol.Viewer) error {
	return h.drawPolicy(c, v, http.StatusOK, kindOf(c.QueryParams()), views.Policy{
		Notice: saved[patrol.Block(c.QueryParam("saved"))],
	})
}

// changePolicy changes what a form says, once what it takes away is confirmed.
func (h *Console) changePolicy(c echo.Context, v *patrol.Viewer) error {
	ctx, form := c.Request().Context(), c.Request().PostForm
	change, ok := readPolicyChange(form)
	if !ok {
		return echo.ErrBadRequest
	}
	org := c.Param("org")
	done := url.Values{"kind": {string(change.Kind)}, "saved": {string(change.Block)}}
	after := policyPage(url.PathEscape(org)) + "?" + done.Encode()
	if untouched(form) {
		return redirect(c, after)
	}
	if !form.Has("confirmed") {
		outlook, err := h.Authority.PolicyOutlook(ctx, v, patrol.Organization, org, change)
		if err != nil {
			return h.refusePolicy(c, v, change, err)
		}
		if outlook.Stricter() {
			return h.confirmPolicy(c, v, outlook)
		}
	}
	if err := h.Authority.ChangePolicy(ctx, v, org, change); err != nil {
		return h.refusePolicy(c, v, change, err)
	}
	return redirect(c, after)
}

// untouched reports whether form shows an enterprise's limit in place of an
// organization's looser one, and sends it back as it was: the looser one stays.
func untouched(form url.Values) bool {
	return form.Has("shown") && strings.TrimSpace(form.Get("max_days")) == form.Get("shown")
}

// refusePolicy shows the page as it is now, why a change was not made, and what
// it was.
func (h *Console) refusePolicy(c echo.Context, v *patrol.Viewer, change patrol.PolicyChange, err error) error {
	status, tried, err := h.attempted(c, v, c.Param("org"), change, c.Request().PostForm, err)
	if err != nil {
		return err
	}
	return h.drawPolicy(c, v, status, change.Kind, views.Policy{Tried: tried})
}

// readPolicyChange is what the form of a block asks for, if there is such a block.
func readPolicyChange(form url.Values) (change patrol.PolicyChange, ok bool) {
	change.Kind, change.Block = patrol.TokenKind(form.Get("kind")), patrol.Block(form.Get("block"))
	if !slices.Contains(change.Kind.Blocks(), change.Block) {
		return change, false
	}
	change.From = readPolicy(change.Block, form.Get("was"))
	change.To = readPolicy(change.Block, form.Get(string(change.Block)))
	if change.Block == patrol.LifetimeBlock {
		days, _ := strconv.Atoi(strings.TrimSpace(form.Get("max_days"))) // none may be 0
		change.To.MaxDays, change.To.ExemptAdmins = max(days, 0), form.Has("exempt")
		if !form.Has("limited") {
			change.To.MaxDays = patrol.Forever
		}
	}
	return change, true
}

// readPolicy is a policy that says about one block what its form said it did.
func readPolicy(b patrol.Block, text string) (p patrol.Policy) {
	ruling := patrol.Ruling(text)
	if ruling != patrol.Yes && ruling != patrol.No {
		ruling = patrol.Unsaid
	}
	switch b {
	case patrol.AccessBlock:
		p.Access = ruling
	case patrol.ApprovalBlock:
		p.Approval = ruling
	case patrol.LifetimeBlock:
		days, exempt := strings.CutSuffix(text, views.Exempt)
		p.MaxDays, _ = strconv.Atoi(days) // unsaid is 0
		p.ExemptAdmins = exempt
	}
	return p
}

// confirmPolicy shows what a change takes away, and asks whether it is meant.
func (h *Console) confirmPolicy(c echo.Context, v *patrol.Viewer, o *patrol.PolicyOutlook) error {
	f, err := h.policyFrame(c, v, "Change a setting", o.Before.OrgName)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.PolicyConfirmPage(views.PolicyConfirm{Frame: f, PolicyOutlook: o}))
}

// drawPolicy completes p and shows it.
func (h *Console) drawPolicy(c echo.Context, v *patrol.Viewer, status int, k patrol.TokenKind, p views.Policy) (
	err error) {
	p.Governance, err = h.Authority.Governance(c.Request().Context(), v, c.Param("org"), k)
	if err != nil {
		return err
	}
	p.Frame, err = h.policyFrame(c, v, "Personal access tokens", p.OrgName)
	if err != nil {
		return err
	}
	return render(c, status, views.PolicyPage(p))
}

// policyFrame is the frame of a page about what org decides.
func (h *Console) policyFrame(c echo.Context, v *patrol.Viewer, title, org string) (views.Frame, error) {
	path := policyPage(org)
	return h.frame(c, v, title, path, views.Crumb{Text: org, URL: path}, views.Crumb{Text: "Settings", URL: path})
}
