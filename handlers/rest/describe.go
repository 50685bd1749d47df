package rest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"patrol"
)

// describe answers what Patrol serves itself, as OpenAPI describes it.
func (h *API) describe(c *call) error { return sendTagged(c, h.described.body, h.described.tag) }

// A members is a JSON object whose members stand in alphabetical order.
type members = map[string]any

// description is what Patrol serves itself, and what that takes.
func (h *API) description() ready[string] {
	paths := map[string]members{}
	for _, route := range Served() {
		o, _ := patrol.OperationByRoute(route)
		if paths[o.Path] == nil {
			paths[o.Path] = members{}
		}
		paths[o.Path][strings.ToLower(o.Method)] = operation(o)
	}
	body, err := json.Marshal(members{
		"openapi": "3.1.0",
		"info": members{"title": "Patrol", "version": versions[0], "description": "What Patrol serves itself of " +
			"GitHub's REST API, and what is its own. x-permissions are what a fine-grained token needs, any one of the " +
			"sets; x-scopes what a classic token needs, any one of them."},
		"servers": []members{{"url": h.url(Prefix)}},
		"paths":   paths,
		"components": members{
			"securitySchemes": members{"token": members{"type": "http", "scheme": "bearer"}},
			"responses": members{"refusal": members{"description": "The token is not good for this, or there is no such thing.",
				"content": members{"application/json": members{"schema": members{"type": "object",
					"properties": members{"message": members{"type": "string"}, "documentation_url": members{"type": "string"},
						"status": members{"type": "string"}}}}}}},
		},
	})
	if err != nil {
		panic(err) // it is all made of strings
	}
	return ready[string]{body: body, tag: tagOf(body)}
}

// parameter is one of a path.
var parameter = regexp.MustCompile(`\{(\w+)\}`)

// operation is o, with what it takes and answers.
func operation(o patrol.Operation) members {
	parameters := []members{}
	for _, name := range parameter.FindAllStringSubmatch(o.Path, -1) {
		parameters = append(parameters, members{"name": name[1], "in": "path", "required": true,
			"schema": members{"type": "string"}})
	}
	refusal := members{"$ref": "#/components/responses/refusal"}
	described := members{
		"operationId":   o.ID,
		"tags":          []string{o.Tag()},
		"parameters":    parameters,
		"security":      []members{{"token": []string{}}},
		"x-permissions": append([]patrol.Permissions{}, o.Needs...),
		"x-scopes":      append([]patrol.Scope{}, o.Scopes...),
		"responses":     members{"2XX": members{"description": "It is done."}, "4XX": refusal},
	}
	if o.Method == http.MethodGet && len(o.Needs) == 0 {
		described["security"] = []members{{}, {"token": []string{}}}
	}
	return described
}
