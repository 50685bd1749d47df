package console

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// enterpriseRoutes are those of an enterprise's owners. Its tokens and its audit
// log are among the routes of an organization's.
func (h *Console) enterpriseRoutes(e *echo.Echo) {
	policies := enterprisePolicies(":enterprise")
	e.GET("/enterprises/:enterprise", h.signedIn(h.goToPolicies))
	e.GET(enterprisePage(":enterprise"), h.signedIn(h.goToPolicies))
	e.GET(policies, h.signedIn(h.showEnterprisePolicy))
	e.POST(policies, h.signedIn(h.changeEnterprisePolicy))
	e.GET(policies+"/effect", h.signedIn(h.showEffectToday))
	e.GET(policies+"/review", h.signedIn(h.reviewChange))
	e.GET(policies+"/history", h.signedIn(h.showHistory))
	e.GET(policies+"/history/:id", h.signedIn(h.askUndo))
	e.POST(policies+"/history/:id/withdraw", h.signedIn(h.withdraw))
	e.POST(policies+"/history/:id/roll-back", h.signedIn(h.rollBack))
	e.GET(enterprisePage(":enterprise")+"/organizations", h.signedIn(h.listOrganizations))
	people := peoplePage(":enterprise")
	e.GET(people, h.signedIn(h.listPeople))
	e.POST(people, h.signedIn(h.addOwner))
	e.GET(people+"/:login/remove", h.signedIn(h.askRemoveOwner))
	e.POST(people+"/:login/remove", h.signedIn(h.removeOwner))
}

// enterprisePage is what all paths of an enterprise's pages begin with.
func enterprisePage(login string) string { return "/enterprises/" + login + "/settings" }

// enterprisePolicies is where an enterprise's policies are set.
func enterprisePolicies(login string) string {
	return enterprisePage(login) + "/personal-access-tokens"
}

// changed is said once an enterprise's policy is changed, by what was done.
var changed = map[string]string{
	"now":       "Saved. It holds in all organizations from now on.",
	"later":     "Announced. Until that day it can be withdrawn.",
	"withdrawn": "Withdrawn. Nothing changes.",
	"back":      "Rolled back. What worked before works again.",
}

// goToPolicies leads from above an enterprise's pages to the first of them.
func (h *Console) goToPolicies(c echo.Context, _ *patrol.Viewer) error {
	return redirect(c, enterprisePolicies(url.PathEscape(c.Param("enterprise"))))
}

// showEnterprisePolicy shows what an enterprise decided about tokens of one kind.
func (h *Console) showEnterprisePolicy(c echo.Context, v *patrol.Viewer) error {
	return h.drawEnterprisePolicy(c, v, http.StatusOK, kindOf(c.QueryParams()),
		views.EnterprisePolicy{Notice: changed[c.QueryParam("saved")]})
}

// kindOf is the kind of tokens that a page is asked about.
func kindOf(form url.Values) patrol.TokenKind {
	if form.Get("kind") == string(patrol.Classic) {
		return patrol.Classic
	}
	return patrol.FineGrained
}

// besides is how many organizations are shown beside the policies.
const besides = 5

// drawEnterprisePolicy completes p and shows it.
func (h *Console) drawEnterprisePolicy(c echo.Context, v *patrol.Viewer, status int, k patrol.TokenKind,
	p views.EnterprisePolicy) (err error) {
	ctx, login := c.Request().Context(), c.Param("enterprise")
	if p.EnterprisePolicy, err = h.Authority.EnterprisePolicy(ctx, v, login, k); err != nil {
		return err
	}
	busiest := patrol.OrganizationQuery{Sort: patrol.ByActive, Limit: besides}
	if p.Some, err = h.Authority.EnterpriseOrganizations(ctx, v, login, busiest); err != nil {
		return err
	}
	p.Now = h.Authority.Now()
	p.Frame, err = h.enterpriseFrame(c, v, p.Enterprise, "Personal access tokens", policiesCrumb(p.Enterprise))
	if err != nil {
		return err
	}
	return render(c, status, views.EnterprisePolicyPage(p))
}

// showEffectToday shows how many tokens an enterprise's policies are about.
func (h *Console) showEffectToday(c echo.Context, v *patrol.Viewer) (err error) {
	var p views.EffectToday
	p.EnterpriseSpread, err = h.Authority.EnterpriseSpread(c.Request().Context(), v, c.Param("enterprise"))
	if err != nil {
		return err
	}
	place := policiesCrumb(p.Enterprise)
	p.Frame, err = h.enterpriseFrame(c, v, p.Enterprise, "Effect today", place,
		views.Crumb{Text: "Effect today", URL: place.URL})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.EffectTodayPage(p))
}

// policiesCrumb is where e's policies are set.
func policiesCrumb(e *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Policies", URL: enterprisePolicies(e.Login)}
}

// enterpriseFrame is the frame of a page of an enterprise, below one of those in
// its navigation.
func (h *Console) enterpriseFrame(c echo.Context, v *patrol.Viewer, e *patrol.Account, title string,
	place views.Crumb, below ...views.Crumb) (views.Frame, error) {
	trail := append([]views.Crumb{{Text: e.DisplayName(), URL: enterprisePolicies(e.Login)}, place}, below...)
	return h.frame(c, v, title, place.URL, trail...)
}

// listOrganizations shows a page of an enterprise's organizations.
func (h *Console) listOrganizations(c echo.Context, v *patrol.Viewer) (err error) {
	ctx, asked := c.Request().Context(), c.QueryParams()
	p := views.EnterpriseOrganizations{Kind: kindOf(asked), Now: h.Authority.Now()}
	q := patrol.OrganizationQuery{Text: asked.Get("q"), Sort: patrol.OrganizationSort(asked.Get("sort")),
		Only: patrol.OrganizationTrait(asked.Get("only")), After: asked.Get("after"), Limit: listed}
	p.OrganizationList, err = h.Authority.EnterpriseOrganizations(ctx, v, c.Param("enterprise"), q)
	if err != nil {
		return err
	}
	place := views.Crumb{Text: "Organizations", URL: enterprisePage(p.Enterprise.Login) + "/organizations"}
	if p.Frame, err = h.enterpriseFrame(c, v, p.Enterprise, "Organizations", place); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.EnterpriseOrganizationsPage(p))
}
