package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// newPassword shows the form in which someone with a link sets a password.
func (h *Console) newPassword(c echo.Context, _ *patrol.Viewer) error {
	return h.showPassword(c, http.StatusOK, nil)
}

// setPassword sets the password of the link's user, who is signed in from then
// on, here alone.
func (h *Console) setPassword(c echo.Context, v *patrol.Viewer) error {
	ctx, form, link := c.Request().Context(), c.Request().PostForm, patrol.ParseKey(c.Param("key"))
	_, key, err := h.Authority.SetPassword(ctx, link, form.Get("password"), form.Get("again"), origin(c))
	if bad, ok := problems(err); ok {
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
