//go:build browser

package web_test

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// A theme is named as the page names it.
type theme struct{ mode, name string }

// themes are those that every page is looked at in; the others differ in
// colours, which TestThemesInChromium looks at.
var themes = []theme{
	{"light", "light"}, {"dark", "dark"}, {"light", "light_high_contrast"}, {"dark", "dark_high_contrast"},
}

// Inspect fails the test if somebody could not use the page the tab is on: at
// the width of a desk in each of the themes, and of a phone, which has the same
// colours, in one.
func (b *tab) Inspect() {
	b.t.Helper()
	b.inspectAt(1280, themes...)
	b.inspectAt(390, themes[1])
}

func (b *tab) inspectAt(width int64, themes ...theme) {
	b.t.Helper()
	b.View(width, 900)
	for _, wide := range b.overflow() {
		b.t.Errorf("%s at %d px: wider than the window: %s", b.Path(), width, wide)
	}
	for i, in := range themes {
		b.wear(in)
		against := b.violations
		if i > 0 { // a theme is colours, and changes nothing else
			against = b.faint
		}
		for _, v := range against() {
			b.t.Errorf("%s at %d px in %s: %s", b.Path(), width, in.name, v)
		}
	}
}

// wear gives the page a theme, as the user's settings would, without waiting
// for colours to fade over.
func (b *tab) wear(t theme) {
	b.t.Helper()
	eval[chromedp.Void](b, fmt.Sprintf(`
		document.documentElement.dataset.colorMode = %[1]q;
		document.documentElement.dataset[%[1]q + "Theme"] = %[2]q;
		document.getAnimations().forEach(a => a.finish())`, t.mode, t.name))
}

// violations are what axe has against the page: WCAG 2.2 AA and best practice.
func (b *tab) violations() []string {
	b.t.Helper()
	return b.against("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
}

// faint are the words of the page that are hard to tell from what is behind
// them, or from what is around them.
func (b *tab) faint() []string {
	b.t.Helper()
	return b.against("color-contrast", "link-in-text-block")
}

// against is what axe has against the page, by its rules or tags of rules.
func (b *tab) against(rules ...string) []string {
	b.t.Helper()
	if !eval[bool](b, `"axe" in window`) {
		eval[chromedp.Void](b, axe)
	}
	return get(b, chromedp.Evaluate[[]string](fmt.Sprintf(`
		axe.run(document, {resultTypes: ["violations"], runOnly: %q.split(" ")}).then(
			found => found.violations.flatMap(v => v.nodes.map(
				n => `+"`${v.id}: ${v.help}: ${n.html}: ${n.failureSummary}`"+`)))`, strings.Join(rules, " ")),
		chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
}

// overflow are the first elements that make the page wider than the window.
func (b *tab) overflow() []string {
	b.t.Helper()
	return eval[[]string](b, `(() => {
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= width) return [];
		return [...document.body.querySelectorAll("*")]
			.filter(e => e.getBoundingClientRect().right > width + 1)
			.map(e => e.cloneNode().outerHTML).slice(0, 5);
	})()`)
}
