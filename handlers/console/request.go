package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// requestRoutes are those of what waits for an organization's owners.
func (h *Console) requestRoutes(e *echo.Echo) {
	e.GET(requestsPage(":org"), h.signedIn(h.listRequests))
	e.GET(requestsPage(":org")+".csv", h.signedIn(h.exportRequests))
	e.GET(requestsPage(":org")+"/:id", h.signedIn(h.showRequest))
	e.POST(requestsPage(":org"), h.signedIn(h.requests().bulk))
	e.POST(requestsPage(":org")+"/:id", h.signedIn(h.review))
}

func requestsPage(org string) string {
	return "/organizations/" + org + "/settings/personal-access-token-requests"
}

// requestsCrumb is the list of what waits for the owners of org.
func requestsCrumb(org *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Pending requests", URL: requestsPage(org.Login)}
}

// requests has what waits for an organization's owners.
func (h *Console) requests() ownersList[patrol.Request] {
	return ownersList[patrol.Request]{Console: h, kind: ofRequests, noun: "request",
		deeds: []patrol.Deed{patrol.Approving, patrol.Denying}, place: requestsCrumb,
		read: func(ctx context.Context, v *patrol.Viewer, _ patrol.AccountKind, org string, q patrol.ListQuery) (
			*patrol.Listing[patrol.Request], error) {
			return h.Authority.OpenRequests(ctx, v, org, q)
		}}
}

// A verdict is what an owner may say to a request, and what we say then.
type verdict struct {
	say  func(a *patrol.Authority, ctx context.Context, v *patrol.Viewer, org string, id int64, reason string) error
	done string
}

// verdicts are by the value of the button that gives them.
var verdicts = map[string]verdict{
	"approve": {(*patrol.Authority).Approve, "Approved. The token may do what it asked for."},
	"deny":    {(*patrol.Authority).Deny, "Denied. Whoever asked sees it on the token's page, with your reason."},
}

// tooLate is said to an owner whose verdict was not needed any more.
const tooLate = "That request is not open any more: another owner was faster, or it was taken back. " +
	"This is what still waits."

// listRequests shows what waits for the owners of an organization.
func (h *Console) listRequests(c echo.Context, v *patrol.Viewer) error {
	var p views.RequestList
	p.Notice, p.TooLate = verdicts[c.QueryParam("done")].done, undone(c)
	return h.showRequests(c, v, http.StatusOK, readSearch(ofRequests, c.QueryParams()), p)
}

// review approves or denies a request.
func (h *Console) review(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	verdict, known := verdicts[form.Get("action")]
	if !known {
		return echo.ErrBadRequest
	}
	s, reason := readSearch(ofRequests, form), form.Get("reason")
	err := verdict.say(h.Authority, c.Request().Context(), v, c.Param("org"), rowID(c), reason)
	var p views.RequestList
	bad, wrong := patrol.Problems(err)
	switch {
	case wrong:
		return h.requestDetail(c, v, http.StatusUnprocessableEntity, reason, bad)
	case gone(err): // showRequests tells those who may not know that there is no such page
		p.TooLate = tooLate
		return h.showRequests(c, v, http.StatusConflict, s, p)
	case err != nil:
		return err
	case c.Request().Header.Get("HX-Request") == "true":
		p.Notice = verdict.done
		return h.showRequests(c, v, http.StatusOK, s, p)
	}
	return redirect(c, s.back(requestsPage(url.PathEscape(c.Param("org"))), form.Get("action")))
}

// showRequests completes p and shows it.
func (h *Console) showRequests(c echo.Context, v *patrol.Viewer, status int, s search, p views.RequestList) error {
	if err := h.requests().complete(c, v, s, &p.OwnersList); err != nil {
		return err
	}
	if status == http.StatusOK {
		status = found(p.Problems)
	}
	return render(c, status, views.RequestsPage(p))
}

// showRequest shows all that owners need to decide on a request.
func (h *Console) showRequest(c echo.Context, v *patrol.Viewer) error {
	return h.requestDetail(c, v, http.StatusOK, "", nil)
}

// requestDetail answers with the page of the request that c names, and what is
// wrong with its review.
func (h *Console) requestDetail(c echo.Context, v *patrol.Viewer, status int, reason string,
	wrong []patrol.FieldError) error {
	d, err := h.Authority.RequestDossier(c.Request().Context(), v, c.Param("org"), rowID(c))
	if err != nil {
		return err
	}
	place, s := requestsCrumb(d.Org), readSearch(ofRequests, c.Request().Form)
	f, err := h.orgFrame(c, v, d.Org, d.Request.TokenName, place,
		views.Crumb{Text: d.Request.TokenName, URL: place.URL + "/" + strconv.FormatInt(d.Request.ID, 10)})
	if err != nil {
		return err
	}
	return render(c, status, views.RequestDetailPage(views.RequestDetail{
		Frame: f, RequestDossier: d, Reason: reason, Wrong: wrong, Now: h.Authority.Now(),
		Search: views.Search{Path: place.URL, Text: s.text, Sort: s.query.Sort, After: s.query.After},
	}))
}
