package rest

import (
	"context"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"patrol"
)

// A call is a request for an operation, and what the law says of it.
type call struct {
	echo.Context
	*patrol.Pass
	match patrol.Match
}

// ctx is what c's request is served within: it ends when the caller goes away.
func (c *call) ctx() context.Context { return c.Request().Context() }

// param is a parameter of the path, as the catalogue calls it.
func (c *call) param(name string) string { return c.match.Value(name) }

// given is what a request presents: a token or, without one, a ticket.
func (h *API) given(r *http.Request) (patrol.Credential, error) {
	if r.URL.RawQuery == "" || r.Header["Authorization"] != nil {
		return credential(r), nil
	}
	ticket := r.URL.Query().Get(ticketParam)
	if ticket == "" {
		return credential(r), nil
	}
	return h.Authority.Redeem(r.Context(), ticket, r.URL.EscapedPath())
}

// credential takes the token from a request, in any of the ways GitHub does.
// What cannot be a token is given all the same, and is a bad one.
func credential(r *http.Request) patrol.Credential {
	header := r.Header.Get("Authorization")
	if header == "" {
		return patrol.Credential{}
	}
	given := patrol.Credential{Given: true}
	scheme, text, _ := strings.Cut(header, " ")
	switch {
	case strings.EqualFold(scheme, "bearer"), strings.EqualFold(scheme, "token"):
		given.Secret, _ = patrol.ParseSecret(strings.TrimSpace(text))
	case strings.EqualFold(scheme, "basic"):
		_, password, _ := r.BasicAuth()
		given.Secret, _ = patrol.ParseSecret(password)
	}
	return given
}

// wellFormed reports whether at can be a path in a repository.
func wellFormed(at string) bool {
	if at == "" {
		return true
	}
	for part := range strings.SplitSeq(at, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return printable(at)
}

// printable reports whether s is text without control characters.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
