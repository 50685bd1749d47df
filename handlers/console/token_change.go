package console

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// editToken shows the form of a token there is.
func (h *Console) editToken(c echo.Context, v *patrol.Viewer) error {
	o, err := h.present(c, v)
	if err != nil {
		return err
	}
	p, err := h.tokenForm(c, v, views.TokenFields{Spec: o.Spec, OwnerWas: o.Spec.Owner})
	if err != nil {
		return err
	}
	return renderForm(c, views.EditTokenPage, p, nil)
}

// saveToken changes a token as its form says, or shows the form again.
func (h *Console) saveToken(c echo.Context, v *patrol.Viewer) error {
	fields := readTokenForm(c.Request().PostForm, h.Authority.Now())
	p, err := h.tokenForm(c, v, fields)
	if err != nil {
		return h.overtaken(c, v, err)
	}
	if !done(c, "save") || len(p.Notices) > 0 {
		return renderForm(c, views.EditTokenPage, p, nil)
	}
	_, _, err = h.Authority.EditToken(c.Request().Context(), v, tokenID(c), asked(p.Fields.Spec))
	if bad, ok := problems(err); ok {
		return renderForm(c, views.EditTokenPage, p, bad)
	}
	if err != nil {
		return h.overtaken(c, v, err)
	}
	return redirect(c, tokenPage(c))
}

// present is what the token that c names is now.
func (h *Console) present(c echo.Context, v *patrol.Viewer) (*patrol.Outlook, error) {
	ctx, id := c.Request().Context(), tokenID(c)
	o, err := h.Authority.EditOutlook(ctx, v, id, patrol.TokenSpec{})
	if err != nil {
		return nil, err
	}
	t := o.Token
	return h.Authority.EditOutlook(ctx, v, id, patrol.TokenSpec{
		Name: t.Name, Description: t.Description, Owner: t.Owner, Reach: t.Wants,
	})
}

// askRegenerate shows what a new secret of a token takes.
func (h *Console) askRegenerate(c echo.Context, v *patrol.Viewer) error {
	o, err := h.present(c, v)
	if err != nil {
		return err
	}
	limit, days := limitOf(o), o.Token.Days()
	if o.Owner != nil && !o.Owner.Lasting().Allows(days) {
		days = o.Owner.Lasting().Default()
	}
	var fields views.TokenFields
	fields.ExpiresIn, fields.ExpiresOn = views.ExpiryFields(days, limit, h.Authority.Now())
	return h.regenerateForm(c, v, o, fields, nil)
}

// regenerateToken gives a token a new secret, and shows it in this very answer.
func (h *Console) regenerateToken(c echo.Context, v *patrol.Viewer) error {
	ctx, form := c.Request().Context(), c.Request().PostForm
	f, err := h.tokenFrame(c, v, "Your new secret") // what may fail comes first
	if err != nil {
		return err
	}
	fields := readTokenForm(form, h.Authority.Now())
	secret, _ := strconv.ParseInt(form.Get("secret"), 10, 64) // no secret has 0
	issued, err := h.Authority.RegenerateToken(ctx, v, tokenID(c), secret, fields.Spec.Days)
	if bad, ok := problems(err); ok {
		o, err := h.present(c, v)
		if err != nil {
			return err
		}
		return h.regenerateForm(c, v, o, fields, bad)
	}
	if err != nil {
		return h.overtaken(c, v, err)
	}
	return render(c, http.StatusCreated, views.CreatedTokenPage(views.CreatedToken{
		Frame: f, Issued: issued, Regenerated: true,
		URL: h.Authority.URL, Clone: h.cloneable(ctx, v, issued.Token),
	}))
}

// regenerateForm answers with the form for a new secret of o's token.
func (h *Console) regenerateForm(c echo.Context, v *patrol.Viewer, o *patrol.Outlook, fields views.TokenFields,
	bad []patrol.FieldError) error {
	f, err := h.tokenFrame(c, v, "Regenerate "+o.Token.Name, tokenCrumb(o.Token))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	p := views.Regenerate{Frame: f, Token: o.Token, Limit: limitOf(o), Fields: fields, Problems: bad, Now: h.Authority.Now()}
	if o.Owner != nil {
		p.Governance = o.Owner.Governance
	}
	return render(c, status, views.RegeneratePage(p))
}

// limitOf is how long o's token may live. An owner that cannot be chosen any
// more lets it do nothing, however long.
func limitOf(o *patrol.Outlook) patrol.Limit {
	if o.Owner == nil {
		return patrol.Limit{Days: patrol.Forever}
	}
	return o.Owner.Limit
}

// cloneable is a repository that t could clone, as an example. There may be
// none to find: with a secret at hand, that is nothing to fail for.
func (h *Console) cloneable(ctx context.Context, v *patrol.Viewer, t *patrol.Token) *patrol.Repository {
	if t.Wants.Permissions["contents"] < patrol.Read {
		return nil
	}
	var found []*patrol.Repository
	switch t.Wants.Selection {
	case patrol.All:
		found, _ = h.Authority.FindRepositories(ctx, v, t.Owner, "", 1)
	case patrol.Selected:
		if d, err := h.Authority.Dossier(ctx, v, t.ID, 0); err == nil {
			found = d.Repositories
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// askDelete asks whether a token is really to end.
func (h *Console) askDelete(c echo.Context, v *patrol.Viewer) error {
	o, err := h.present(c, v)
	if err != nil {
		return err
	}
	f, err := h.tokenFrame(c, v, "Delete "+o.Token.Name, tokenCrumb(o.Token))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.DeleteTokenPage(views.DeleteToken{
		Frame: f, Token: o.Token, Now: h.Authority.Now(),
	}))
}

// deleteToken ends a token for good.
func (h *Console) deleteToken(c echo.Context, v *patrol.Viewer) error {
	if err := h.Authority.DeleteToken(c.Request().Context(), v, tokenID(c)); err != nil {
		return h.overtaken(c, v, err)
	}
	return redirect(c, tokensPage)
}
