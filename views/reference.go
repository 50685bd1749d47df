package views

import (
	"slices"
	"strings"

	"patrol"
)

// referencePath is the page about the REST API.
const referencePath = "/settings/rest-api"

// Reference is the REST API, as its page shows it: the operations of one group,
// or those that were searched for.
type Reference struct {
	Frame
	Base     string // where the API lies
	Query    string
	Tag      string                  // the group that is shown or searched; empty for all
	Groups   []patrol.OperationGroup // all there are
	Shown    []patrol.Operation
	More     bool     // more were found than are shown
	Served   []string // the routes that Patrol serves itself
	Forwards bool     // the others, to another server
}

// fate says what becomes of a request for o that the law allows.
func (p Reference) fate(o patrol.Operation) string {
	switch {
	case slices.Contains(p.Served, o.Route()):
		return "Served by Patrol"
	case p.Forwards:
		return "Forwarded"
	}
	return "Not served: 501"
}

// takes says what o takes of either kind of token.
func takes(o patrol.Operation) string {
	fine := "Fine-grained: " + needWords(o)
	if !o.Callable {
		fine = "No fine-grained token can call it"
	}
	if len(o.Scopes) == 0 {
		return fine + "."
	}
	var scopes []string
	for _, s := range o.Scopes {
		scopes = append(scopes, string(s))
	}
	return fine + ". Classic: " + strings.Join(scopes, " or ") + "."
}

// curl is a command that calls o.
func (p Reference) curl(o patrol.Operation) string {
	method := ""
	if o.Method != "GET" {
		method = "-X " + o.Method + " "
	}
	return "curl " + method + `-H "Authorization: Bearer $TOKEN" "` + p.Base + o.Path + `"`
}
