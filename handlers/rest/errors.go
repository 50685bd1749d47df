package rest

import (
	"cmp"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
)

// notFound is what is not there, as far as the caller may know.
var notFound = &patrol.Error{Kind: patrol.NotFound, Message: "Not Found"}

// notSupplied is said of members that a body has not and must have.
func notSupplied(names ...string) error {
	verb := "wasn't"
	if len(names) > 1 {
		verb = "weren't"
	}
	return &patrol.Error{Kind: patrol.Invalid,
		Message: `Invalid request.` + "\n\n" + `"` + strings.Join(names, `", "`) + `" ` + verb + ` supplied.`}
}

// problem is said of a member that makes no sense.
func problem(field, message string) error {
	return &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed",
		Fields: []patrol.FieldError{{Field: field, Message: message}}}
}

// reworded is err with each of its problems said in another way.
func reworded(err error, say func(patrol.FieldError) patrol.FieldError) error {
	e, ok := errors.AsType[*patrol.Error](err)
	if !ok {
		return err
	}
	again := *e
	again.Fields = nil
	for _, f := range e.Fields {
		again.Fields = append(again.Fields, say(f))
	}
	return &again
}

// documentation is where a request keeps what its errors link to.
const documentation = "rest.documentation"

// WriteError answers a program with e.
//
// GitHub: "Troubleshooting the REST API"; the status is text in the body.
func WriteError(c echo.Context, status int, e *patrol.Error) error {
	if e.Wait > 0 {
		c.Response().Header().Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(e.Wait.Seconds()))))
	}
	url, _ := c.Get(documentation).(string)
	return send(c, status, refusal(status, e, url))
}

// refusal is e as programs are told of it; url leads to what helps.
func refusal(status int, e *patrol.Error, url string) []byte {
	var o object
	o.text("message", e.Message)
	if len(e.Fields) > 0 {
		var problems list
		for _, f := range e.Fields {
			if f.Field == "" { // GitHub's "simple" errors
				problems.add(quoted(f.Message))
				continue
			}
			var problem object
			problem.text("field", f.Field)
			problem.text("code", cmp.Or(string(f.Code), "custom"))
			problem.text("message", f.Message)
			problems.add(problem.end())
		}
		o.raw("errors", problems.end())
	}
	if url != "" {
		o.text("documentation_url", url)
	}
	o.text("status", strconv.Itoa(status))
	return o.end()
}

// Speaks reports whether r is for the API.
func Speaks(r *http.Request) bool {
	rest, found := strings.CutPrefix(r.URL.Path, Prefix)
	return found && (rest == "" || rest[0] == '/')
}
