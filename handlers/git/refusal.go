package git

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
)

// refusal is why pass lets nobody through, in the words of git's users; nil
// if it lets them.
func refusal(pass *patrol.Pass, o operation) error {
	switch pass.Verdict {
	case patrol.Allowed:
		return nil
	case patrol.NeedsCredentials:
		return &patrol.Error{Kind: patrol.Unauthenticated, Message: "Authentication required."}
	case patrol.BadCredentials:
		return &patrol.Error{Kind: patrol.Unauthenticated, Message: "Invalid username or token." +
			" Password authentication is not supported for Git operations."}
	case patrol.LifetimeRefused, patrol.ClassicRefused:
		return pass.Err()
	case patrol.BeyondUser:
		return forbidden(fmt.Sprintf("Permission to %s/%s.git denied to %s.",
			pass.Place.Owner.Login, pass.Place.Repository.Name, pass.Bearer.User.Login))
	case patrol.ReadOnly:
		return forbidden("This repository was archived so it is read-only.")
	case patrol.MissingPermission, patrol.MissingScope: // said of a missing permission to read, too
		return forbidden("Write access to repository not granted.")
	}
	if patrol.NotFound.Is(pass.Err()) {
		return errNotFound
	}
	return forbidden("Write access to repository not granted.")
}

func forbidden(message string) error { return &patrol.Error{Kind: patrol.Forbidden, Message: message} }

// Speaks reports whether r is for this door to answer.
func Speaks(r *http.Request) bool {
	path := r.URL.Path
	for _, end := range []string{"/info/refs", "/git-upload-pack", "/git-receive-pack"} {
		if strings.HasSuffix(path, end) {
			return strings.Count(path, "/") == 2+strings.Count(end, "/")
		}
	}
	return false
}

// WriteError answers a git client with e, which it shows line by line as
// "remote: …".
func WriteError(c echo.Context, status int, e *patrol.Error) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextPlainCharsetUTF8) // git shows nothing else
	switch status {
	case http.StatusUnauthorized:
		h.Set(echo.HeaderWWWAuthenticate, `Basic realm="Patrol"`)
	case http.StatusTooManyRequests: // of git processes, not of requests by one client
		status = http.StatusServiceUnavailable
		h.Set(echo.HeaderRetryAfter, "5")
	}
	return c.String(status, e.Message+"\n")
}
