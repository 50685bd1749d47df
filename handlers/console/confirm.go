package console

import (
	"errors"
	"maps"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const (
	confirmPage = "/confirm"
	// confirmLogin and confirmPassword are what a form that was held up comes
	// back with, the former from those who had to sign in. No form of its own
	// has fields of these names.
	confirmLogin    = "confirm_login"
	confirmPassword = "confirm_password"
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

// confirmed runs p. Whoever has not signed in is asked to, and where p asks for
// a confirmation that v's password was given lately, v is asked for it; p runs
// after that. A form that was held up is carried along, so nothing has to be
// typed twice.
//
// GitHub: "Sudo mode".
func (h *Console) confirmed(c echo.Context, v *patrol.Viewer, p page) error {
	r := c.Request()
	asked := confirmPassword
	if v == nil {
		asked = confirmLogin
	}
	if r.PostForm.Has(asked) {
		fresh, err := h.takePassword(c, v)
		if e, ok := errors.AsType[*patrol.Error](err); ok {
			return h.holdUp(c, v, e)
		}
		if err != nil {
			return err
		}
		v = fresh
	}
	if v == nil {
		return h.askSignIn(c)
	}
	err := p(c, v)
	switch {
	case !patrol.Unconfirmed.Is(err):
		return err
	case r.Method == http.MethodGet:
		return askPasswordFirst(c)
	}
	return h.holdUp(c, v, nil)
}

// askPasswordFirst leads to the page that asks for the password and comes back
// to the page that c asks for.
func askPasswordFirst(c echo.Context) error {
	return redirect(c, confirmPage+"?to="+url.QueryEscape(ownPath(c.Request().URL.RequestURI())))
}

// askSignIn asks to sign in before c goes on.
func (h *Console) askSignIn(c echo.Context) error {
	if c.Request().Method == http.MethodGet {
		return redirect(c, signInPath(c))
	}
	return h.holdUp(c, nil, nil)
}

// takePassword checks what a form held up came back with, takes it out of the
// form, and returns v as now confirmed, or whoever has signed in. A browser that
// keeps no cookie has its next form held up again.
func (h *Console) takePassword(c echo.Context, v *patrol.Viewer) (fresh *patrol.Viewer, err error) {
	r := c.Request()
	password := r.PostForm.Get(confirmPassword)
	var key patrol.Key
	if v == nil {
		_, key, err = h.Authority.SignIn(r.Context(), r.PostForm.Get(confirmLogin), password, origin(c))
	} else {
		key, err = h.Authority.Confirm(r.Context(), v, password)
	}
	if err != nil {
		return nil, err
	}
	if err := h.keep(c, key); err != nil {
		return nil, err
	}
	r.PostForm, r.Form = withoutPassword(r.PostForm), withoutPassword(r.Form)
	fresh, err = h.Authority.Viewer(r.Context(), key, origin(c))
	c.Set(viewerValue, fresh)
	return fresh, err
}

// withoutPassword is form as it was before it was held up.
func withoutPassword(form url.Values) url.Values {
	form = maps.Clone(form)
	form.Del(confirmLogin)
	form.Del(confirmPassword)
	return form
}

// holdUp answers a form with the page that asks for the password, and who v is
// if that is not known, and sends the form again. The status is that of any
// form with something missing: here it is the password. e is why the password
// was not taken, if it was given.
func (h *Console) holdUp(c echo.Context, v *patrol.Viewer, e *patrol.Error) error {
	form := c.Request().PostForm
	p := views.Confirm{
		Frame:  confirmFrame(v),
		Action: ownPath(c.Request().URL.RequestURI()),
		Form:   withoutPassword(form),
		Login:  form.Get(confirmLogin),
	}
	status := http.StatusUnprocessableEntity
	if e != nil {
		p.Problems = []patrol.FieldError{{Field: confirmPassword, Message: e.Message}}
		if v != nil && e.Kind == patrol.Unauthenticated {
			p.Problems[0].Message = "Incorrect password."
		}
		status = refusal(c, e, status)
	}
	wholePage(c)
	return render(c, status, views.ConfirmPage(p))
}

// confirmFrame is around the page that asks for v's password.
func confirmFrame(v *patrol.Viewer) views.Frame {
	if v == nil {
		return views.Frame{Title: "Sign in to go on"}
	}
	return views.Frame{Title: "Confirm access", Viewer: v.Account}
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
		Frame:  confirmFrame(v),
		Action: confirmPage,
		Form:   url.Values{"to": {ownPath(c.QueryParam("to"))}},
	}))
}

// lead leads to the page that had asked for the password, which was taken on
// the way here.
func (h *Console) lead(c echo.Context, _ *patrol.Viewer) error {
	return redirect(c, ownPath(c.Request().PostForm.Get("to")))
}
