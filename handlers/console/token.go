package console

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const tokensPage = "/settings/personal-access-tokens"

// tokenRoutes are those of one's own fine-grained tokens.
func (h *Console) tokenRoutes(e *echo.Echo) {
	h.fineGrained().routes(e)
	e.POST(tokensPage, h.signedIn(h.createToken))
	e.GET(tokensPage+"/new", h.signedIn(h.newToken))
	e.POST(tokensPage+"/new", h.signedIn(h.drawToken))
	e.GET(tokensPage+"/operations", h.signedIn(h.listOperations))
	e.GET(tokensPage+"/:id/edit", h.signedIn(h.editToken))
	e.POST(tokensPage+"/:id/edit", h.signedIn(h.saveToken))
	e.POST(tokensPage+"/:id/ask", h.signedIn(h.askAgain))
	e.POST(tokensPage+"/:id/cancel", h.signedIn(h.cancelRequest))
}

// fineGrained has one's fine-grained tokens.
func (h *Console) fineGrained() shelf {
	return shelf{Console: h, kind: patrol.FineGrained, page: tokensPage, title: "Fine-grained personal access tokens",
		tokens: h.Authority.Tokens, renew: h.Authority.RegenerateToken, remove: h.Authority.DeleteToken, renewal: h.renewal,
		detail: func(c echo.Context, v *patrol.Viewer, status int, late string) error {
			return h.tokenDetail(c, v, status, views.TokenDetail{TooLate: late})
		}}
}

// tokenFrame is the frame of a page about fine-grained tokens, below the list
// of them.
func (h *Console) tokenFrame(c echo.Context, v *patrol.Viewer, title string, below ...views.Crumb) (
	views.Frame, error) {
	return h.fineGrained().below(c, v, title, below...)
}

// tokenDetail answers with the page p of the token that c names. It fills in
// all but what went wrong.
func (h *Console) tokenDetail(c echo.Context, v *patrol.Viewer, status int, p views.TokenDetail) error {
	before := number(c.QueryParam("before"))
	d, err := h.Authority.Dossier(c.Request().Context(), v, rowID(c), before)
	if err != nil {
		return err
	}
	if p.Frame, err = h.tokenFrame(c, v, d.Token.Name, tokenCrumb(d.Token)); err != nil {
		return err
	}
	p.Dossier, p.Later, p.Now = d, before > 0, h.Authority.Now()
	return render(c, status, views.TokenDetailPage(p))
}

// askAgain asks the owners once more for what a token wants.
func (h *Console) askAgain(c echo.Context, v *patrol.Viewer) error {
	reason := c.Request().PostForm.Get("reason")
	_, err := h.Authority.AskAgain(c.Request().Context(), v, rowID(c), reason)
	if bad, ok := patrol.Problems(err); ok {
		return h.tokenDetail(c, v, http.StatusUnprocessableEntity, views.TokenDetail{Reason: reason, Problems: onDetail(bad)})
	}
	if err != nil {
		return h.fineGrained().overtaken(c, v, err)
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
	if err := h.Authority.CancelRequest(c.Request().Context(), v, rowID(c)); err != nil {
		return h.fineGrained().overtaken(c, v, err)
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

// tokenPage is the page of the token that c is about.
func tokenPage(c echo.Context) string { return tokensPage + "/" + strconv.FormatInt(rowID(c), 10) }

// tokenCrumb is the page of t, a fine-grained token.
func tokenCrumb(t *patrol.Token) views.Crumb {
	return views.Crumb{Text: t.Name, URL: tokensPage + "/" + strconv.FormatInt(t.ID, 10)}
}
