package console

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// activeRoutes are those of the tokens that an organization has let in.
func (h *Console) activeRoutes(e *echo.Echo) {
	e.GET(activePage(":org"), h.signedIn(h.listActive))
	e.GET(activePage(":org")+".csv", h.signedIn(h.exportActive))
	e.GET(policyPage(":org")+"/:id", h.signedIn(h.showActive))
	e.GET(policyPage(":org")+"/:id/revoke", h.signedIn(h.askRevoke))
	e.POST(policyPage(":org")+"/:id/revoke", h.signedIn(h.revoke))
}

func activePage(org string) string { return policyPage(org) + "/active" }

// activeCrumb is the list of the tokens that org has let in.
func activeCrumb(org *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Active tokens", URL: activePage(org.Login)}
}

// revoked is what is said once a token has lost what it was granted.
const revoked = "Revoked. The token reads public resources only, from now on."

// listActive shows a page of the tokens that an organization has let in.
func (h *Console) listActive(c echo.Context, v *patrol.Viewer) (err error) {
	s := readSearch(c.QueryParams())
	p := views.ActiveList{Now: h.Authority.Now()}
	if c.QueryParam("done") == string(patrol.Revoking) {
		p.Notice = revoked
	}
	p.Listing, err = look(s, func(q patrol.ListQuery) (*patrol.Listing[patrol.ActiveToken], error) {
		return h.Authority.ActiveTokens(c.Request().Context(), v, c.Param("org"), q)
	})
	if err != nil {
		return err
	}
	place := activeCrumb(p.Org)
	p.Search = views.SearchOf(p.Listing, place.URL, "token", s.text)
	if p.Frame, err = h.orgFrame(c, v, p.Org, "Active tokens", place); err != nil {
		return err
	}
	return render(c, found(p.Problems), views.ActivePage(p))
}

// showActive shows all that owners see of a token that they let in.
func (h *Console) showActive(c echo.Context, v *patrol.Viewer) error {
	return h.activeDetail(c, v, http.StatusOK, "")
}

// activeDetail answers with the page of the grant that c names.
func (h *Console) activeDetail(c echo.Context, v *patrol.Viewer, status int, late string) error {
	before := number(c.QueryParam("before"))
	d, err := h.Authority.GrantDossier(c.Request().Context(), v, c.Param("org"), rowID(c), before)
	if err != nil {
		return err
	}
	name := d.Active.Token.Name
	f, err := h.orgFrame(c, v, d.Org, name, activeCrumb(d.Org), grantCrumb(d))
	if err != nil {
		return err
	}
	return render(c, status, views.GrantDetailPage(views.GrantDetail{
		Frame: f, GrantDossier: d, Later: before > 0, TooLate: late, Now: h.Authority.Now(),
	}))
}

// grantCrumb is the page of d's grant.
func grantCrumb(d *patrol.GrantDossier) views.Crumb {
	return views.Crumb{Text: d.Active.Token.Name,
		URL: policyPage(d.Org.Login) + "/" + strconv.FormatInt(d.Active.Grant.ID, 10)}
}

// askRevoke asks whether a token is really to lose what it was granted.
func (h *Console) askRevoke(c echo.Context, v *patrol.Viewer) error {
	d, err := h.Authority.GrantDossier(c.Request().Context(), v, c.Param("org"), rowID(c), 0)
	if err != nil {
		return err
	}
	f, err := h.orgFrame(c, v, d.Org, "Revoke "+d.Active.Token.Name, activeCrumb(d.Org), grantCrumb(d))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.RevokePage(views.RevokeToken{
		Frame: f, Org: d.Org, Active: d.Active, Now: h.Authority.Now(),
	}))
}

// revoke takes away what a token was granted.
func (h *Console) revoke(c echo.Context, v *patrol.Viewer) error {
	err := h.Authority.Revoke(c.Request().Context(), v, c.Param("org"), rowID(c))
	if patrol.Conflict.Is(err) {
		return h.activeDetail(c, v, http.StatusConflict, "This had been revoked already: another owner was faster.")
	}
	if err != nil {
		return err
	}
	return redirect(c, search{}.back(activePage(url.PathEscape(c.Param("org"))), string(patrol.Revoking)))
}
