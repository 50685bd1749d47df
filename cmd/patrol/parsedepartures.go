package main

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// movedTo is the key of a repository's new full name.
const movedTo = "moved_to"

// departs reports whether n says that a repository goes away from its owner.
func departs(n *yaml.Node) bool {
	isMove := func(key *yaml.Node) bool { return key.Value == movedTo }
	return n.Kind == yaml.ScalarNode && n.Value == "none" ||
		n.Kind == yaml.MappingNode && slices.ContainsFunc(n.Content, isMove)
}

// departure reads where w goes: to a new owner under its old name, or nowhere.
func (r *reader) departure(n *yaml.Node, w *departureWish) {
	if n.Kind == yaml.ScalarNode {
		return
	}
	r.fields(n, "a repository that moves", map[string]func(*yaml.Node){
		movedTo: func(n *yaml.Node) {
			full := r.name(n, checkFullName)
			owner, name, _ := strings.Cut(full.value, "/")
			if !strings.EqualFold(name, w.name) {
				r.wrong(n, "a repository that moves keeps its name, %s", w.name)
			}
			w.to = said[string]{owner, full.at}
		},
	})
}
