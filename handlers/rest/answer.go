package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

// Values of headers that never change.
var (
	jsonType = []string{"application/json; charset=utf-8"}
	noStore  = []string{"private, no-store"}
	// revalidate lets clients keep an answer, and ask each time whether it still holds.
	revalidate = []string{"private, no-cache"}
)

// send answers with JSON. What was read gets a tag, by which a client can ask
// later whether it has changed.
//
// GitHub: "Best practices for using the REST API", Use conditional requests.
func send(c echo.Context, status int, body []byte) error {
	if status == http.StatusOK && reads(c.Request()) {
		return sendTagged(c, body, tagOf(body))
	}
	return write(c, status, body, noStore)
}

// sendTagged answers with JSON that has a tag, unless the client has it already.
func sendTagged(c echo.Context, body []byte, tag []string) error {
	header := c.Response().Header()
	header["Etag"] = tag
	if has(c.Request().Header["If-None-Match"], tag[0]) {
		header["Cache-Control"] = revalidate
		return c.NoContent(http.StatusNotModified)
	}
	return write(c, http.StatusOK, body, revalidate)
}

// done answers that something is done, if it is.
func (c *call) done(err error) error {
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// write answers with JSON, which may be kept so.
func write(c echo.Context, status int, body []byte, keep []string) error {
	header := c.Response().Header()
	header["Content-Type"] = jsonType
	header["Cache-Control"] = keep
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(body)
	return err
}

// reads reports whether r changes nothing.
func reads(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// tagOf is the value of the header ETag for a body. It is a weak one, for the
// body may go out compressed.
func tagOf(body []byte) []string {
	sum := sha256.Sum256(body)
	return []string{`W/"` + hex.EncodeToString(sum[:16]) + `"`}
}

// has reports whether a client has what has a tag, by its header If-None-Match.
func has(asked []string, tag string) bool {
	for _, line := range asked {
		for one := range strings.SplitSeq(line, ",") {
			one = strings.TrimSpace(one)
			if one == "*" || strings.TrimPrefix(one, "W/") == tag[len("W/"):] {
				return true
			}
		}
	}
	return false
}
