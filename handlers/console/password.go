package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const passwordPage = "/settings/password"

// newPassword shows the form in which someone with a link sets a password.
func (h *Console) newPassword(c echo.Context, _ *patrol.Viewer) error {
	return h.showPassword(c, http.StatusOK, nil)
}

// setPassword sets the password of the link's user, who is signed in from then
// on, here alone.
func (h *Console) setPassword(c echo.Context, v *patrol.Viewer) error {
	ctx, form, link := c.Request().Context(), c.Request().PostForm, patrol.ParseKey(c.Param("key"))
	_, key, err := h.Authority.SetPassword(ctx, link, form.Get("password"), form.Get("again"), origin(c))
	if bad, ok := patrol.Problems(err); ok {
		return h.showPassword(c, http.StatusUnprocessableEntity, bad)
	}
	if err != nil {
		return err
	}
	return h.welcome(c, v, key, "/")
}

func (h *Console) showPassword(c echo.Context, status int, bad []patrol.FieldError) error {
	user, err := h.Authority.CheckLink(c.Request().Context(), patrol.ParseKey(c.Param("key")), patrol.SetPassword)
	if err != nil {
		return err
	}
	return render(c, status, views.PasswordPage(views.Password{
		Frame:    views.Frame{Title: "Set your password"},
		Login:    user.Login,
		Problems: bad,
	}))
}

// editPassword shows the form in which v sets another password. It asks for
// the one v has before, so that the new one is not held up on its way.
func (h *Console) editPassword(c echo.Context, v *patrol.Viewer) error {
	if !v.Confirmed(h.Authority.Now()) {
		return askPasswordFirst(c)
	}
	return h.showOwnPassword(c, v, http.StatusOK, nil)
}

// changePassword sets v's password and signs v out everywhere else.
func (h *Console) changePassword(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	key, err := h.Authority.ChangePassword(c.Request().Context(), v, form.Get("password"), form.Get("again"))
	if bad, ok := patrol.Problems(err); ok {
		return h.showOwnPassword(c, v, http.StatusUnprocessableEntity, bad)
	}
	if err != nil {
		return err
	}
	if err := h.keep(c, key); err != nil {
		return err
	}
	return redirect(c, passwordPage+"?saved=1")
}

func (h *Console) showOwnPassword(c echo.Context, v *patrol.Viewer, status int, bad []patrol.FieldError) error {
	frame, err := h.settingFrame(c, v, "Password", passwordPage)
	if err != nil {
		return err
	}
	return render(c, status, views.ChangePasswordPage(views.ChangePassword{
		Frame:    frame,
		Saved:    status == http.StatusOK && c.QueryParam("saved") != "",
		Problems: bad,
	}))
}
