package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// requestsShown is how many requests a page has.
const requestsShown = 20

// requestRoutes are those of an organization's owners.
func (h *Console) requestRoutes(e *echo.Echo) {
	e.GET(requestsPage(":org"), h.signedIn(h.listRequests))
	e.POST(requestsPage(":org")+"/:id", h.signedIn(h.review))
}

func requestsPage(org string) string {
	return "/organizations/" + org + "/settings/personal-access-token-requests"
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
	return h.showRequests(c, v, http.StatusOK, views.Requests{
		From:   number(c.QueryParam("before")),
		Notice: verdicts[c.QueryParam("done")].done,
	})
}

// review approves or denies a request.
func (h *Console) review(c echo.Context, v *patrol.Viewer) error {
	org, form := c.Param("org"), c.Request().PostForm
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	verdict, known := verdicts[form.Get("action")]
	if !known {
		return echo.ErrBadRequest
	}
	p := views.Requests{From: number(form.Get("before")), Reviewed: id, Reason: form.Get("reason")}
	err = verdict.say(h.Authority, c.Request().Context(), v, org, id, p.Reason)
	if bad, ok := problems(err); ok {
		for _, b := range bad { // each request on the page has a field of that name
			b.Field = fmt.Sprintf("%s-%d", b.Field, id)
			p.Problems = append(p.Problems, b)
		}
		return h.showRequests(c, v, http.StatusUnprocessableEntity, p)
	}
	if gone(err) { // showRequests tells those who may not know that there is no such page
		p.TooLate = tooLate
		return h.showRequests(c, v, http.StatusConflict, p)
	}
	if err != nil {
		return err
	}
	if c.Request().Header.Get("HX-Request") == "true" {
		p.Notice = verdict.done
		return h.showRequests(c, v, http.StatusOK, p)
	}
	back := url.Values{"done": {form.Get("action")}, "before": {strconv.FormatInt(p.From, 10)}}
	return redirect(c, requestsPage(url.PathEscape(org))+"?"+back.Encode())
}

// showRequests completes p and shows it.
func (h *Console) showRequests(c echo.Context, v *patrol.Viewer, status int, p views.Requests) error {
	ctx, org := c.Request().Context(), c.Param("org")
	requests, err := h.Authority.OpenRequests(ctx, v, org, p.From, requestsShown)
	if err == nil && len(requests.Open) == 0 && p.From != 0 { // this page is done with
		p.From = 0
		requests, err = h.Authority.OpenRequests(ctx, v, org, p.From, requestsShown)
	}
	if err != nil {
		return err
	}
	p.Requests, p.Now = requests, h.Authority.Now()
	path := requestsPage(requests.Org.Login)
	p.Frame, err = h.frame(c, v, "Pending requests", path,
		views.Crumb{Text: requests.Org.Login, URL: path}, views.Crumb{Text: "Pending requests", URL: path})
	if err != nil {
		return err
	}
	return render(c, status, views.RequestsPage(p))
}

// number is the number that s says, or 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
