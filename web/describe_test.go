package web_test

import (
	"bytes"
	_ "embed"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"patrol"
	"patrol/handlers/rest"
)

// A described operation is what the description says of one.
type described struct {
	OperationID string              `json:"operationId"`
	Permissions []map[string]string `json:"x-permissions"`
	Security    []map[string][]string
	Parameters  []struct {
		Name, In string
		Schema   struct{ Type string }
	}
	Responses map[string]any
}

// The description has every operation that is served, with what it takes, and
// no other.
func TestDescriptionIsWhatIsServed(t *testing.T) {
	w := newWorld(t)
	got := w.get("", "/openapi.json")
	var all struct {
		Paths map[string]map[string]described
	}
	got.decode(&all)
	var routes []string
	for path, methods := range all.Paths {
		for method, d := range methods {
			route := strings.ToUpper(method) + " " + path
			routes = append(routes, route)
			o, _ := patrol.OperationByRoute(route)
			var inPath []string
			for _, p := range d.Parameters {
				if p.In == "path" {
					inPath = append(inPath, p.Name)
				}
			}
			if d.OperationID != o.ID || len(d.Permissions) != len(o.Needs) || !slices.Equal(inPath, o.Parameters()) {
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

// inBraces is a parameter of a path.
var inBraces = regexp.MustCompile(`\{\w+\}`)

// Whom the description lets ask without a token is whom the API lets.
func TestDescriptionSaysWhoNeedsNoToken(t *testing.T) {
	w := newWorld(t)
	w.Limits.Requests = 1000
	var all struct {
		Paths map[string]map[string]described
	}
	w.get("", "/openapi.json").decode(&all)
	public := strings.NewReplacer("{owner}", "acme", "{repo}", "docs", "{org}", "acme", "{username}", "dana",
		"{account_id}", strconv.FormatInt(w.dana.ID, 10))
	for path, methods := range all.Paths {
		for method, d := range methods {
			at := public.Replace(path)
			more := strings.Contains(at, "{") // what it is about is not there, which everybody may learn
			at = inBraces.ReplaceAllString(at, "1")
			got := w.call(strings.ToUpper(method), "", at)
			refused := got.StatusCode == 401 || got.StatusCode == 404 && got.message() == "Not Found" && !more
			anybody := len(d.Security) == 0 || len(d.Security[0]) == 0
			if refused && anybody || got.StatusCode < 400 && !anybody {
				t.Errorf("%s %s: without a token %s, though security is %v", method, path, got.Status, d.Security)
			}
		}
	}
}

// openAPI is what makes a description one: JSON Schema of the OpenAPI initiative.
//
//go:embed testdata/openapi-3.1.json
var openAPI string

// The description is an OpenAPI document, whose schemas are all there and are
// JSON Schema, and whose examples are as they say.
func TestDescriptionIsValid(t *testing.T) {
	own := ownAPI()
	format, err := jsonschema.UnmarshalJSON(strings.NewReader(openAPI))
	if err != nil {
		t.Fatal(err)
	}
	for _, breach := range newContract("openapi-3.1.json", format).invalid("", own.document) {
		t.Error(breach)
	}
	for path, methods := range own.document["paths"].(map[string]any) {
		for method, o := range methods.(map[string]any) {
			at := "/paths/" + pointer(path) + "/" + method
			body, has := o.(map[string]any)["requestBody"].(map[string]any)
			if !has {
				continue
			}
			example := body["content"].(map[string]any)["application/json"].(map[string]any)["example"]
			for _, breach := range own.invalid(at+"/requestBody/content/application~1json/schema", example) {
				t.Errorf("the example of %s %s%s", method, path, breach)
			}
			if len(example.(map[string]any)) == 0 {
				t.Errorf("%s %s has no example", method, path)
			}
		}
	}
}

// An ownContract is what Patrol says itself that its API answers.
type ownContract struct {
	*contract
	document map[string]any
}

// ownAPI is the contract that all answers of the API are held to. In it answers
// have nothing that is not described.
var ownAPI = sync.OnceValue(func() *ownContract {
	e := echo.New()
	(&rest.API{Authority: &patrol.Authority{URL: townAddress, Now: time.Now}}).Routes(e)
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, rest.Prefix+"/openapi.json", nil))
	document, err := jsonschema.UnmarshalJSON(answer.Body)
	if err != nil {
		panic(err)
	}
	own := document.(map[string]any)
	for name, s := range own["components"].(map[string]any)["schemas"].(map[string]any) {
		if name != "object" {
			seal(s)
		}
	}
	return &ownContract{newContract("openapi.json", own), own}
})

// seal has objects of a schema have nothing else than it says.
func seal(schema any) {
	switch s := schema.(type) {
	case []any:
		for _, part := range s {
			seal(part)
		}
	case map[string]any:
		for part := range maps.Values(s) {
			seal(part)
		}
		if s["type"] == "object" && s["properties"] != nil {
			s["additionalProperties"] = false
		}
	}
}

// broken is where an answer is not what c says.
func (c *ownContract) broken(m patrol.Match, r *http.Request, answer *httptest.ResponseRecorder) []string {
	method := strings.ToLower(strings.Replace(r.Method, http.MethodHead, http.MethodGet, 1))
	operation := c.document["paths"].(map[string]any)[m.Path].(map[string]any)[method].(map[string]any)
	responses, status := operation["responses"].(map[string]any), strconv.Itoa(answer.Code)
	if answer.Code >= 500 {
		status = "5XX"
	}
	response, documented := responses[status].(map[string]any)
	if !documented {
		return []string{"it has no such status"}
	}
	at := "/paths/" + pointer(m.Path) + "/" + method + "/responses/" + status
	if ref, elsewhere := response["$ref"].(string); elsewhere {
		at = strings.TrimPrefix(ref, "#")
		response = c.document["components"].(map[string]any)["responses"].(map[string]any)[status].(map[string]any)
	}
	content, _ := response["content"].(map[string]any)
	mediaType, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	switch _, documented := content[mediaType]; {
	case answer.Body.Len() == 0:
		return nil
	case !documented:
		return []string{"it has no " + mediaType}
	case mediaType != "application/json":
		return nil
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		return []string{err.Error()}
	}
	return c.invalid(at+"/content/application~1json/schema", body)
}
