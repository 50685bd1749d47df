package console

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const (
	signInPage   = "/login"
	sessionsPage = "/settings/sessions"
)

var signInFrame = views.Frame{Title: "Sign in to Patrol"}

// sessionRoutes are those of signing in and out.
func (h *Console) sessionRoutes(e *echo.Echo) {
	e.GET(signInPage, h.open(h.login))
	e.POST(signInPage, h.open(h.signIn))
	e.GET("/login/check", h.open(h.checkCookie))
	e.POST("/logout", h.open(h.signOut))
	e.GET(confirmPage, h.signedIn(h.askPassword))
	e.POST(confirmPage, h.signedIn(h.lead))
	e.GET(sessionsPage, h.signedIn(h.listSessions))
	e.POST(sessionsPage+"/everywhere", h.signedIn(h.signOutEverywhere))
	e.POST(sessionsPage+"/:id", h.signedIn(h.endSession))
}

// login shows the page to sign in.
func (h *Console) login(c echo.Context, v *patrol.Viewer) error {
	to := ownPath(c.QueryParam("to"))
	if v != nil {
		return redirect(c, to)
	}
	return render(c, http.StatusOK, views.LoginPage(views.Login{Frame: signInFrame, To: to}))
}

// signIn takes a name and a password.
func (h *Console) signIn(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	to := ownPath(form.Get("to"))
	_, key, err := h.Authority.SignIn(c.Request().Context(), form.Get("login"), form.Get("password"), origin(c))
	if e, ok := errors.AsType[*patrol.Error](err); ok {
		return render(c, refusal(c, e, http.StatusUnauthorized), views.LoginPage(views.Login{
			Frame:   signInFrame,
			To:      to,
			Login:   form.Get("login"),
			Problem: e.Message,
		}))
	}
	if err != nil {
		return err
	}
	return h.welcome(c, v, key, to)
}

// welcome gives the browser the key to a new session and leads to a path of
// ours, by way of a check that the cookie comes back. A session that it had
// before, v's, ends: nothing of it goes over to the new one.
func (h *Console) welcome(c echo.Context, v *patrol.Viewer, key patrol.Key, to string) error {
	if v != nil {
		if err := h.Authority.SignOut(c.Request().Context(), v, v.SessionID); err != nil && !gone(err) {
			return err
		}
	}
	if err := h.keep(c, key); err != nil {
		return err
	}
	return redirect(c, "/login/check?to="+url.QueryEscape(to))
}

// checkCookie leads on, or says why the browser may have kept its cookie back.
func (h *Console) checkCookie(c echo.Context, v *patrol.Viewer) error {
	to := ownPath(c.QueryParam("to"))
	if v != nil {
		return redirect(c, to)
	}
	return render(c, http.StatusBadRequest, views.NoCookiePage(views.NoCookie{
		Frame:     views.Frame{Title: "Your browser kept no cookie"},
		Address:   h.Authority.URL,
		Host:      c.Request().Host,
		Elsewhere: !strings.HasSuffix(h.Authority.URL, "://"+c.Request().Host),
		Secure:    h.Secure,
		To:        to,
	}))
}

// refusal is the status of an answer to someone whose password was not taken:
// the one given, unless they have to wait, which is said in a header too.
func refusal(c echo.Context, e *patrol.Error, status int) int {
	if e.Kind != patrol.TooMany {
		return status
	}
	retryAfter(c, e)
	return http.StatusTooManyRequests
}

// retryAfter says in a header how long to wait, if that is known.
func retryAfter(c echo.Context, e *patrol.Error) {
	if e.Wait > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(e.Wait.Seconds()))))
	}
}

// signOut ends the session of this browser.
func (h *Console) signOut(c echo.Context, v *patrol.Viewer) error {
	if v != nil {
		if err := h.Authority.SignOut(c.Request().Context(), v, v.SessionID); err != nil && !gone(err) {
			return err
		}
	}
	if err := h.forget(c); err != nil {
		return err
	}
	return redirect(c, signInPage)
}

func (h *Console) listSessions(c echo.Context, v *patrol.Viewer) error {
	sessions, err := h.Authority.Sessions(c.Request().Context(), v)
	if err != nil {
		return err
	}
	frame, err := h.settingFrame(c, v, "Sessions", sessionsPage)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.SessionsPage(views.Sessions{
		Frame:    frame,
		Sessions: sessions,
		This:     v.SessionID,
		Now:      h.Authority.Now(),
	}))
}

// endSession ends one of v's sessions. One that has ended already is as wanted.
func (h *Console) endSession(c echo.Context, v *patrol.Viewer) error {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		return echo.ErrNotFound
	}
	if err := h.Authority.SignOut(c.Request().Context(), v, id); err != nil && !gone(err) {
		return err
	}
	return redirect(c, sessionsPage)
}

func (h *Console) signOutEverywhere(c echo.Context, v *patrol.Viewer) error {
	if err := h.Authority.SignOutEverywhere(c.Request().Context(), v); err != nil {
		return err
	}
	if err := h.forget(c); err != nil {
		return err
	}
	return redirect(c, signInPage)
}

// gone reports whether err says that what was to change is not there any more.
func gone(err error) bool { return patrol.NotFound.Is(err) || patrol.Conflict.Is(err) }

// signInPath is where to sign in, and come back from to the page that c asked
// for, or, if htmx asked for a part of one, to the page that it is on.
func signInPath(c echo.Context) string {
	r := c.Request()
	back := r.URL.RequestURI()
	if r.Header.Get("HX-Request") == "true" {
		back = pathOf(r.Header.Get("Referer"), r.Host)
	}
	if back = ownPath(back); back == "/" {
		return signInPage
	}
	return signInPage + "?to=" + url.QueryEscape(back)
}

// pathOf is the path and query of an address on host, or "".
func pathOf(address, host string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != host {
		return ""
	}
	return u.RequestURI()
}

// ownPath is path if it is one of ours, whatever a browser may make of it, or
// the path of the first page.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }) {
		return "/"
	}
	return path
}
