package web_test

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"patrol"
	"patrol/handlers/rest"
)

// A difference is one of ours from GitHub's contract that is meant.
type difference struct {
	breach string // how it ends
	shown  string // an answer that has it
	why    string // as docs/divergences.md says
}

// covers reports whether a breach is d.
func (d difference) covers(breach string) bool { return strings.HasSuffix(breach, d.breach) }

// differences are all that answers may have from GitHub's contract.
var differences = []difference{
	{"/ssh_url: got null, want string", "GET /repos/acme/docs", overHTTP},
	{"/git_url: got null, want string", "GET /repos/acme/docs", overHTTP},
	{"/content/html_url: got null, want string", "PUT /repos/acme/site/contents/one", noPages},
	{"/content/download_url: got null, want string", "PUT /repos/acme/site/contents/two", noPages},
	{"/content/_links/html: got null, want string", "PUT /repos/acme/site/contents/three", noPages},
	{"not answer so to GET /repos/{owner}/{repo}/tarball/{ref}", "GET /repos/acme/site/tarball/main", archives},
	{"not answer so to GET /repos/{owner}/{repo}/zipball/{ref}", "GET /repos/acme/site/zipball/main", archives},
	{": missing property 'rate'", "GET /rate_limit", "Newer versions of the API leave out `rate`"},
}

// Reasons that several differences share.
const (
	overHTTP = "Git is served over HTTP alone, so `ssh_url` and `git_url` are `null`"
	noPages  = "Files have no pages here"
	archives = "lead to the same address with a `ticket`"
)

// Every difference is there, and the documentation has it.
func TestDifferencesFromGitHub(t *testing.T) {
	w := newWorld(t)
	w.Limits.Requests = 100
	as := bearer(w.writes(""))
	documented, err := os.ReadFile("../docs/divergences.md")
	w.must(err)
	words := strings.Join(strings.Fields(string(documented)), " ")
	for _, d := range differences {
		method, path, _ := strings.Cut(d.shown, " ")
		m, _ := patrol.Route(method, path)
		r := httptest.NewRequest(method, townAddress+rest.Prefix+path, strings.NewReader(`{"message": "New", "content": ""}`))
		r.Header.Set("Authorization", as)
		r.Header.Set("X-GitHub-Api-Version", "2026-03-10")
		answer := httptest.NewRecorder()
		w.server.ServeHTTP(answer, r)
		if to := answer.Header().Get("Location"); answer.Code == http.StatusFound {
			answer = httptest.NewRecorder()
			w.server.ServeHTTP(answer, httptest.NewRequest(method, to, nil))
		}
		if breaches := githubAPI().breaches(m.Route(), r, answer); !slices.ContainsFunc(breaches, d.covers) {
			t.Errorf("%s has no %q, but %q", d.shown, d.breach, breaches)
		}
		if !strings.Contains(words, d.why) {
			t.Errorf("docs/divergences.md does not say %q", d.why)
		}
	}
}

// Every operation of GitHub's that Patrol serves is in the contract.
func TestContractHasWhatIsServed(t *testing.T) {
	for _, o := range patrol.Operations() {
		if _, known := githubAPI().operations[o.Route()]; !known && slices.Contains(rest.Served(), o.Route()) {
			t.Errorf("%s is not in the contract: go run ./cmd/gencontract", o.Route())
		}
	}
}

// githubContract is what GitHub says that its API answers; cmd/gencontract
// makes it.
//
//go:embed testdata/github.json.gz
var githubContract []byte

// A contract holds answers to what is said of them.
type contract struct {
	name       string
	operations map[string]any // the schema of each status, by route
	compiler   *jsonschema.Compiler
	compiling  sync.Mutex
}

// githubAPI is the contract that answers of the API are held to.
var githubAPI = sync.OnceValue(func() *contract {
	packed, err := gzip.NewReader(bytes.NewReader(githubContract))
	if err != nil {
		panic(err)
	}
	document, err := jsonschema.UnmarshalJSON(packed)
	if err != nil {
		panic(err)
	}
	c := newContract("github.json", document)
	c.operations = document.(map[string]any)["operations"].(map[string]any)
	return c
})

// newContract is the contract that a document has.
func newContract(name string, document any) *contract {
	c := &contract{name: name, compiler: jsonschema.NewCompiler()}
	c.compiler.AssertFormat()
	for _, format := range []string{"uri", "uri-template"} { // the library knows fewer templates than there are
		c.compiler.RegisterFormat(&jsonschema.Format{Name: format, Validate: absoluteOrEmpty})
	}
	if err := c.compiler.AddResource(name, document); err != nil {
		panic(err)
	}
	return c
}

// absoluteOrEmpty accepts addresses, and none: that of an avatar is empty.
func absoluteOrEmpty(value any) error {
	text, _ := value.(string)
	if at, err := url.Parse(text); err != nil || text != "" && !at.IsAbs() {
		return errors.New("no absolute address")
	}
	return nil
}

// An inspected server's answers to what Patrol serves itself are held to what
// Patrol says of them, and those to what GitHub's API has too to GitHub's contract.
type inspected struct {
	*echo.Echo
	t testing.TB
}

func (s inspected) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, below := strings.CutPrefix(r.URL.EscapedPath(), rest.Prefix)
	m, found := patrol.Route(r.Method, path)
	if !below || !found || !slices.Contains(rest.Served(), m.Route()) {
		s.Echo.ServeHTTP(w, r)
		return
	}
	recorder := httptest.NewRecorder()
	s.Echo.ServeHTTP(recorder, r)
	for _, breach := range githubAPI().breaches(m.Route(), r, recorder) {
		if !slices.ContainsFunc(differences, func(d difference) bool { return d.covers(breach) }) {
			s.t.Errorf("%s (%s) answers %d: %s", m.Route(), r.URL, recorder.Code, breach)
		}
	}
	for _, breach := range ownAPI().broken(m, r, recorder) {
		s.t.Errorf("%s (%s) answers %d, and the description differs: %s", m.Route(), r.URL, recorder.Code, breach)
	}
	for key, values := range recorder.Header() {
		w.Header()[key] = values
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// breaches is where an answer is not what c says.
func (c *contract) breaches(route string, r *http.Request, answer *httptest.ResponseRecorder) []string {
	statuses, known := c.operations[route].(map[string]any)
	if !known {
		return nil
	}
	schema, documented := statuses[strconv.Itoa(answer.Code)]
	at := "/operations/" + pointer(route) + "/" + strconv.Itoa(answer.Code)
	mediaType, _, _ := strings.Cut(answer.Header().Get("Content-Type"), ";")
	switch {
	case redirects[answer.Code], answer.Code >= 400 && schema == nil: // GitHub does not list every one
		at = "/schemas/basic-error"
	case answer.Code == http.StatusNotModified, r.Method == http.MethodHead:
		return nil
	case !documented:
		return []string{"GitHub does not answer so to " + route}
	case schema == nil && answer.Body.Len() == 0:
		return nil
	case schema == nil && mediaType == "application/json":
		return []string{"GitHub's answer has no body"}
	}
	if mediaType != "application/json" && asksForOther(r) {
		return nil
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		return []string{err.Error()}
	}
	return c.invalid(at, body)
}

// redirects are the statuses of what is said of a repository that moved.
var redirects = map[int]bool{http.StatusMovedPermanently: true, http.StatusTemporaryRedirect: true}

// asksForOther reports whether r asks for something else than JSON.
func asksForOther(r *http.Request) bool {
	accepts := r.Header.Get("Accept")
	return accepts != "" && !strings.Contains(accepts, "json") || strings.Contains(accepts, ".raw")
}

// invalid is where JSON is not as the schema at some place of c wants it.
func (c *contract) invalid(at string, value any) []string {
	c.compiling.Lock()
	schema, err := c.compiler.Compile(c.name + "#" + (&url.URL{Fragment: at}).EscapedFragment())
	c.compiling.Unlock()
	if err != nil {
		return []string{err.Error()}
	}
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](schema.Validate(value)); ok {
		return causes(invalid)
	}
	return nil
}

// causes are what makes a body invalid, each with where that is. That it could
// have been null instead is none.
func causes(e *jsonschema.ValidationError) []string {
	if len(e.Causes) == 0 {
		at := ""
		for _, member := range e.InstanceLocation {
			at += "/" + pointer(member)
		}
		return []string{at + ": " + e.ErrorKind.LocalizedString(message.NewPrinter(language.English))}
	}
	var all []string
	for _, cause := range e.Causes {
		if mismatch, ok := cause.ErrorKind.(*kind.Type); !ok || len(e.Causes) == 1 || mismatch.Want[0] != "null" {
			all = append(all, causes(cause)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pointer is a name as JSON pointers write it.
func pointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
