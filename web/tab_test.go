//go:build browser

package web_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestTabIsDriven(t *testing.T) {
	t.Parallel()
	b := newTab(t, serve(t, func(string) http.Handler { return http.HandlerFunc(onePage) }))
	b.Open("/")
	b.Type("#name", "older")
	b.Choose("select", "acme")
	if status := b.Go("button[value=look]"); status != 200 {
		t.Errorf("status %d", status)
	}
	const look = "/look?h=1&name=older&why=&owner=acme&repos=all&repo=x&do=look"
	if got := b.Path(); got != look {
		t.Errorf("looked at %s, want %s", got, look)
	}
	if b.Count("#again") != 1 || b.Text("#again") != "again" {
		t.Error("the cookie did not come back")
	}
	b.Back()
	b.Until(`location.pathname == "/"`)
	b.Forward()
	b.Until(`location.pathname == "/look"`)
	b.TabTo("button[value=make]")
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#sent")?.textContent.startsWith("POST do=make")`)
}

func TestTabWithoutScript(t *testing.T) {
	t.Parallel()
	b := newTab(t, serve(t, func(string) http.Handler { return http.HandlerFunc(onePage) }))
	b.NoScript()
	b.Prefer("dark")
	b.View(390, 800)
	b.Open("/")
	b.Go("button[value=make]")
	b.Screenshot("one")
	if !eval[bool](b, `matchMedia("(prefers-color-scheme: dark)").matches && innerWidth == 390`) {
		t.Error("the tab is neither dark nor narrow")
	}
}

func TestInspection(t *testing.T) {
	t.Parallel()
	b := newTab(t, serve(t, func(string) http.Handler { return http.HandlerFunc(onePage) }))
	b.Open("/")
	b.Inspect()
	eval[chromedp.Void](b, `document.documentElement.removeAttribute("lang"); document.querySelector("main").style.width = "9999px"`)
	if len(b.violations()) == 0 || len(b.overflow()) == 0 {
		t.Error("a page without a language, and far too wide, passes")
	}
}
