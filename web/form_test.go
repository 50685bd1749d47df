package web_test

import (
	"net/url"
	"slices"

	"golang.org/x/net/html"
)

// Fill fills in fields of the form with the id given, as a person would: only
// fields that are there, only choices that are offered. What is typed stays on
// the page. A name without values empties its fields, or unchecks them.
func (b *browser) Fill(form string, fill url.Values) {
	b.t.Helper()
	for name, wanted := range fill {
		left, found := slices.Clone(wanted), false
		for _, c := range b.controls(b.Find(form)) {
			if attr(c, "name") == name && !fixed(c) {
				left, found = enter(c, left), true
			}
		}
		if !found || len(left) > 0 {
			b.t.Fatalf("%s: form %s takes no %q for %q", b.URL.Path, form, left, name)
		}
	}
}

// Submit fills in the form with the id given and presses its button that is
// labelled so, or, without a label, Enter.
func (b *browser) Submit(form, button string, fill url.Values) {
	b.t.Helper()
	b.Fill(form, fill)
	f := b.Find(form)
	var labels []string
	for _, c := range b.controls(f) {
		if !submits(c) {
			continue
		}
		if button == "" || label(c) == button {
			b.press(f, c)
			return
		}
		labels = append(labels, label(c))
	}
	if button != "" {
		b.t.Fatalf("%s: form %s has no button %q, but %q", b.URL.Path, form, button, labels)
	}
	b.press(f, nil)
}

// Press presses the only button of the page that is labelled so.
func (b *browser) Press(button string) {
	b.t.Helper()
	var found []*html.Node
	for n := range elements(b.page) {
		if submits(n) && label(n) == button && b.formOf(n) != nil {
			found = append(found, n)
		}
	}
	if len(found) != 1 {
		b.t.Fatalf("%s has %d buttons %q", b.URL.Path, len(found), button)
	}
	b.press(b.formOf(found[0]), found[0])
}

// Values returns what the form with the id given would send as it stands,
// without a button.
func (b *browser) Values(form string) url.Values {
	b.t.Helper()
	return b.values(b.Find(form))
}

// press sends form by a button of it, or by none.
func (b *browser) press(form, button *html.Node) {
	b.t.Helper()
	values := b.values(form)
	method, action := attr(form, "method"), attr(form, "action")
	if button != nil {
		if name := attr(button, "name"); name != "" {
			values.Add(name, attr(button, "value"))
		}
		method = override(button, "formmethod", method)
		action = override(button, "formaction", action)
	}
	if method == "post" {
		b.visit(b.request("POST", action, values, "same-origin"))
		return
	}
	b.visit(b.request("GET", withQuery(action, values), nil, "same-origin"))
}

// override is what a button says instead of its form, if it says anything.
func override(button *html.Node, key, value string) string {
	if hasAttr(button, key) {
		return attr(button, key)
	}
	return value
}

// withQuery is action with values for its query.
func withQuery(action string, values url.Values) string {
	u, err := url.Parse(action)
	if err != nil {
		return action
	}
	u.RawQuery = values.Encode()
	return u.String()
}

// formOf returns the form that a field or button belongs to, or nil.
func (b *browser) formOf(n *html.Node) *html.Node {
	if id := attr(n, "form"); id != "" {
		return byID(b.page, id)
	}
	return closest(n, "form")
}

// controls are the fields and buttons of form that are not disabled.
func (b *browser) controls(form *html.Node) []*html.Node {
	var all []*html.Node
	for n := range elements(b.page) {
		switch n.Data {
		case "input", "select", "textarea", "button":
			if b.formOf(n) == form && !disabled(n) {
				all = append(all, n)
			}
		}
	}
	return all
}

// values are what form would send as it stands.
func (b *browser) values(form *html.Node) url.Values {
	values := url.Values{}
	for _, c := range b.controls(form) {
		if name := attr(c, "name"); name != "" {
			values[name] = append(values[name], value(c)...)
			if len(values[name]) == 0 {
				values.Del(name)
			}
		}
	}
	return values
}
