// Package web is the house: one server, its doors and what all of them share.
package web

import (
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"patrol"
	"patrol/handlers/console"
	"patrol/handlers/git"
	"patrol/handlers/rest"
	"patrol/static"
)

// Options say how the server is reached and what it may take.
type Options struct {
	// Proxies may say for whom they ask; nobody else is believed. An empty
	// list believes nobody.
	Proxies []netip.Prefix
	Log     *slog.Logger
	Git     git.Limits
	// RequestTime is the longest that git works for an answer of the API,
	// archives apart; 0 for any time.
	RequestTime time.Duration
	// SendsMail says that the mails in the outbox are sent.
	SendsMail bool
	// Upstream serves what Patrol's API does not; nil for nobody.
	Upstream *rest.Upstream
}

// New returns the server of an authority. Requests for another host than that
// of its URL are refused.
func New(a *patrol.Authority, repositories patrol.Repositories, o Options) (*echo.Echo, error) {
	at, err := url.Parse(a.URL)
	if err != nil {
		return nil, err
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = addressFrom(o.Proxies)
	e.HTTPErrorHandler = answerError(o.Log)
	e.Pre(headers(at.Scheme == "https"), onlyHost(at))
	e.Use(middleware.Recover())
	e.GET(static.Prefix+"*", echo.WrapHandler(static.Handler()))
	api := &rest.API{Authority: a, Repositories: repositories, Upstream: o.Upstream,
		Time: o.RequestTime, ArchiveTime: o.Git.Time}
	api.Routes(e)
	described, err := console.Described(api.Description())
	if err != nil {
		return nil, err
	}
	(&git.Git{Authority: a, Repositories: repositories, Limits: o.Git}).Routes(e)
	(&console.Console{Authority: a, Secure: at.Scheme == "https", SendsMail: o.SendsMail,
		API: console.API{Base: rest.Prefix, Described: described, Forwards: o.Upstream != nil}}).Routes(e)
	return e, nil
}

// addressFrom finds out who asks: the peer, or whom a trusted proxy says.
func addressFrom(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect() // echo v4 would trust X-Forwarded-For from anybody
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		p = p.Masked()
		ip := p.Addr().AsSlice()
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: ip, Mask: net.CIDRMask(p.Bits(), 8*len(ip))}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// onlyHost refuses requests for any other host than that of at, so that no
// page can be had under a name that others control. On loopback all its names
// are one.
func onlyHost(at *url.URL) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if host := c.Request().Host; !strings.EqualFold(host, at.Host) && !sameLoopback(host, at) {
				return echo.NewHTTPError(http.StatusMisdirectedRequest)
			}
			return next(c)
		}
	}
}

// sameLoopback reports whether host is another name for at, on loopback.
func sameLoopback(host string, at *url.URL) bool {
	asked := &url.URL{Scheme: at.Scheme, Host: host}
	return asked.Port() == at.Port() && isLoopback(asked.Hostname()) && isLoopback(at.Hostname())
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

// speaks is the door that a request is for, by the way it writes errors.
func speaks(r *http.Request) func(echo.Context, int, *patrol.Error) error {
	switch {
	case rest.Speaks(r):
		return rest.WriteError
	case git.Speaks(r):
		return git.WriteError
	}
	return console.WriteError
}
