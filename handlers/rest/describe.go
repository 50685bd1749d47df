package rest

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"patrol"
)

// describe answers what Patrol serves itself, as OpenAPI describes it.
func (h *API) describe(c *call) error { return sendTagged(c, h.described.body, h.described.tag) }

// Description is what describe answers, once there are Routes.
func (h *API) Description() []byte { return h.described.body }

// description is what Patrol serves itself: what that takes, reads and answers.
func (h *API) description() ready[string] {
	paths := map[string]dict{}
	for route, e := range h.endpoints() {
		o, _ := patrol.OperationByRoute(route)
		if paths[o.Path] == nil {
			paths[o.Path] = dict{}
		}
		paths[o.Path][strings.ToLower(o.Method)] = e.describe(o)
	}
	body := []byte(text(dict{
		"openapi": "3.1.0",
		"info": dict{"title": "Patrol", "version": versions[0], "description": "What Patrol serves itself of " +
			"GitHub's REST API, and what is its own. x-permissions are what a fine-grained token needs, any one of the " +
			"sets; x-scopes what a classic token needs, any one of them; x-fine-grained is false where no fine-grained " +
			"token will do. Paths below /repos/{owner}/{repo} and /orgs/{org} are there below /repositories/{repository_id} " +
			"and /organizations/{organization_id} too."},
		"servers": []dict{{"url": h.url(Prefix)}},
		"paths":   paths,
		"components": dict{
			"schemas": h.schemas(),
			"securitySchemes": dict{
				"token": dict{"type": "http", "scheme": "bearer"},
				"basic": dict{"type": "http", "scheme": "basic", "description": "The token is the password; any name will do."},
			},
			"responses": refusals(),
		},
	}))
	return ready[string]{body: body, tag: tagOf(body)}
}

// describe is what the description says of e, which does o.
func (e endpoint) describe(o patrol.Operation) dict {
	d := dict{
		"operationId":   o.ID,
		"tags":          []string{o.Tag()},
		"parameters":    append(pathParameters(o), queryParameters(e.query)...),
		"security":      e.security(o),
		"x-permissions": append([]patrol.Permissions{}, o.Needs...),
		"x-scopes":      append([]patrol.Scope{}, o.Scopes...),
		"responses":     e.responses(o),
	}
	if !o.Callable {
		d["x-fine-grained"] = false
	}
	if e.body != nil {
		s := schemaOf(e.body)
		required, _ := s["required"].([]string)
		d["requestBody"] = dict{"required": len(required) > 0,
			"content": dict{"application/json": dict{"schema": s, "example": exampleOf(e.body)}}}
	}
	return d
}

// security is what e takes of whoever asks. What is for everybody to read has no
// token; of what is not, strangers do not learn that it is there.
func (e endpoint) security(o patrol.Operation) []dict {
	either := []dict{{"token": []string{}}, {"basic": []string{}}}
	switch {
	case e.strangers:
		return []dict{}
	case o.Public():
		return append([]dict{{}}, either...)
	}
	return either
}

// pathParameters are those in the path of o.
func pathParameters(o patrol.Operation) []dict {
	all := []dict{}
	for _, name := range o.Parameters() {
		s := dict{"type": "string"}
		p := dict{"name": name, "in": "path", "required": true, "schema": s}
		switch {
		case strings.HasSuffix(name, "_id"), strings.HasSuffix(name, "_number"):
			s["type"], s["format"], s["minimum"] = "integer", "int64", 1
		case patrol.Spans(name):
			p["description"] = "It may have slashes in it."
			p["x-multi-segment"] = true
		}
		all = append(all, p)
	}
	return all
}

// queryParameters are those that a struct is read from; nil for none.
func queryParameters(t reflect.Type) []dict {
	if t == nil {
		return nil
	}
	var all []dict
	for m := range membersOf(t) {
		if m.Type == reflect.TypeFor[page]() {
			all = append(all,
				dict{"name": "page", "in": "query", "description": "Which page, from 1",
					"schema": dict{"type": "integer", "minimum": 1, "default": 1}},
				dict{"name": "per_page", "in": "query", "description": "How many on a page",
					"schema": dict{"type": "integer", "minimum": 1, "maximum": largestPage}})
			continue
		}
		s := m.schema()
		p := dict{"name": m.name, "in": "query", "schema": s}
		if doc, said := s["description"]; said {
			p["description"] = doc
			delete(s, "description")
		}
		if example := m.Tag.Get("eg"); example != "" {
			p["example"] = example
		}
		all = append(all, p)
	}
	return all
}

// responses are what e answers, which does o.
func (e endpoint) responses(o patrol.Operation) dict {
	all := dict{}
	for _, a := range e.answers {
		r := dict{"description": http.StatusText(a.status)}
		content := dict{}
		if a.shape != "" {
			content["application/json"] = dict{"schema": anyOf(strings.Fields(a.shape))}
		}
		for _, form := range a.forms {
			content[form] = dict{}
		}
		if len(content) > 0 {
			r["content"] = content
		}
		if status := strconv.Itoa(a.status); all[status] == nil {
			all[status] = r
		}
	}
	if o.Method == http.MethodGet && e.answers[0].shape != "" {
		all["304"] = dict{"description": "It is as If-None-Match says."}
	}
	inside := strings.HasPrefix(o.Path, "/repos/") // where git has a say
	if inside {
		all[strconv.Itoa(leads(o.Writes()))] = answerOf("The repository moved to where Location says.", schemas+"moved")
	}
	for status := range refusals() {
		always := status != "409" && status != "422"
		if always || inside || o.Writes() || status == "422" && e.query != nil {
			all[status] = dict{"$ref": "#/components/responses/" + status}
		}
	}
	return all
}

// refusals are the answers to what was not done, by status.
func refusals() map[string]dict {
	all := map[string]dict{}
	for status, why := range map[string]string{
		"400": "The body is no JSON, or there is no such version of the API.",
		"401": "There is no such token, or it is needed and not there.",
		"403": "The token or its user may not do this, or did too much of it.",
		"404": "There is no such thing, as far as the token may know.",
		"409": "It is not as the request has it.",
		"422": "What the request says makes no sense.",
		"5XX": "Patrol cannot do it now.",
	} {
		all[status] = answerOf(why, schemas+"refusal")
	}
	return all
}

// answerOf is an answer of one schema.
func answerOf(why, schema string) dict {
	return dict{"description": why, "content": dict{"application/json": dict{"schema": dict{"$ref": schema}}}}
}

// anyOf is the schema of answers of some shapes.
func anyOf(shapes []string) dict {
	var all []dict
	for _, shape := range shapes {
		name, listed := strings.CutPrefix(shape, "[]")
		s := dict{"$ref": schemas + name}
		if listed {
			s = dict{"type": "array", "items": s}
		}
		all = append(all, s)
	}
	if len(all) == 1 {
		return all[0]
	}
	return dict{"anyOf": all}
}
