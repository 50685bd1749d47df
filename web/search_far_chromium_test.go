//go:build browser

package web_test

import "testing"

// Where a search has not found a page full, it goes on by itself.
func TestSearchGoesOnByItself(t *testing.T) {
	t.Parallel()
	w := newLiveTown(t)
	w.crowd(6000)
	b := w.tab("olivia")
	b.Open(fewOfMany)
	b.Until(`document.querySelector("#list section > ul").textContent.includes("Looked through all tokens.")`)
	b.Inspect()
	b.Picture("searched-all")
	b.NoScript()
	b.Open(fewOfMany)
	b.Says("#further", "Looked through 300 tokens")
	b.Picture("searched-some")
}
