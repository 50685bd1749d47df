package console

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const tokensPage = "/settings/personal-access-tokens"

// tokenRoutes are those of one's own tokens.
func (h *Console) tokenRoutes(e *echo.Echo) {
	e.GET("/settings/tokens", h.open(h.home)) // GitHub: where the list was before
	e.GET(tokensPage, h.signedIn(h.listTokens))
	e.POST(tokensPage, h.signedIn(h.createToken))
	e.GET(tokensPage+"/new", h.signedIn(h.newToken))
	e.POST(tokensPage+"/new", h.signedIn(h.drawToken))
	e.GET(tokensPage+"/operations", h.signedIn(h.listOperations))
	e.GET(tokensPage+"/:id", h.signedIn(h.showToken))
	e.GET(tokensPage+"/:id/edit", h.signedIn(h.editToken))
	e.POST(tokensPage+"/:id/edit", h.signedIn(h.saveToken))
	e.GET(tokensPage+"/:id/regenerate", h.signedIn(h.askRegenerate))
	e.POST(tokensPage+"/:id/regenerate", h.signedIn(h.regenerateToken))
	e.GET(tokensPage+"/:id/delete", h.signedIn(h.askDelete))
	e.POST(tokensPage+"/:id/delete", h.signedIn(h.deleteToken))
	e.POST(tokensPage+"/:id/ask", h.signedIn(h.askAgain))
	e.POST(tokensPage+"/:id/cancel", h.signedIn(h.cancelRequest))
}

// tokenFrame is the frame of a page about tokens, below the list of them.
func (h *Console) tokenFrame(c echo.Context, v *patrol.Viewer, title string, below ...views.Crumb) (
	views.Frame, error) {
	trail := []views.Crumb{
		{Text: "Settings", URL: appearancePage}, {Text: "Personal access tokens", URL: tokensPage},
	}
	return h.frame(c, v, title, tokensPage, append(trail, below...)...)
}

// tokensShown is how many tokens a page of the list has.
const tokensShown = 30

// listTokens shows a page of v's tokens.
func (h *Console) listTokens(c echo.Context, v *patrol.Viewer) error {
	return h.tokenList(c, v, http.StatusOK, "")
}

// tokenList answers with a page of v's tokens, and why it is not what was
// asked for, if it is not.
func (h *Console) tokenList(c echo.Context, v *patrol.Viewer, status int, late string) error {
	f, err := h.tokenFrame(c, v, "Fine-grained personal access tokens")
	if err != nil {
		return err
	}
	q := patrol.TokenQuery{
		Text:  strings.TrimSpace(c.QueryParam("q")),
		State: c.QueryParam("state"),
		Sort:  patrol.TokenSort(c.QueryParam("sort")),
		After: c.QueryParam("after"),
		Limit: tokensShown,
	}
	page, total, err := h.Authority.Tokens(c.Request().Context(), v, q)
	if err != nil {
		return err
	}
	return render(c, status, views.TokenListPage(views.TokenList{
		Frame: f, Query: q, Page: page, Total: total, TooLate: late, Now: h.Authority.Now(),
	}))
}

// showToken shows all there is to know of a token.
func (h *Console) showToken(c echo.Context, v *patrol.Viewer) error {
	return h.tokenDetail(c, v, http.StatusOK, views.TokenDetail{})
}

// tokenDetail answers with the page p of the token that c names. It fills in
// all but what went wrong.
func (h *Console) tokenDetail(c echo.Context, v *patrol.Viewer, status int, p views.TokenDetail) error {
	before, _ := strconv.ParseInt(c.QueryParam("before"), 10, 64) // what is no number is the newest
	d, err := h.Authority.Dossier(c.Request().Context(), v, tokenID(c), before)
	if err != nil {
		return err
	}
	if p.Frame, err = h.tokenFrame(c, v, d.Token.Name, tokenCrumb(d.Token)); err != nil {
		return err
	}
	p.Dossier, p.Later, p.Now = d, before > 0, h.Authority.Now()
	return render(c, status, views.TokenDetailPage(p))
}

// overtaken answers a form about the token that c names that failed with err.
// If that is because it came too late, such as one sent twice, the answer is
// how things stand now.
func (h *Console) overtaken(c echo.Context, v *patrol.Viewer, err error) error {
	wholePage(c)
	switch {
	case patrol.Conflict.Is(err):
		return h.tokenDetail(c, v, http.StatusConflict, views.TokenDetail{TooLate: err.Error()})
	case patrol.NotFound.Is(err):
		return h.tokenList(c, v, http.StatusNotFound, "You have no such token. If you had it, it has been deleted already.")
	}
	return err
}

// askAgain asks the owners once more for what a token wants.
func (h *Console) askAgain(c echo.Context, v *patrol.Viewer) error {
	reason := c.Request().PostForm.Get("reason")
	_, err := h.Authority.AskAgain(c.Request().Context(), v, tokenID(c), reason)
	if bad, ok := problems(err); ok {
		return h.tokenDetail(c, v, http.StatusUnprocessableEntity, views.TokenDetail{Reason: reason, Problems: onDetail(bad)})
	}
	if err != nil {
		return h.overtaken(c, v, err)
	}
	return redirect(c, tokenPage(c))
}

// onDetail is problems as the page of a token shows them, where the reason is
// the only field.
func onDetail(bad []patrol.FieldError) []patrol.FieldError {
	for i := range bad {
		if bad[i].Field != "reason" {
			bad[i].Field = ""
		}
	}
	return bad
}

// cancelRequest takes back what a token asks for.
func (h *Console) cancelRequest(c echo.Context, v *patrol.Viewer) error {
	if err := h.Authority.CancelRequest(c.Request().Context(), v, tokenID(c)); err != nil {
		return h.overtaken(c, v, err)
	}
	return redirect(c, tokenPage(c))
}

// listOperations shows what a token as described could call.
func (h *Console) listOperations(c echo.Context, v *patrol.Viewer) error {
	fields, _ := readPrefill(c.QueryParams(), v.Login)
	spec := fields.Spec
	spec.Reach.Selection = patrol.Selection(c.QueryParam("selection"))
	o, err := h.Authority.Outlook(c.Request().Context(), v, spec)
	if err != nil {
		return err
	}
	if o.Owner == nil {
		return &patrol.Error{
			Kind: patrol.NotFound, Message: "Cannot find the specified resource owner: " + spec.Owner,
		}
	}
	callable := o.Spec.Reach.Callable(o.Owner.Kind)
	crumb := views.Crumb{Text: "REST operations", URL: c.Request().URL.RequestURI()}
	f, err := h.tokenFrame(c, v, "REST operations", crumb)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.OperationListPage(views.OperationList{
		Frame: f, Owner: o.Owner.Login, Permissions: o.Spec.Reach.Fitting(o.Owner.Kind).Permissions,
		Groups: patrol.ByTag(callable), Count: len(callable),
	}))
}

// tokenID is the token that c is about; 0, which no token has, for none.
func tokenID(c echo.Context) int64 {
	id, _ := strconv.ParseInt(c.Param("id"), 10, 64)
	return id
}

// tokenPage is the page of the token that c is about.
func tokenPage(c echo.Context) string { return tokensPage + "/" + strconv.FormatInt(tokenID(c), 10) }

func tokenCrumb(t *patrol.Token) views.Crumb {
	return views.Crumb{Text: t.Name, URL: tokensPage + "/" + strconv.FormatInt(t.ID, 10)}
}
