package console

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const (
	confirmPage = "/confirm"
	// confirmField is the password in a form that was held up. No form of its
	// own has a field of that name.
	confirmField = "confirm_password"
	// longestForm is how many bytes a form may send.
	longestForm = 1 << 20
)

// readForm reads the form that c's request sends, if it does: PostForm has its
// fields from then on.
func readForm(c echo.Context) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, longestForm)
	err := r.ParseForm()
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); err != nil && !tooLong {
		return echo.ErrBadRequest.WithInternal(err)
	}
	return err
}

// confirmed runs p. Where p asks for a confirmation that v's password was given
// lately, v is asked for it, and p runs after that: a form that was held up is
// carried along, so nothing has to be typed twice.
//
// GitHub: "Sudo mode".
func (h *Console) confirmed(c echo.Context, v *patrol.Viewer, p page) error {
	r := c.Request()
	if r.PostForm.Has(confirmField) {
		fresh, err := h.takePassword(c, v)
		if e, ok := errors.AsType[*patrol.Error](err); ok {
			return h.holdUp(c, v, e)
		}
		if err != nil {
			return err
		}
		v = fresh
	}
	err := p(c, v)
	switch {
	case !patrol.Unconfirmed.Is(err):
		return err
	case r.Method == http.MethodGet:
		return redirect(c, confirmPage+"?to="+url.QueryEscape(ownPath(r.URL.RequestURI())))
	}
	return h.holdUp(c, v, nil)
}

// takePassword checks the password that a form held up came back with, takes it
// out of the form, and returns v as now confirmed.
func (h *Console) takePassword(c echo.Context, v *patrol.Viewer) (*patrol.Viewer, error) {
	r := c.Request()
	password := r.PostForm.Get(confirmField)
	r.PostForm.Del(confirmField)
	r.Form.Del(confirmField)
	key, err := h.Authority.Confirm(r.Context(), v, password)
	if err != nil {
		return nil, err
	}
	if err := h.keep(c, key); err != nil {
		return nil, err
	}
	return h.Authority.Viewer(r.Context(), key, v.From)
}

// holdUp answers a form with the page that asks for the password and sends the
// form again. The status is that of any form with something missing: here it
// is the password. e is why the password was not taken, if it was given.
func (h *Console) holdUp(c echo.Context, v *patrol.Viewer, e *patrol.Error) error {
	p := views.Confirm{
		Frame:  views.Frame{Title: "Confirm access", Viewer: v.Account},
		Action: ownPath(c.Request().URL.RequestURI()),
		Form:   c.Request().PostForm,
	}
	status := http.StatusUnprocessableEntity
	if e != nil {
		p.Problems = []patrol.FieldError{{Field: confirmField, Message: e.Message}}
		if e.Kind == patrol.Unauthenticated {
			p.Problems[0].Message = "Incorrect password."
		}
		status = refusal(c, e, status)
	}
	wholePage(c)
	return render(c, status, views.ConfirmPage(p))
}

// wholePage has htmx put the answer in place of the page, not into its target.
func wholePage(c echo.Context) {
	if c.Request().Header.Get("HX-Request") == "true" {
		c.Response().Header().Set("HX-Retarget", "body")
		c.Response().Header().Set("HX-Reswap", "innerHTML")
	}
}

// askPassword shows the page that asks for the password before another page.
func (h *Console) askPassword(c echo.Context, v *patrol.Viewer) error {
	return render(c, http.StatusOK, views.ConfirmPage(views.Confirm{
		Frame:  views.Frame{Title: "Confirm access", Viewer: v.Account},
		Action: confirmPage,
		Form:   url.Values{"to": {ownPath(c.QueryParam("to"))}},
	}))
}

// lead leads to the page that had asked for the password, which was taken on
// the way here.
func (h *Console) lead(c echo.Context, _ *patrol.Viewer) error {
	return redirect(c, ownPath(c.Request().PostForm.Get("to")))
}
