package console

import (
	"context"

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
		return h.fineGrained().overtaken(c, v, err)
	}
	if !done(c, "save") || len(p.Notices) > 0 {
		return renderForm(c, views.EditTokenPage, p, nil)
	}
	_, _, err = h.Authority.EditToken(c.Request().Context(), v, rowID(c), asked(p.Fields.Spec))
	if bad, ok := patrol.Problems(err); ok {
		return renderForm(c, views.EditTokenPage, p, bad)
	}
	if err != nil {
		return h.fineGrained().overtaken(c, v, err)
	}
	return redirect(c, tokenPage(c))
}

// present is what the token that c names is now.
func (h *Console) present(c echo.Context, v *patrol.Viewer) (*patrol.Outlook, error) {
	ctx, id := c.Request().Context(), rowID(c)
	o, err := h.Authority.EditOutlook(ctx, v, id, patrol.TokenSpec{})
	if err != nil {
		return nil, err
	}
	t := o.Token
	return h.Authority.EditOutlook(ctx, v, id, patrol.TokenSpec{
		Name: t.Name, Description: t.Description, Owner: t.Owner, Reach: t.Wants,
	})
}

// renewal is what there is to know before the token that c names is renewed,
// and how long it may live at its owner for good.
func (h *Console) renewal(c echo.Context, v *patrol.Viewer) (views.Regenerate, patrol.Limit, error) {
	o, err := h.present(c, v)
	if err != nil {
		return views.Regenerate{}, patrol.Limit{}, err
	}
	p := views.Regenerate{Token: o.Token, Limit: limitOf(o)}
	if o.Owner == nil {
		return p, p.Limit, nil
	}
	p.Governance = o.Owner.Governance
	return p, o.Owner.Lasting(), nil
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
