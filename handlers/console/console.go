// Package console is the door for people: pages, forms and sessions.
package console

import (
	"bytes"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// Console serves the pages of an authority.
type Console struct {
	Authority *patrol.Authority
	// Secure says that people reach us over TLS, so that cookies can insist.
	Secure bool
	// SendsMail says that the mails in the outbox are sent.
	SendsMail bool
	// API is what the page about the REST API tells of it.
	API API
}

// An API is the REST API, as far as its page tells of it.
type API struct {
	Base      string                              // its path
	Described map[string]views.OperationDescribed // what Patrol serves itself, by route
	Forwards  bool                                // the others go to another server
}

// Routes is the map of the console.
func (h *Console) Routes(e *echo.Echo) {
	e.GET("/", h.open(h.home))
	h.sessionRoutes(e)
	h.settingRoutes(e)
	h.tokenRoutes(e)
	h.classicRoutes(e)
	h.requestRoutes(e)
	h.activeRoutes(e)
	h.footholdRoutes(e)
	h.hookRoutes(e)
	h.policyRoutes(e)
	h.enterpriseRoutes(e)
	h.logRoutes(e)
	h.newsRoutes(e)
	e.GET(referencePage, h.signedIn(h.showReference))
}

// A page is a handler for someone who has signed in. It is no echo.HandlerFunc,
// so that none is reached but through signedIn.
type page func(c echo.Context, v *patrol.Viewer) error

// A gate is a handler for anybody, such as the page to sign in. It is reached
// through open, which keeps forms of other sites out. The viewer is nil for
// those who have not signed in.
type gate func(c echo.Context, v *patrol.Viewer) error

var sameOrigin = http.NewCrossOriginProtection()

// signedIn lets people in who have signed in, and not forms of other sites.
func (h *Console) signedIn(p page) echo.HandlerFunc {
	return h.open(func(c echo.Context, v *patrol.Viewer) error {
		return h.confirmed(c, v, p)
	})
}

// open lets anybody in, but not forms of other sites.
func (h *Console) open(g gate) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := sameOrigin.Check(c.Request()); err != nil {
			return &patrol.Error{Kind: patrol.Forbidden, Message: "This form came from another site, so it was not used."}
		}
		if err := readForm(c); err != nil {
			return err
		}
		v, err := h.viewer(c)
		if err != nil {
			return err
		}
		return g(c, v)
	}
}

// home leads to where people have something to do.
func (h *Console) home(c echo.Context, v *patrol.Viewer) error {
	if v == nil {
		return redirect(c, "/login")
	}
	return redirect(c, tokensPage)
}

// redirect leads on to path, a page of ours, after a form or instead of a page.
// htmx is told so in a header, for it would put the page into its target.
func redirect(c echo.Context, path string) error {
	if c.Request().Header.Get("HX-Request") == "true" {
		c.Response().Header().Set("HX-Redirect", path)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, path)
}

// frame is what a page of v's shows around its content.
func (h *Console) frame(c echo.Context, v *patrol.Viewer, title, place string, trail ...views.Crumb) (views.Frame, error) {
	f := views.Frame{Title: title, Viewer: v.Account, Place: place, Trail: trail}
	desk, err := h.Authority.Desk(c.Request().Context(), v)
	if err != nil {
		return f, err
	}
	f.Desk, f.Unsent = desk, len(desk.Enterprises) > 0 && !h.SendsMail
	return f, nil
}

// settingFrame is the frame of a page of one's own settings.
func (h *Console) settingFrame(c echo.Context, v *patrol.Viewer, title, path string) (views.Frame, error) {
	return h.frame(c, v, title, path, views.Crumb{Text: "Settings", URL: appearancePage}, views.Crumb{Text: title, URL: path})
}

// sheets are what pages are written on before they are sent.
var sheets = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render answers with page, or with only the fragment of it that htmx wants to
// swap. A fragment is named after the id of the element it is.
func render(c echo.Context, status int, page templ.Component) error {
	ctx := c.Request().Context()
	b := sheets.Get().(*bytes.Buffer) // a page that fails half-way is not half sent
	defer sheets.Put(b)
	b.Reset()
	if id := fragment(c.Request()); id != "" {
		if err := templ.RenderFragments(ctx, b, page, id); err != nil {
			return err
		}
	}
	if b.Len() == 0 {
		if err := page.Render(ctx, b); err != nil {
			return err
		}
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, "HX-Request, HX-Request-Type, HX-Target")
	h.Set(echo.HeaderCacheControl, "no-store")
	return send(c, status, b.Bytes())
}

// fragment is the id of the element that htmx wants to swap, if it asks.
func fragment(r *http.Request) string {
	if r.Header.Get("HX-Request") != "true" || r.Header.Get("HX-Request-Type") == "full" ||
		r.Header.Get("HX-History-Restore-Request") == "true" {
		return ""
	}
	target := r.Header.Get("HX-Target")
	return target[strings.LastIndex(target, "#")+1:] // htmx 4 says tag#id
}
