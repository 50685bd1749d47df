package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// footholdRoutes are those of the classic tokens that reached an organization's
// resources, or those of any organization of an enterprise.
func (h *Console) footholdRoutes(e *echo.Echo) {
	for _, owner := range []*patrol.Account{anyOrg, anyEnterprise} {
		e.GET(footholdsPage(owner), h.signedIn(h.listFootholds))
		e.GET(footholdsPage(owner)+".csv", h.signedIn(h.exportFootholds))
	}
	e.POST(footholdsPage(anyOrg), h.signedIn(h.askToReplace))
	e.GET(footholdsPage(anyOrg)+"/:id/revoke", h.signedIn(h.askShutOut))
	e.POST(footholdsPage(anyOrg)+"/:id/revoke", h.signedIn(h.shutOut))
	e.GET(footholdsPage(anyOrg)+"/:id/let-in", h.signedIn(h.askLetIn))
	e.POST(footholdsPage(anyOrg)+"/:id/let-in", h.signedIn(h.letIn))
}

// footholdsPage is the list of the classic tokens that reached what owner's is.
func footholdsPage(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterprisePage(owner.Login) + "/classic-tokens"
	}
	return policyPage(owner.Login) + "/classic"
}

// footholdsCrumb is that list.
func footholdsCrumb(owner *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Classic tokens", URL: footholdsPage(owner)}
}

// footholds has the classic tokens that reached something.
func (h *Console) footholds() ownersList[patrol.Foothold] {
	return ownersList[patrol.Foothold]{Console: h, kind: patrol.Classic, noun: "classic token",
		place: footholdsCrumb, read: h.Authority.ClassicTokensAt}
}

// listFootholds shows a page of the classic tokens that reached something.
func (h *Console) listFootholds(c echo.Context, v *patrol.Viewer) error {
	var p views.FootholdList
	p.Notice = footholdNotice(c.QueryParams())
	return h.drawFootholds(c, v, http.StatusOK, p)
}

// footholdNotice says what was done to those in the list, by the query that
// leads back to it.
func footholdNotice(q url.Values) string {
	switch q.Get("done") {
	case string(patrol.Revoking):
		return "Revoked. The token reads public resources only here, from now on, and its user is told."
	case "let-in":
		return "Let in again. The token works here as far as the policies let it, and its user is told."
	case "ask":
		return views.AskedWords(int(number(q.Get("asked"))), int(number(q.Get("ticked"))))
	}
	return ""
}

// drawFootholds completes p and shows it.
func (h *Console) drawFootholds(c echo.Context, v *patrol.Viewer, status int, p views.FootholdList) error {
	err := h.footholds().complete(c, v, readSearch(patrol.Classic, c.QueryParams()), &p.OwnersList)
	if err != nil {
		return err
	}
	if status == http.StatusOK {
		status = found(p.Problems)
	}
	return render(c, status, views.FootholdsPage(p))
}

// exportFootholds answers with all classic tokens that a search lets through.
func (h *Console) exportFootholds(c echo.Context, v *patrol.Viewer) error {
	return h.footholds().export(c, v, "classic-tokens",
		[]string{"id", "note", "owner", "organization", "scopes", "first use here", "last use here", "uses here",
			"what for", "expires", "asked to replace", "revoked"},
		func(_ *patrol.Listing[patrol.Foothold], f *patrol.Foothold) []string {
			var did []string
			for _, visit := range f.Visits {
				did = append(did, views.VisitWords(visit))
			}
			return []string{fmt.Sprint(f.ID), f.Token.Name, f.User, f.Owner, f.Token.Scopes.String(), stamp(f.FirstAt),
				stamp(f.LastAt), fmt.Sprint(f.Uses), strings.Join(did, "; "), stamp(f.Token.ExpiresAt), stamp(f.AskedAt),
				stamp(f.RevokedAt)}
		})
}

// askToReplace asks the users of the classic tokens that were ticked, or of the
// one whose button was pressed, to move to fine-grained ones.
func (h *Console) askToReplace(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	ticked := form["id"]
	if form.Has("only") {
		ticked = form["only"]
	}
	ids := numbers(ticked)
	asked, err := h.Authority.AskToReplace(c.Request().Context(), v, c.Param("org"), ids)
	if gone(err) {
		return h.missed(c, v)
	}
	if err != nil {
		return err
	}
	back := readSearch(patrol.Classic, form).back(footholdsPage(escaped(ownerOf(c))), "ask")
	return redirect(c, back+fmt.Sprintf("&asked=%d&ticked=%d", asked, len(ids)))
}

// missed answers an owner whose form came too late with how things stand.
func (h *Console) missed(c echo.Context, v *patrol.Viewer) error {
	wholePage(c)
	var p views.FootholdList
	p.TooLate = "Nothing was done: that token is not here any more, or another owner was faster. This is how things stand."
	return h.drawFootholds(c, v, http.StatusConflict, p)
}

// askShutOut asks whether a classic token is really to lose an organization.
func (h *Console) askShutOut(c echo.Context, v *patrol.Viewer) error {
	return h.askAboutFoothold(c, v, "Revoke ", false, views.ShutOutPage)
}

// askLetIn asks whether a classic token that was shut out is really to get an
// organization back.
func (h *Console) askLetIn(c echo.Context, v *patrol.Viewer) error {
	return h.askAboutFoothold(c, v, "Let in again: ", true, views.LetInPage)
}

// askAboutFoothold asks by a page about a foothold, one shut out or in force.
func (h *Console) askAboutFoothold(c echo.Context, v *patrol.Viewer, title string, shutOut bool,
	page func(views.FootholdDetail) templ.Component) error {
	org, found, err := h.Authority.Foothold(c.Request().Context(), v, c.Param("org"), rowID(c), shutOut)
	if err != nil {
		return err
	}
	f, err := h.orgFrame(c, v, org, title+found.Token.Name, footholdsCrumb(org),
		views.Crumb{Text: found.Token.Name, URL: c.Request().URL.Path})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, page(views.FootholdDetail{Frame: f, Foothold: found, Now: h.Authority.Now()}))
}

// shutOut has a classic token reach an organization's resources no more.
func (h *Console) shutOut(c echo.Context, v *patrol.Viewer) error {
	return h.changeFoothold(c, v, h.Authority.RevokeFoothold, string(patrol.Revoking))
}

// letIn takes that back.
func (h *Console) letIn(c echo.Context, v *patrol.Viewer) error {
	return h.changeFoothold(c, v, h.Authority.RestoreFoothold, "let-in")
}

// changeFoothold changes the foothold that c is about, and says that it is done
// in the list of them.
func (h *Console) changeFoothold(c echo.Context, v *patrol.Viewer,
	change func(context.Context, *patrol.Viewer, string, int64) error, done string) error {
	err := change(c.Request().Context(), v, c.Param("org"), rowID(c))
	if gone(err) {
		return h.missed(c, v)
	}
	if err != nil {
		return err
	}
	return redirect(c, search{}.back(footholdsPage(escaped(ownerOf(c))), done))
}
