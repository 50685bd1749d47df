//go:build browser

package web_test

import "testing"

// Everybody can use the log, and reading on while one types loses no focus.
func TestLogInChromium(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.ask("dana", "CI")
	b := w.tab("olivia")
	b.Open(auditLogPage)
	b.Click("#log .fold summary")
	b.Inspect()
	b.Picture("audit-log")
	b.View(1280, 900)
	b.Type("#log-search input", "actor:nobody")
	b.Until(`document.querySelector("#log").textContent.includes("Nothing in the log is like that")`)
	b.Until(`document.activeElement.name == "q"`)
	b.Until(`location.search == "?q=actor%3Anobody"`)
	b.Inspect()
	b.Open(securityLogPage + "?q=created:yesterday")
	b.Inspect()
}
