package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

// onePage is a console of one page, for the drivers' own tests. Its form comes
// back with what was sent; what htmx asks for is the list alone.
func onePage(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if r.URL.Path == "/favicon.ico" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	sent := fmt.Sprintf(`<p id="sent">%s %s</p>`, r.Method, r.Form.Encode())
	if r.Header.Get("HX-Target") == "p#sent" {
		fmt.Fprint(w, sent)
		return
	}
	if _, err := r.Cookie("__Host-visited"); err == nil {
		sent += `<p id="again">again</p>`
	}
	cookie := http.Cookie{Name: "__Host-visited", Value: "1", Path: "/", Secure: true, HttpOnly: true}
	http.SetCookie(w, &cookie)
	if r.URL.Path == "/moved" {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	fmt.Fprintf(w, `<!doctype html><html lang="en"><title>One</title><main><h1>One</h1>%s%s</main>`, form, sent)
}

const form = `<a href="/moved">Away</a>
<form id="f" method="post" hx-post="/" hx-target="#sent" hx-swap="outerHTML"><input type="hidden" name="h" value="1">
<label>Name <input name="name" id="name" value="old"></label>
<label>Why <textarea name="why"></textarea></label>
<label>Owner <select name="owner"><option>dana</option><option value="acme">Acme</option></select></label>
<label>All <input type="radio" name="repos" value="all" checked></label>
<label>Some <input type="radio" name="repos" value="some"></label>
<label>x <input type="checkbox" name="repo" value="x" checked></label>
<label>y <input type="checkbox" name="repo" value="y"></label>
<button name="do" value="make">Make</button>
<button name="do" value="look" formmethod="get" formaction="/look">Look</button></form>`

func TestBrowserSendsWhatThePageHas(t *testing.T) {
	b := newBrowser(t, http.HandlerFunc(onePage), "https://patrol.test")
	b.Open("/")
	b.Submit("f", "Make", nil)
	if got, want := b.Text("sent"), "POST do=make&h=1&name=old&owner=dana&repo=x&repos=all&why="; got != want {
		t.Errorf("as it stands: %s, want %s", got, want)
	}
	if !b.Has("again") {
		t.Error("the cookie did not come back")
	}
	b.Fill("f", map[string][]string{
		"name": {"CI"}, "why": {"a b"}, "owner": {"acme"}, "repos": {"some"}, "repo": {"x", "y"},
	})
	b.Trigger("f")
	const filled = "h=1&name=CI&owner=acme&repo=x&repo=y&repos=some&why=a+b"
	if got := b.Text("sent"); got != "POST "+filled {
		t.Errorf("by htmx: %s, want POST %s", got, filled)
	}
	if b.Values("f").Encode() != filled {
		t.Error("what was typed did not stay")
	}
	b.Press("Look")
	if got, want := b.URL.RequestURI(), "/look?do=look&"+filled; got != want {
		t.Errorf("by the other button: %s, want %s", got, want)
	}
	b.Follow("Away")
	if b.URL.Path != "/" || b.Status != 200 || !b.Says("again") || b.Problem("name") != "" {
		t.Errorf("after the redirect: %s %d", b.URL, b.Status)
	}
	if want := []string{"/", "/", "/look", "/"}; !slices.Equal(b.seen, want) {
		t.Errorf("saw %q, want %q", b.seen, want)
	}
}
