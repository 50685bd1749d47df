package web_test

import (
	"slices"
	"strings"
	"testing"

	"patrol"
	"patrol/handlers/rest"
)

// The description has every operation that is served, with what it takes, and
// no other.
func TestDescriptionIsWhatIsServed(t *testing.T) {
	w := newWorld(t)
	got := w.get("", "/openapi.json")
	var described struct {
		Paths map[string]map[string]struct {
			OperationID string              `json:"operationId"`
			Permissions []map[string]string `json:"x-permissions"`
			Parameters  []struct{ Name string }
		}
	}
	got.decode(&described)
	var routes []string
	for path, methods := range described.Paths {
		for method, d := range methods {
			route := strings.ToUpper(method) + " " + path
			routes = append(routes, route)
			o, _ := patrol.OperationByRoute(route)
			if d.OperationID != o.ID || len(d.Permissions) != len(o.Needs) || len(d.Parameters) != strings.Count(path, "{") {
				t.Errorf("%s is described as %+v", route, d)
			}
			for i, set := range o.Needs {
				for key, level := range set {
					if d.Permissions[i][key] != level.String() {
						t.Errorf("%s takes %s, but is said to take %s", route, set, d.Permissions[i])
					}
				}
			}
		}
	}
	slices.Sort(routes)
	if !slices.Equal(routes, rest.Served()) {
		t.Errorf("described are %q,\nserved %q", routes, rest.Served())
	}
	if again := w.get("", "/openapi.json", "If-None-Match", got.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("asked again, it answers %s", again.Status)
	}
}
