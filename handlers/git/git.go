// Package git is the door for git: clone, fetch and push over HTTPS.
package git

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// Git serves the repositories of an authority to git clients.
type Git struct {
	Authority    *patrol.Authority
	Repositories patrol.Repositories
	Limits       Limits
}

// Limits bound what one request may ask of us.
type Limits struct {
	Body int64         // in bytes, unpacked; 0 for any
	Time time.Duration // 0 for as long as it takes
	// Patience is how long a client may let us wait for what it sends next, or
	// to take what we send: turns at git are scarce. 0 is a minute.
	Patience time.Duration
}

// Routes is all that a git client asks for. A repository's address, with or
// without ".git", is for people to look at and no concern of this door.
func (h *Git) Routes(e *echo.Echo) {
	e.GET("/:owner/:repo/info/refs", h.serve)
	e.POST("/:owner/:repo/git-upload-pack", h.serve)
	e.POST("/:owner/:repo/git-receive-pack", h.serve)
}

// serve lets in who may do what they ask for, and lets git do it.
func (h *Git) serve(c echo.Context) error {
	r := c.Request()
	o, err := parse(r.URL.EscapedPath(), r.URL.Query())
	if err != nil {
		return err
	}
	from := patrol.NewOrigin(c.RealIP(), r.UserAgent())
	pass, err := h.Authority.Authorize(r.Context(), credential(r), o.errand(from))
	if err != nil {
		return err
	}
	if w := pass.Warning; w != nil {
		c.Response().Header().Set("Sunset", w.On.UTC().Format(http.TimeFormat)) // RFC 8594
		c.Response().Header().Set("X-Patrol-Policy-Warning", w.String())
	}
	if err := refusal(pass, o); err != nil {
		return err
	}
	if pass.Moved && o.advertise {
		return moved(c, pass.Place.Repository)
	}
	if !o.advertise && r.Header.Get(echo.HeaderContentType) != o.requestType() {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	return h.exchange(c, pass, o)
}

// moved leads a git client to what a repository is called now. What it asks next
// it asks there, or, if it had to say first who it is, by the old name still.
func moved(c echo.Context, to *patrol.Repository) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store") // another may take the old name
	url := "/" + to.FullName() + ".git/info/refs?" + c.Request().URL.RawQuery
	return c.Redirect(http.StatusMovedPermanently, url)
}

// exchange answers o, which pass lets through.
func (h *Git) exchange(c echo.Context, pass *patrol.Pass, o operation) error {
	ctx := c.Request().Context()
	if h.Limits.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, h.Limits.Time)
		defer cancel()
	}
	in, err := h.body(c)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, o.answerType())
	header.Set(echo.HeaderCacheControl, "no-cache, max-age=0, must-revalidate")
	out := &answer{Response: c.Response(), to: in}
	err = h.Repositories.Serve(ctx, pass.Place.Repository, patrol.Exchange{
		Service:   o.service,
		Advertise: o.advertise,
		Protocol:  protocol(c.Request()),
		Workflows: pass.MayChangeWorkflows(),
	}, in, out)
	switch {
	case err == nil:
		return out.release()
	case patrol.NotFound.Is(err):
		return errNotFound
	case c.Request().Context().Err() != nil: // the client went away, or we lost patience
		return echo.NewHTTPError(http.StatusRequestTimeout).SetInternal(err)
	case errors.Is(err, context.DeadlineExceeded):
		return echo.NewHTTPError(http.StatusGatewayTimeout).SetInternal(err)
	}
	return err
}

// credential is what r presents: a secret as the password of anybody but
// nobody, or as a bearer's token.
func credential(r *http.Request) patrol.Credential {
	header := r.Header.Get(echo.HeaderAuthorization)
	if header == "" {
		return patrol.Credential{}
	}
	user, s, basic := r.BasicAuth()
	if !basic {
		user, s, _ = strings.Cut(header, " ")
		if !strings.EqualFold(user, "bearer") && !strings.EqualFold(user, "token") {
			s = ""
		}
	}
	if user == "" {
		s = ""
	}
	secret, _ := patrol.ParseSecret(s)
	return patrol.Credential{Secret: secret, Given: true}
}

// protocol is the version of git's protocol that r asks for.
//
// git: gitprotocol-http(5); several keys are parted by colons.
func protocol(r *http.Request) int {
	keys := strings.Split(r.Header.Get("Git-Protocol"), ":")
	switch {
	case slices.Contains(keys, "version=2"):
		return 2
	case slices.Contains(keys, "version=1"):
		return 1
	}
	return 0
}
