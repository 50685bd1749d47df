package views

import (
	"regexp"
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
	Base      string // where the API lies
	Query     string
	Tag       string                  // the group that is shown or searched; empty for all
	Groups    []patrol.OperationGroup // all there are
	Found     int                     // how many there are to show
	Shown     []patrol.Operation
	Next      string                        // where more of them are; empty for none
	Described map[string]OperationDescribed // what Patrol serves itself, by route
	Forwards  bool                          // the others, to another server
}

// An OperationDescribed is what an operation reads.
type OperationDescribed struct {
	Members   []OperationMember
	Example   string // a body, as JSON; empty for none
	Strangers bool   // it is for those without a token alone
}

// An OperationMember is one thing that an operation reads.
type OperationMember struct {
	Name, Place, Kind, Note string
	Required                bool
}

// Served are those of some operations that Patrol serves itself, or the others.
func (p Reference) Served(some []patrol.Operation, itself bool) []patrol.Operation {
	return slices.DeleteFunc(slices.Clone(some), func(o patrol.Operation) bool { return p.serves(o) != itself })
}

// serves reports whether Patrol serves o itself.
func (p Reference) serves(o patrol.Operation) bool {
	_, served := p.Described[o.Route()]
	return served
}

// fate says what becomes of a request for o that the law allows.
func (p Reference) fate(o patrol.Operation) string {
	switch {
	case p.serves(o):
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

// placeholder is a parameter of a path.
var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// curl is a command that calls o, with names in capitals where something is to
// be put in.
func (p Reference) curl(o patrol.Operation) string {
	d := p.Described[o.Route()]
	command := "curl"
	if o.Method != "GET" {
		command += " -X " + o.Method
	}
	if !d.Strangers {
		command += ` -H "Authorization: Bearer $PATROL_TOKEN"`
	}
	if d.Example != "" {
		command += ` -H "Content-Type: application/json" -d '` + strings.ReplaceAll(d.Example, "'", `'\''`) + "'"
	}
	return command + ` "` + p.Base + placeholder.ReplaceAllStringFunc(o.Path, capitals) + `"`
}

// capitals is a parameter as commands have it.
func capitals(parameter string) string { return strings.ToUpper(strings.Trim(parameter, "{}")) }
