package console

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// activeRoutes are those of the tokens that an organization has let in, and of
// those that any organization of an enterprise has.
func (h *Console) activeRoutes(e *echo.Echo) {
	for _, owner := range []*patrol.Account{anyOrg, anyEnterprise} {
		e.GET(activePage(owner), h.signedIn(h.listActive))
		e.POST(activePage(owner), h.signedIn(h.active().bulk))
		e.GET(activePage(owner)+".csv", h.signedIn(h.exportActive))
		e.GET(grantPage(owner, ":id"), h.signedIn(h.showActive))
		e.GET(grantPage(owner, ":id")+"/revoke", h.signedIn(h.askRevoke))
		e.POST(grantPage(owner, ":id")+"/revoke", h.signedIn(h.revoke))
		e.GET(grantPage(owner, "bulk"), h.signedIn(h.listBulks))
		e.GET(grantPage(owner, "bulk/:id"), h.signedIn(h.showBulk))
	}
}

// anyOrg and anyEnterprise stand in routes for those whose pages they lead to.
var (
	anyOrg        = &patrol.Account{Kind: patrol.Organization, Login: ":org"}
	anyEnterprise = &patrol.Account{Kind: patrol.Enterprise, Login: ":enterprise"}
)

// ownerOf is whose page c asks for, as far as its path says.
func ownerOf(c echo.Context) *patrol.Account {
	if login := c.Param("enterprise"); login != "" {
		return &patrol.Account{Kind: patrol.Enterprise, Login: login}
	}
	return &patrol.Account{Kind: patrol.Organization, Login: c.Param("org")}
}

// escaped is owner as paths name them, whatever their login is made of.
func escaped(owner *patrol.Account) *patrol.Account {
	return &patrol.Account{Kind: owner.Kind, Login: url.PathEscape(owner.Login)}
}

// activePage is the list of the tokens that owner has let in.
func activePage(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterprisePage(owner.Login) + "/tokens"
	}
	return policyPage(owner.Login) + "/active"
}

// grantPage is the page of something in that list.
func grantPage(owner *patrol.Account, id string) string {
	if owner.Kind == patrol.Enterprise {
		return activePage(owner) + "/" + id
	}
	return policyPage(owner.Login) + "/" + id
}

// activeCrumb is the list of the tokens that owner has let in.
func activeCrumb(owner *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Active tokens", URL: activePage(owner)}
}

// active has the tokens that were let in.
func (h *Console) active() ownersList[patrol.ActiveToken] {
	return ownersList[patrol.ActiveToken]{Console: h, kind: patrol.FineGrained, noun: "token",
		deeds: []patrol.Deed{patrol.Revoking}, place: activeCrumb, read: h.Authority.ActiveTokens}
}

// revoked is what is said once a token has lost what it was granted.
const revoked = "Revoked. The token reads public resources only, from now on."

// listActive shows a page of the tokens that an organization has let in.
func (h *Console) listActive(c echo.Context, v *patrol.Viewer) error {
	var p views.ActiveList
	p.TooLate = undone(c)
	if c.QueryParam("done") == string(patrol.Revoking) {
		p.Notice = revoked
	}
	if err := h.active().complete(c, v, readSearch(patrol.FineGrained, c.QueryParams()), &p.OwnersList); err != nil {
		return err
	}
	return render(c, found(p.Problems), views.ActivePage(p))
}

// readGrant reads what there is to know of the grant that c names.
func (h *Console) readGrant(c echo.Context, v *patrol.Viewer, before int64) (*patrol.GrantDossier, error) {
	owner := ownerOf(c)
	return h.Authority.GrantDossier(c.Request().Context(), v, owner.Kind, owner.Login, rowID(c), before)
}

// showActive shows all that owners see of a token that they let in.
func (h *Console) showActive(c echo.Context, v *patrol.Viewer) error {
	return h.activeDetail(c, v, http.StatusOK, "")
}

// activeDetail answers with the page of the grant that c names.
func (h *Console) activeDetail(c echo.Context, v *patrol.Viewer, status int, late string) error {
	before := number(c.QueryParam("before"))
	d, err := h.readGrant(c, v, before)
	if err != nil {
		return err
	}
	name := d.Active.Token.Name
	f, err := h.orgFrame(c, v, d.List, name, activeCrumb(d.List), grantCrumb(d))
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
		URL: grantPage(d.List, strconv.FormatInt(d.Active.Grant.ID, 10))}
}

// askRevoke asks whether a token is really to lose what it was granted.
func (h *Console) askRevoke(c echo.Context, v *patrol.Viewer) error {
	d, err := h.readGrant(c, v, 0)
	if err != nil {
		return err
	}
	f, err := h.orgFrame(c, v, d.List, "Revoke "+d.Active.Token.Name, activeCrumb(d.List), grantCrumb(d))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.RevokePage(views.RevokeToken{
		Frame: f, List: d.List, Org: d.Org, Active: d.Active, Now: h.Authority.Now(),
	}))
}

// revoke takes away what a token was granted.
func (h *Console) revoke(c echo.Context, v *patrol.Viewer) error {
	owner := ownerOf(c)
	err := h.Authority.Revoke(c.Request().Context(), v, owner.Login, rowID(c))
	if patrol.Conflict.Is(err) {
		return h.activeDetail(c, v, http.StatusConflict, "This had been revoked already: another owner was faster.")
	}
	if err != nil {
		return err
	}
	return redirect(c, search{}.back(activePage(escaped(owner)), string(patrol.Revoking)))
}
