package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const appearancePage = "/settings/appearance"

// appearance shows the themes there are. The page itself is in the one chosen.
func (h *Console) appearance(c echo.Context, v *patrol.Viewer) error {
	frame, err := h.settingFrame(c, v, "Appearance", appearancePage)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.AppearancePage(views.Appearance{
		Frame: frame,
		Saved: c.QueryParam("saved") != "",
	}))
}

// setTheme keeps the theme that v chose.
func (h *Console) setTheme(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	theme := patrol.Theme{Mode: form.Get("mode"), Light: form.Get("light"), Dark: form.Get("dark")}
	if err := h.Authority.SetTheme(c.Request().Context(), v, theme); err != nil {
		return err
	}
	return redirect(c, appearancePage+"?saved=1")
}
