package rest

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"patrol"
)

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

// param is a parameter of the path as it was meant, or "" if it makes no sense.
func param(c echo.Context, name string) string {
	value := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return value
	}
	value, err := url.PathUnescape(value) // echo leaves it as it came
	if err != nil {
		return ""
	}
	return value
}

// nobody is a name that no account or repository can have.
const nobody = "-.git"

// login is the login in a path, or nobody's.
func login(c echo.Context, name string) string {
	if value := param(c, name); patrol.CheckLogin(value) == "" {
		return value
	}
	return nobody
}

// repositoryName is the name of a repository in a path, or one that none has.
func repositoryName(c echo.Context, name string) string {
	if value := param(c, name); patrol.CheckRepositoryName(value) == "" {
		return value
	}
	return nobody
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
