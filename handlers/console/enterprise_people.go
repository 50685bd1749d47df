package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// listPeople shows who owns an enterprise.
func (h *Console) listPeople(c echo.Context, v *patrol.Viewer) error {
	notices := map[string]string{"added": "Added. They own the enterprise from now on.", "removed": "Removed."}
	return h.drawPeople(c, v, http.StatusOK, views.EnterprisePeople{Notice: notices[c.QueryParam("done")]})
}

// addOwner makes somebody an owner of an enterprise.
func (h *Console) addOwner(c echo.Context, v *patrol.Viewer) error {
	enterprise, login := c.Param("enterprise"), strings.TrimSpace(c.Request().PostForm.Get("login"))
	err := h.Authority.AddEnterpriseOwner(c.Request().Context(), v, enterprise, login)
	if bad, wrong := patrol.Problems(err); wrong {
		p := views.EnterprisePeople{Login: login, Problems: bad}
		return h.drawPeople(c, v, http.StatusUnprocessableEntity, p)
	}
	if err != nil {
		return err
	}
	return redirect(c, peoplePage(url.PathEscape(enterprise))+"?done=added")
}

// askRemoveOwner asks whether somebody is to own an enterprise no more.
func (h *Console) askRemoveOwner(c echo.Context, v *patrol.Viewer) error {
	people, err := h.Authority.EnterpriseOwner(c.Request().Context(), v, c.Param("enterprise"), c.Param("login"))
	if err != nil {
		return err
	}
	p := views.RemoveOwner{Enterprise: people.Enterprise, Owner: people.Owners[0]}
	place := views.Crumb{Text: "People", URL: peoplePage(people.Enterprise.Login)}
	if p.Frame, err = h.enterpriseFrame(c, v, people.Enterprise, "Remove "+p.Owner.Login, place); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.RemoveOwnerPage(p))
}

// removeOwner has somebody own an enterprise no more. Whoever removes
// themselves has no page of it to go back to.
func (h *Console) removeOwner(c echo.Context, v *patrol.Viewer) error {
	enterprise, login := c.Param("enterprise"), c.Param("login")
	err := h.Authority.RemoveEnterpriseOwner(c.Request().Context(), v, enterprise, login)
	switch {
	case patrol.Conflict.Is(err):
		return h.drawPeople(c, v, http.StatusConflict, views.EnterprisePeople{TooLate: err.Error() + "."})
	case err != nil:
		return err
	case strings.EqualFold(login, v.Login):
		return redirect(c, "/")
	}
	return redirect(c, peoplePage(url.PathEscape(enterprise))+"?done=removed")
}

// peoplePage is where an enterprise's owners are.
func peoplePage(enterprise string) string { return enterprisePage(enterprise) + "/people" }

// drawPeople completes p and shows it.
func (h *Console) drawPeople(c echo.Context, v *patrol.Viewer, status int, p views.EnterprisePeople) (
	err error) {
	ctx := c.Request().Context()
	p.After = c.QueryParam("after")
	p.EnterprisePeople, err = h.Authority.EnterpriseOwners(ctx, v, c.Param("enterprise"), p.After)
	if err != nil {
		return err
	}
	place := views.Crumb{Text: "People", URL: peoplePage(p.Enterprise.Login)}
	if p.Frame, err = h.enterpriseFrame(c, v, p.Enterprise, "People", place); err != nil {
		return err
	}
	return render(c, status, views.EnterprisePeoplePage(p))
}
