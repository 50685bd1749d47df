package web_test

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements are the elements in n, in the order of the page.
func elements(n *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && !yield(d) {
				return
			}
		}
	}
}

// byID returns the element of page with the id given, or nil.
func byID(page *html.Node, id string) *html.Node {
	for n := range elements(page) {
		if id != "" && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// closest returns n or the nearest element around it that is a tag, or nil.
func closest(n *html.Node, tag string) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Data == tag {
			return n
		}
	}
	return nil
}

// attr returns the value of an attribute of n, or "".
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// hasAttr reports whether n has an attribute, whatever its value.
func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// setAttr gives n an attribute; without value, it takes the attribute away.
func setAttr(n *html.Node, key string, value ...string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
	for _, v := range value {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: v})
	}
}

// text is what a person reads in n, on one line.
func text(n *html.Node) string {
	return strings.Join(strings.Fields(rawText(n)), " ")
}

// rawText is the text in n as it stands.
func rawText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// label is the name of a link or button, as a screen reader says it.
func label(n *html.Node) string {
	if l := attr(n, "aria-label"); l != "" {
		return l
	}
	if n.Data == "input" {
		return attr(n, "value")
	}
	return text(n)
}
