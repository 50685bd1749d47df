package console

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// referencePage is about the REST API.
const referencePage = "/settings/rest-api"

// operationsPage is how many operations are shown at once.
const operationsPage = 50

// showReference shows what the operations of the REST API take: all, those of a
// group, or those with some words in them. The ones that Patrol serves come first.
func (h *Console) showReference(c echo.Context, v *patrol.Viewer) error {
	f, err := h.settingFrame(c, v, "REST API", referencePage)
	if err != nil {
		return err
	}
	p := views.Reference{Frame: f, Base: h.Authority.URL + h.API.Base, Described: h.API.Described, Forwards: h.API.Forwards,
		Query: strings.TrimSpace(c.QueryParam("q")), Groups: patrol.ByTag(judged())}
	all := judged()
	for _, g := range p.Groups {
		if g.Tag == c.QueryParam("group") {
			p.Tag, all = g.Tag, g.Operations
		}
	}
	all = operationsWith(all, strings.Fields(strings.ToLower(p.Query)))
	all = slices.Concat(p.Served(all, true), p.Served(all, false))
	p.Found = len(all)
	after := c.QueryParam("after")
	from := 1 + slices.IndexFunc(all, func(o patrol.Operation) bool { return o.Route() == after })
	p.Shown = all[from:min(from+operationsPage, len(all))]
	if from+operationsPage < len(all) {
		p.Next = referencePage + "?" + url.Values{"q": {p.Query}, "group": {p.Tag},
			"after": {p.Shown[operationsPage-1].Route()}}.Encode()
	}
	return render(c, http.StatusOK, views.ReferencePage(p))
}

// judged is all operations there are, each once: ours come first.
func judged() []patrol.Operation {
	all := slices.Concat(patrol.OwnOperations(), patrol.Operations())
	known := map[string]bool{}
	return slices.DeleteFunc(all, func(o patrol.Operation) bool {
		again := known[o.Route()]
		known[o.Route()] = true
		return again
	})
}

// operationsWith is the operations that have all of some words in their routes,
// names and needs.
func operationsWith(all []patrol.Operation, words []string) []patrol.Operation {
	var some []patrol.Operation
	for _, o := range all {
		text := strings.ToLower(o.Route() + " " + o.ID + " " + o.Accepted())
		missing := func(word string) bool { return !strings.Contains(text, word) }
		if !slices.ContainsFunc(words, missing) {
			some = append(some, o)
		}
	}
	return some
}

// A described operation is what the API's description says of one.
type described struct {
	Parameters []struct {
		Name, In, Description string
		Required              bool
		Schema                schema
	}
	RequestBody struct {
		Content map[string]struct {
			Schema  schema
			Example json.RawMessage
		}
	}
	Security []map[string]any
}

// A schema is what the description says of a value.
type schema struct {
	Type                any // a name, or a list of them
	Format, Description string
	Enum                []string
	Default             any
	MaxLength, MaxItems int
	Properties          map[string]schema
	Required            []string
	AnyOf               []schema
}

// Described is what the API's description says of each operation, by route.
func Described(description []byte) (map[string]views.OperationDescribed, error) {
	var document struct {
		Paths map[string]map[string]described
	}
	if err := json.Unmarshal(description, &document); err != nil {
		return nil, err
	}
	all := map[string]views.OperationDescribed{}
	for path, methods := range document.Paths {
		for method, d := range methods {
			all[strings.ToUpper(method)+" "+path] = d.view()
		}
	}
	return all, nil
}

// view is d as its page shows it.
func (d described) view() views.OperationDescribed {
	o := views.OperationDescribed{Strangers: len(d.Security) == 0}
	for _, p := range d.Parameters {
		o.Members = append(o.Members, views.OperationMember{Name: p.Name, Place: p.In, Kind: p.Schema.kind(),
			Required: p.Required, Note: p.Schema.note(p.Description)})
	}
	body := d.RequestBody.Content["application/json"]
	o.Example = string(body.Example)
	s := body.Schema
	if len(s.AnyOf) > 0 {
		s = s.AnyOf[0]
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		m := s.Properties[name]
		o.Members = append(o.Members, views.OperationMember{Name: name, Place: "body", Kind: m.kind(),
			Required: slices.Contains(s.Required, name), Note: m.note(m.Description)})
	}
	return o
}

// kind is the type of s in a word.
func (s schema) kind() string {
	switch kinds := s.Type.(type) {
	case string:
		return cmp.Or(s.Format, kinds)
	case []any:
		return fmt.Sprint(kinds[0], " or null")
	}
	if len(s.AnyOf) > 0 {
		return s.AnyOf[0].kind()
	}
	return "object"
}

// note is what else there is to say of s.
func (s schema) note(description string) string {
	var notes []string
	add := func(is bool, note string) {
		if is {
			notes = append(notes, note)
		}
	}
	add(description != "", description)
	add(len(s.Enum) > 0, strings.Join(s.Enum, ", "))
	add(s.Default != nil, fmt.Sprint("default ", s.Default))
	add(s.MaxLength > 0, fmt.Sprint("at most ", s.MaxLength, " characters"))
	add(s.MaxItems > 0, fmt.Sprint("at most ", s.MaxItems, " items"))
	return strings.Join(notes, "; ")
}
