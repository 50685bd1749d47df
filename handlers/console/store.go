package console

import (
	"errors"
	"net/http"

	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"patrol"
)

// A store keeps sessions as rows of the authority's. The cookie is a random
// key to such a row and nothing else, so signing someone out works at once.
type store struct {
	authority *patrol.Authority
	from      patrol.Origin
	secure    bool
}

// viewerValue is where a session holds its viewer.
const viewerValue = "viewer"

// Get implements sessions.Store.
func (s store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New implements sessions.Store: it finds the session that r's cookie is the
// key to, or begins one that is nobody's.
func (s store) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.IsNew = true
	session.Options = &sessions.Options{
		Path: "/", MaxAge: int(patrol.SessionLife.Seconds()),
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
	cookie, err := r.Cookie(name)
	if errors.Is(err, http.ErrNoCookie) {
		return session, nil
	}
	v, err := s.authority.Viewer(r.Context(), patrol.ParseKey(cookie.Value), s.from)
	if patrol.NotFound.Is(err) { // signed out, suspended or too old
		return session, nil
	}
	session.ID, session.IsNew, session.Values[viewerValue] = cookie.Value, false, v
	return session, err
}

// Save implements sessions.Store: the browser gets the key, or, with a negative
// MaxAge, forgets it. The row was written by the use case that made the key.
func (s store) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

// session is that of the browser which sent c's request. Only cookies that
// came over TLS, or from this machine, are ours: their names say so.
func (h *Console) session(c echo.Context) (*sessions.Session, error) {
	name := "__Host-patrol"
	if !h.Secure {
		name = "patrol" // browsers take the other only over TLS
	}
	return store{h.Authority, origin(c), h.Secure}.Get(c.Request(), name)
}

// viewer says who sent c's request; nil if nobody has signed in.
func (h *Console) viewer(c echo.Context) (*patrol.Viewer, error) {
	session, err := h.session(c)
	if err != nil {
		return nil, err
	}
	v, _ := session.Values[viewerValue].(*patrol.Viewer)
	c.Set(viewerValue, v)
	return v, nil
}

// keep gives the browser the key to its session.
func (h *Console) keep(c echo.Context, key patrol.Key) error {
	session, err := h.session(c)
	if err != nil {
		return err
	}
	session.ID = key.Reveal()
	return session.Save(c.Request(), c.Response())
}

// forget has the browser forget the key.
func (h *Console) forget(c echo.Context) error {
	session, err := h.session(c)
	if err != nil {
		return err
	}
	session.ID, session.Options.MaxAge = "", -1
	return session.Save(c.Request(), c.Response())
}

// origin is where c's request came from.
func origin(c echo.Context) patrol.Origin {
	return patrol.NewOrigin(c.RealIP(), c.Request().UserAgent())
}
