package web_test

import (
	"slices"

	"golang.org/x/net/html"
)

// value is what a field sends: nothing, one value or several.
func value(c *html.Node) []string {
	switch kind := attr(c, "type"); {
	case c.Data == "select":
		return chosen(c)
	case c.Data == "textarea":
		return []string{rawText(c)}
	case c.Data == "button", kind == "submit", kind == "button", kind == "reset":
		return nil
	case kind == "checkbox", kind == "radio":
		if !hasAttr(c, "checked") {
			return nil
		}
		return []string{choice(c)}
	}
	return []string{attr(c, "value")}
}

// chosen are the values chosen in a select; one that takes one value has its
// first chosen if the page says nothing else.
func chosen(sel *html.Node) []string {
	var all []string
	for _, o := range options(sel) {
		if hasAttr(o, "selected") {
			all = append(all, choice(o))
		}
	}
	if hasAttr(sel, "multiple") {
		return all
	}
	if len(all) > 0 {
		return all[len(all)-1:]
	}
	if all := options(sel); len(all) > 0 {
		return []string{choice(all[0])}
	}
	return nil
}

// options are the options of a select that can be chosen.
func options(sel *html.Node) []*html.Node {
	var all []*html.Node
	for n := range elements(sel) {
		if n.Data == "option" && !disabled(n) {
			all = append(all, n)
		}
	}
	return all
}

// choice is the value of an option, a checkbox or a radio button.
func choice(n *html.Node) string {
	switch {
	case hasAttr(n, "value"):
		return attr(n, "value")
	case n.Data == "option":
		return text(n)
	}
	return "on"
}

// enter gives a field those of the values that it takes and returns the others.
func enter(c *html.Node, wanted []string) (left []string) {
	kind := attr(c, "type")
	switch {
	case c.Data == "select":
		for _, o := range options(c) {
			wanted = pick(o, "selected", wanted)
		}
		return wanted
	case kind == "checkbox", kind == "radio":
		return pick(c, "checked", wanted)
	}
	typed := ""
	if len(wanted) > 0 {
		typed, wanted = wanted[0], wanted[1:]
	}
	if c.Data == "textarea" {
		for c.FirstChild != nil {
			c.RemoveChild(c.FirstChild)
		}
		c.AppendChild(&html.Node{Type: html.TextNode, Data: typed})
	} else {
		setAttr(c, "value", typed)
	}
	return wanted
}

// pick marks n if it is among the values wanted, and returns the others.
func pick(n *html.Node, mark string, wanted []string) []string {
	i := slices.Index(wanted, choice(n))
	if i < 0 {
		setAttr(n, mark)
		return wanted
	}
	setAttr(n, mark, "")
	return slices.Delete(wanted, i, i+1)
}

// fixed reports whether nobody can enter anything in a field.
func fixed(c *html.Node) bool {
	return c.Data == "button" || attr(c, "type") == "hidden" || attr(c, "type") == "submit" || hasAttr(c, "readonly")
}

// submits reports whether n is a button that sends its form.
func submits(n *html.Node) bool {
	if disabled(n) {
		return false
	}
	kind := attr(n, "type")
	return n.Data == "button" && (kind == "" || kind == "submit") || n.Data == "input" && kind == "submit"
}

// disabled reports whether n, or a fieldset around it, is disabled.
func disabled(n *html.Node) bool {
	if hasAttr(n, "disabled") {
		return true
	}
	for f := closest(n, "fieldset"); f != nil; f = closest(f.Parent, "fieldset") {
		if hasAttr(f, "disabled") {
			return true
		}
	}
	return false
}
