package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Trigger does what htmx does when the element with the id given is triggered:
// sends the request that its attributes say, and swaps the answer into the page.
func (b *browser) Trigger(id string) {
	b.t.Helper()
	n := b.Find(id)
	target := b.target(n)
	b.send(b.partial(n, target))
	if to := b.Header.Get("HX-Redirect"); to != "" {
		b.Open(to)
		return
	}
	if b.Status == http.StatusNoContent || b.Status >= 500 {
		return
	}
	if to := b.Header.Get("HX-Retarget"); to != "" {
		target = b.resolve(n, to)
	}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(b.Body)), "<!doctype") {
		b.t.Fatalf("%s answered with a page where htmx asked for #%s", b.sent.URL, attr(target, "id"))
	}
	b.swap(n, target)
	b.check()
}

// partial is the request that htmx makes for n.
func (b *browser) partial(n, target *html.Node) *http.Request {
	b.t.Helper()
	method, path, values := "", "", url.Values{}
	for _, m := range []string{"get", "post", "put", "patch", "delete"} {
		if hasAttr(n, "hx-"+m) {
			method, path = strings.ToUpper(m), attr(n, "hx-"+m)
		}
	}
	if method == "" {
		b.t.Fatalf("%s: element %q asks for nothing", b.URL.Path, attr(n, "id"))
	}
	query := method == "GET" || method == "DELETE"
	switch form := b.formOf(n); {
	case form != nil && (n == form || !query):
		values = b.values(form)
	case attr(n, "name") != "":
		values[attr(n, "name")] = value(n)
	}
	if name := attr(n, "name"); n.Data == "button" && name != "" {
		values.Set(name, attr(n, "value"))
	}
	maps.Copy(values, b.included(n))
	var req *http.Request
	if query {
		if len(values) > 0 {
			path = withQuery(path, values)
		}
		req = b.request(method, path, nil, "same-origin")
	} else {
		req = b.request(method, path, values, "same-origin")
	}
	req.Header.Set("HX-Request", "true")
	req.Header.Set("HX-Request-Type", "partial")
	req.Header.Set("HX-Source", tagID(n))
	req.Header.Set("HX-Target", tagID(target))
	req.Header.Set("HX-Current-URL", b.URL.String())
	return req
}

// included are the values that n asks for by hx-include and adds by hx-vals.
func (b *browser) included(n *html.Node) url.Values {
	b.t.Helper()
	values := url.Values{}
	if from := hx(n, "hx-include"); from != "" {
		around := b.resolve(n, from)
		if around.Data == "form" {
			values = b.values(around)
		} else {
			values[attr(around, "name")] = value(around)
		}
	}
	if vals := hx(n, "hx-vals"); vals != "" {
		var more map[string]string
		if err := json.Unmarshal([]byte(vals), &more); err != nil {
			b.t.Fatalf("hx-vals %s: %v", vals, err)
		}
		for name, v := range more {
			values.Set(name, v)
		}
	}
	return values
}

// target is the element that the answer to n's request goes to.
func (b *browser) target(n *html.Node) *html.Node {
	b.t.Helper()
	if to := hx(n, "hx-target"); to != "" {
		return b.resolve(n, to)
	}
	return n
}

// resolve finds the element that n means by this, #id or closest tag.
func (b *browser) resolve(n *html.Node, selector string) *html.Node {
	b.t.Helper()
	if id, ok := strings.CutPrefix(selector, "#"); ok {
		return b.Find(id)
	}
	if tag, ok := strings.CutPrefix(selector, "closest "); ok {
		n = closest(n, tag)
	} else if selector != "this" {
		n = nil
	}
	if n == nil {
		b.t.Fatalf("%s: this browser does not find %q", b.URL.Path, selector)
	}
	return n
}

// swap puts the body of the answer into target, as n says, and what of it is
// out of band in place of the elements of its ids. If that is all, target stays.
func (b *browser) swap(n, target *html.Node) {
	b.t.Helper()
	whole := b.fragment(target.Parent)
	if !slices.ContainsFunc(whole, outOfBand) || slices.ContainsFunc(whole, inBand) {
		b.put(n, target)
	}
	for _, fresh := range whole {
		if outOfBand(fresh) {
			was := b.Find(attr(fresh, "id"))
			was.Parent.InsertBefore(fresh, was)
			was.Parent.RemoveChild(was)
		}
	}
}

func outOfBand(n *html.Node) bool { return hasAttr(n, "hx-swap-oob") }
func inBand(n *html.Node) bool    { return n.Type == html.ElementNode && !outOfBand(n) }

// put puts what of the answer is not out of band into target, as n says.
func (b *browser) put(n, target *html.Node) {
	b.t.Helper()
	style, _, _ := strings.Cut(hx(n, "hx-swap"), " ")
	switch style {
	case "outerHTML", "outerMorph":
		for _, fresh := range slices.DeleteFunc(b.fragment(target.Parent), outOfBand) {
			target.Parent.InsertBefore(fresh, target)
		}
		target.Parent.RemoveChild(target)
	case "", "innerHTML", "innerMorph":
		fresh := slices.DeleteFunc(b.fragment(target), outOfBand)
		for target.FirstChild != nil {
			target.RemoveChild(target.FirstChild)
		}
		for _, f := range fresh {
			target.AppendChild(f)
		}
	case "none":
	default:
		b.t.Fatalf("%s: this browser does not know hx-swap %q", b.URL.Path, style)
	}
}

// fragment is the body of the answer, as it is read within an element.
func (b *browser) fragment(within *html.Node) []*html.Node {
	b.t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(b.Body), within)
	if err != nil {
		b.t.Fatal(err)
	}
	return nodes
}

// hx returns what n, or something around it for all that is in it, says by an
// attribute of htmx.
func hx(n *html.Node, key string) string {
	if hasAttr(n, key) {
		return attr(n, key)
	}
	for ; n != nil; n = n.Parent {
		if hasAttr(n, key+":inherited") {
			return attr(n, key+":inherited")
		}
	}
	return ""
}

// tagID names an element as htmx does in its headers.
func tagID(n *html.Node) string {
	if id := attr(n, "id"); id != "" {
		return n.Data + "#" + id
	}
	return n.Data
}
