package web_test

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
	"golang.org/x/net/html"
)

// check fails the test for what is wrong with the page.
func (b *browser) check() {
	b.t.Helper()
	for _, complaint := range complaints(b.page) {
		b.t.Errorf("%s (%d): %s", b.URL.Path, b.Status, complaint)
	}
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'",
		"X-Content-Type-Options":  "nosniff",
		"Cache-Control":           "no-store",
	} {
		if got := b.Header.Get(header); !strings.Contains(got, want) {
			b.t.Errorf("%s (%d): %s is %q", b.URL.Path, b.Status, header, got)
		}
	}
}

// A paper is a page with what its elements may refer to.
type paper struct {
	ids    map[string]int
	labels map[string]string // by the id of the field
}

// rules say of an element what is wrong with it, or "".
var rules = []func(paper, *html.Node) string{
	paper.uniqueID, paper.labelled, paper.named, paper.refers, paper.nothingInline, paper.formIsPlain,
}

// complaints are all that is wrong with a page.
func complaints(page *html.Node) []string {
	p := paper{ids: map[string]int{}, labels: map[string]string{}}
	count := map[string]int{}
	for n := range elements(page) {
		count[n.Data]++
		if id := attr(n, "id"); id != "" {
			p.ids[id]++
		}
		if n.Data == "label" {
			p.labels[attr(n, "for")] += text(n)
		}
	}
	var all []string
	for _, tag := range []string{"h1", "main", "title"} {
		if n := count[tag]; n != 1 && (tag != "title" || n == 0) { // an icon may have a title
			all = append(all, fmt.Sprintf("%d × <%s>", n, tag))
		}
	}
	for n := range elements(page) {
		for _, rule := range rules {
			if complaint := rule(p, n); complaint != "" {
				all = append(all, complaint+": "+tag(n))
			}
		}
	}
	return all
}

func (p paper) uniqueID(n *html.Node) string {
	if p.ids[attr(n, "id")] > 1 {
		return "id is not unique"
	}
	return ""
}

// labelled holds for fields.
func (p paper) labelled(n *html.Node) string {
	switch attr(n, "type") {
	case "hidden", "submit", "button":
		return ""
	}
	switch n.Data {
	case "input", "select", "textarea":
		around := closest(n, "label")
		if p.labels[attr(n, "id")] == "" && !p.aria(n) && (around == nil || text(around) == "") {
			return "field has no label"
		}
	}
	return ""
}

// named holds for what one presses or follows, and for the page itself.
func (p paper) named(n *html.Node) string {
	switch {
	case n.Data == "html" && attr(n, "lang") == "":
		return "page has no language"
	case n.Data == "title" && text(n) == "":
		return "page has no title"
	case (n.Data == "button" || n.Data == "a") && label(n) == "" && !p.aria(n):
		return "nobody can say what this is"
	case n.Data == "img" && !hasAttr(n, "alt"):
		return "image has no text"
	}
	return ""
}

// aria reports whether n has a name by aria-label or aria-labelledby.
func (p paper) aria(n *html.Node) bool {
	return attr(n, "aria-label") != "" || attr(n, "aria-labelledby") != ""
}

// refers holds for elements that name another by its id.
func (p paper) refers(n *html.Node) string {
	var named []string
	for _, key := range []string{"for", "form", "list", "aria-describedby", "aria-labelledby", "aria-controls"} {
		named = append(named, strings.Fields(attr(n, key))...)
	}
	for _, key := range []string{"href", "hx-target", "hx-target:inherited", "hx-include", "hx-include:inherited"} {
		if id, ok := strings.CutPrefix(attr(n, key), "#"); ok && id != "" {
			named = append(named, id)
		}
	}
	for _, id := range named {
		if p.ids[id] == 0 {
			return "the page has no #" + id
		}
	}
	return ""
}

// nothingInline is what the Content-Security-Policy would refuse.
func (p paper) nothingInline(n *html.Node) string {
	if n.Data == "style" || n.Data == "script" && !hasAttr(n, "src") {
		return "inline script or style"
	}
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") ||
			strings.HasPrefix(a.Key, "hx-") && strings.HasPrefix(a.Val, "js:") ||
			strings.HasPrefix(a.Key, "hx-trigger") && strings.Contains(a.Val, "[") {
			return "inline " + a.Key
		}
		if a.Key == "href" && strings.HasPrefix(a.Val, "javascript:") {
			return "script in a link"
		}
	}
	return ""
}

// formIsPlain holds for forms: each works without a script.
func (p paper) formIsPlain(n *html.Node) string {
	if n.Data != "form" {
		return ""
	}
	switch attr(n, "method") {
	case "post", "get", "":
		return ""
	}
	return "no plain form sends this method"
}

// tag is the opening tag of n, to be found by.
func tag(n *html.Node) string {
	bare := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Attr: n.Attr}
	var b strings.Builder
	if err := html.Render(&b, bare); err != nil {
		return n.Data
	}
	return strings.TrimSuffix(b.String(), "</"+n.Data+">")
}

// unseen are the routes of pages of e that none of the paths goes to. The API,
// git and what is static are no pages.
func unseen(e *echo.Echo, paths []string) []string {
	seen := map[string]bool{}
	for _, p := range paths {
		c := e.NewContext(nil, nil)
		e.Router().Find(http.MethodGet, p, c)
		seen[c.Path()] = true
	}
	var all []string
	for _, r := range e.Routes() {
		other := slices.ContainsFunc([]string{"/api/", "/static/", "/:"}, func(prefix string) bool {
			return strings.HasPrefix(r.Path, prefix)
		}) || path.Ext(r.Path) != "" // a file to take along
		if r.Method == http.MethodGet && !other && !seen[r.Path] {
			all = append(all, r.Path)
		}
	}
	slices.Sort(all)
	return all
}

func TestUnseen(t *testing.T) {
	e := echo.New()
	for _, route := range []string{"/a", "/a/:id", "/a/new", "/b/:id", "/api/v3", "/:owner/:repo/info/refs", "/a.csv"} {
		e.GET(route, echo.NotFoundHandler)
	}
	e.POST("/c", echo.NotFoundHandler)
	if got, want := unseen(e, []string{"/a", "/a/new"}), []string{"/a/:id", "/b/:id"}; !slices.Equal(got, want) {
		t.Errorf("unseen: %q, want %q", got, want)
	}
}

func TestComplaints(t *testing.T) {
	const start = `<!doctype html><html lang="en"><title>T</title><main><h1>H</h1>`
	for body, want := range map[string]string{
		`<label for="a">A</label><input id="a">`:      "",
		`<label>A <input></label>`:                    "",
		`<input aria-label="A"><input type="hidden">`: "",
		`<form method="post"><button>Go</button>`:     "",
		`<p hx-target="#p" id="p"></p>`:               "",
		`<p id="p"></p><p id="p"></p>`:                "id is not unique",
		`<input>`:                                     "field has no label",
		`<select></select>`:                           "field has no label",
		`<button></button>`:                           "nobody can say",
		`<a href="/"></a>`:                            "nobody can say",
		`<p style="color: red">`:                      "inline style",
		`<style>p {}</style>`:                         "inline script or style",
		`<script>1</script>`:                          "inline script or style",
		`<p onclick="1">`:                             "inline onclick",
		`<p hx-on:click="1">`:                         "inline hx-on:click",
		`<p hx-trigger="click[x]">`:                   "inline hx-trigger",
		`<p hx-target="#gone">`:                       "no #gone",
		`<p aria-describedby="gone">`:                 "no #gone",
		`<a href="#gone">x</a>`:                       "no #gone",
		`<h1>Again</h1>`:                              "2 × <h1>",
		`<form method="put">`:                         "no plain form",
	} {
		page, err := html.Parse(strings.NewReader(start + body))
		if err != nil {
			t.Fatal(err)
		}
		got := complaints(page)
		if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || !strings.Contains(got[0], want)) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}
