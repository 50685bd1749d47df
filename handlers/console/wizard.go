package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// newToken shows the form of a token, filled in as a link says.
func (h *Console) newToken(c echo.Context, v *patrol.Viewer) error {
	query := c.QueryParams()
	fields, bad := readPrefill(query, v.Login)
	o, err := h.Authority.Outlook(c.Request().Context(), v, asked(fields.Spec))
	if err != nil {
		return err
	}
	for _, problem := range o.Problems {
		if prefilled(problem.Field, query) {
			bad = append(bad, problem)
		}
		delete(fields.Spec.Reach.Permissions, strings.TrimPrefix(problem.Field, "permission."))
	}
	owner := o.Owner
	if owner == nil {
		owner = o.Owners[0] // oneself
	}
	fields.Spec.Owner, fields.OwnerWas = owner.Login, owner.Login
	fields.Spec.Reach = fitting(fields.Spec.Reach, owner)
	if days := fields.Spec.Days; days == 0 || days > patrol.MaxDays || !owner.Limit.Allows(days) {
		fields.Spec.Days = owner.Lasting().Default()
	}
	fields.Expiry = views.ExpiryIn(fields.Spec.Days, owner.Limit, h.Authority.Now())
	p, err := h.tokenForm(c, v, fields)
	if err != nil {
		return err
	}
	return renderForm(c, views.NewTokenPage, p, bad)
}

// prefilled reports whether a link says anything about a field. That it says
// repositories are to be selected, and selects none yet, is no mistake.
func prefilled(field string, query url.Values) bool {
	switch field {
	case "owner":
		field = "target_name"
	case "repositories":
		field = "repository"
	}
	return query.Has(strings.TrimPrefix(field, "permission."))
}

// drawToken shows the form again as filled in, or restates it if it is ready.
// It keeps nothing: the form is the state.
func (h *Console) drawToken(c echo.Context, v *patrol.Viewer) error {
	fields := readTokenForm(c.Request().PostForm, h.Authority.Now())
	p, err := h.tokenForm(c, v, fields)
	if err != nil {
		return err
	}
	if fragment(c.Request()) != "" { // so that Back and a reload find the form as it is
		c.Response().Header().Set("HX-Replace-Url", strings.TrimPrefix(p.Link, h.Authority.URL))
	}
	if !done(c, "review") || len(p.Notices) > 0 {
		return renderForm(c, views.NewTokenPage, p, nil)
	}
	if len(p.Outlook.Problems) > 0 {
		return renderForm(c, views.NewTokenPage, p, p.Outlook.Problems)
	}
	p.Title = "Review your new token"
	return render(c, http.StatusOK, views.ConfirmTokenPage(p))
}

// done reports whether the form was sent by its button with that action, or by
// Enter, unless that was to find repositories.
func done(c echo.Context, action string) bool {
	form := c.Request().PostForm
	switch form.Get("action") {
	case action:
		return true
	case "enter":
		return strings.TrimSpace(form.Get("find")) == form.Get("find_was")
	}
	return false
}

// createToken makes the token that was restated, and shows its secret in this
// very answer.
func (h *Console) createToken(c echo.Context, v *patrol.Viewer) error {
	ctx := c.Request().Context()
	f, err := h.tokenFrame(c, v, "Your new personal access token") // what may fail comes first
	if err != nil {
		return err
	}
	fields := readTokenForm(c.Request().PostForm, h.Authority.Now())
	issued, err := h.Authority.CreateToken(ctx, v, fields.Spec)
	if bad, ok := patrol.Problems(err); ok {
		p, err := h.tokenForm(c, v, fields)
		if err != nil {
			return err
		}
		return renderForm(c, views.NewTokenPage, p, bad)
	}
	if err != nil {
		return err
	}
	return h.fineGrained().reveal(c, v, views.CreatedToken{Frame: f, Issued: issued})
}
