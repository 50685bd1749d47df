package web

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/labstack/echo/v4"

	"patrol/handlers/rest"
)

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// headers has every answer say which request it is to, and browsers trust
// nothing but what is ours. Over TLS they are told never to come without. The
// API, which sends no pages, goes without what only pages need.
//
// Names are in canonical form and values are shared: this is the hot path.
func headers(tls bool) echo.MiddlewareFunc {
	always := http.Header{"X-Content-Type-Options": {"nosniff"}}
	if tls {
		always["Strict-Transport-Security"] = []string{"max-age=31536000"}
	}
	ofPages := http.Header{
		"Content-Security-Policy":    {contentSecurityPolicy},
		"Referrer-Policy":            {"same-origin"},
		"Cross-Origin-Opener-Policy": {"same-origin"},
	}
	start, count := rand.Text()[:8]+"-", new(atomic.Uint64)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			id := []string{start + strconv.FormatUint(count.Add(1), 36)}
			for name, value := range always {
				h[name] = value
			}
			if rest.Speaks(c.Request()) {
				h[rest.RequestID] = id
				return next(c)
			}
			h[echo.HeaderXRequestID] = id
			for name, value := range ofPages {
				h[name] = value
			}
			return next(c)
		}
	}
}
