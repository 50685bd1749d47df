package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// referencePage is about the REST API.
const referencePage = "/settings/rest-api"

// mostFound is how many operations a search of all groups shows.
const mostFound = 100

// showReference shows what the operations of the REST API take: those of a
// group, or those with some words in them.
func (h *Console) showReference(c echo.Context, v *patrol.Viewer) error {
	f, err := h.settingFrame(c, v, "REST API", referencePage)
	if err != nil {
		return err
	}
	p := views.Reference{Frame: f, Base: h.Authority.URL + h.API.Base, Served: h.API.Served, Forwards: h.API.Forwards,
		Query: strings.TrimSpace(c.QueryParam("q")), Groups: patrol.ByTag(judged())}
	words := strings.Fields(strings.ToLower(p.Query))
	for i, g := range p.Groups {
		if chosen := c.QueryParam("group"); g.Tag == chosen || i == 0 && p.Query == "" && chosen == "" {
			p.Tag, p.Shown = g.Tag, operationsWith(g.Operations, words)
		}
	}
	if p.Tag == "" {
		p.Shown = operationsWith(judged(), words)
		p.More = len(p.Shown) > mostFound
		p.Shown = p.Shown[:min(len(p.Shown), mostFound)]
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
