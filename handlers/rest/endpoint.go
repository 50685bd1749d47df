package rest

import (
	"net/http"
	"reflect"

	"patrol"
)

// An endpoint is a handler for whoever may do what it does, with what it reads
// and answers, which is what the description tells of it. It is no
// echo.HandlerFunc, so that none is reached but through a lock.
type endpoint struct {
	serve     func(c *call) error
	query     reflect.Type // of what it reads of the address, a struct; nil for nothing
	body      reflect.Type // of what it reads of the body; nil for nothing
	answers   []outcome
	strangers bool // it is for those without a token alone
}

// An outcome is an answer to what could be done.
type outcome struct {
	status int
	shape  string   // of shapes, "[]" before it for a list of them; empty for no body
	forms  []string // other media types that can be asked for
}

// plain is an endpoint that reads nothing but its path.
func plain(serve func(c *call) error) endpoint { return endpoint{serve: serve} }

// withQuery is an endpoint that reads a Q of the address.
func withQuery[Q any](serve func(*call, Q) error) endpoint {
	return endpoint{query: reflect.TypeFor[Q](), serve: func(c *call) error {
		var q Q
		if err := readQuery(c.QueryParams(), &q); err != nil {
			return err
		}
		return serve(c, q)
	}}
}

// withBody is an endpoint that reads a B of the body.
func withBody[B any](serve func(*call, B) error) endpoint {
	return endpoint{body: reflect.TypeFor[B](), serve: func(c *call) error {
		var b B
		if err := c.read(&b); err != nil {
			return err
		}
		return serve(c, b)
	}}
}

// gives is e, which answers so if all is well.
func (e endpoint) gives(status int, shape string, forms ...string) endpoint {
	e.answers = append(e.answers, outcome{status, shape, forms})
	return e
}

// shows is e, which answers with something.
func (e endpoint) shows(shape string, forms ...string) endpoint {
	return e.gives(http.StatusOK, shape, forms...)
}

// makes is e, which answers with something that there is only now.
func (e endpoint) makes(shape string) endpoint { return e.gives(http.StatusCreated, shape) }

// does is e, which answers that it is done.
func (e endpoint) does() endpoint { return e.gives(http.StatusNoContent, "") }

// packs is e, which answers with where all files are packed, and there with them.
func (e endpoint) packs(f patrol.ArchiveFormat) endpoint {
	return e.gives(http.StatusFound, "").gives(http.StatusOK, "", archiveTypes[f])
}
