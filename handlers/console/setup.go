package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// settingRoutes are those of what people set once, or for themselves.
func (h *Console) settingRoutes(e *echo.Echo) {
	e.GET("/setup/:key", h.open(h.startSetUp))
	e.POST("/setup/:key", h.open(h.setUp))
	e.GET("/password/:key", h.open(h.newPassword))
	e.POST("/password/:key", h.open(h.setPassword))
	e.GET(passwordPage, h.signedIn(h.editPassword))
	e.POST(passwordPage, h.signedIn(h.changePassword))
	e.GET(appearancePage, h.signedIn(h.appearance))
	e.POST(appearancePage, h.signedIn(h.setTheme))
}

// startSetUp shows the form in which the first administrator says who they are.
func (h *Console) startSetUp(c echo.Context, _ *patrol.Viewer) error {
	key := patrol.ParseKey(c.Param("key"))
	if _, err := h.Authority.CheckLink(c.Request().Context(), key, patrol.SetUp); err != nil {
		return err
	}
	return showSetUp(c, http.StatusOK, patrol.SetUpSpec{}, nil)
}

// setUp makes the enterprise and its first owner, who is signed in from then on.
func (h *Console) setUp(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	spec := patrol.SetUpSpec{
		Enterprise: form.Get("enterprise"),
		Login:      form.Get("login"),
		Name:       form.Get("name"),
		Email:      form.Get("email"),
		Password:   form.Get("password"),
		Again:      form.Get("again"),
	}
	_, key, err := h.Authority.SetUp(c.Request().Context(), patrol.ParseKey(c.Param("key")), spec, origin(c))
	if bad, ok := patrol.Problems(err); ok {
		return showSetUp(c, http.StatusUnprocessableEntity, spec, bad)
	}
	if err != nil {
		return err
	}
	return h.welcome(c, v, key, "/")
}

func showSetUp(c echo.Context, status int, spec patrol.SetUpSpec, bad []patrol.FieldError) error {
	return render(c, status, views.SetUpPage(views.SetUp{
		Frame:    views.Frame{Title: "Set up Patrol"},
		Spec:     spec,
		Problems: bad,
	}))
}
