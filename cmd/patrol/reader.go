package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// A reader reads the nodes of a YAML file and collects what is wrong with them.
type reader struct {
	file, dir string
	problems  problems
	// logins and emails are where each was said first, by its lower case.
	logins, emails map[string]string
}

// at is where n is.
func (r *reader) at(n *yaml.Node) string { return fmt.Sprintf("%s:%d", r.file, n.Line) }

// wrong notes what is wrong with n.
func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	r.problems.add(r.at(n), format, args...)
}

var lineOfSyntax = regexp.MustCompile(`^yaml: line (\d+): `)

// syntax is the parser's complaint with our way to name a line.
func (r *reader) syntax(err error) string {
	message := err.Error()
	if m := lineOfSyntax.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s:%s: %s", r.file, m[1], strings.TrimPrefix(message, m[0]))
	}
	return r.file + ": " + strings.TrimPrefix(message, "yaml: ")
}

// each calls take with every key and value of a mapping. A key may be there
// once, whatever its case.
func (r *reader) each(n *yaml.Node, take func(key, value *yaml.Node)) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // such as "people:" with nothing below
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "here must be names with a colon after each, not %s", kindOf(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			r.wrong(key, "here must be a name, not %s", kindOf(key))
			continue
		}
		if name := strings.ToLower(key.Value); seen[name] {
			r.wrong(key, "%s is there twice", key.Value)
		} else {
			seen[name] = true
			take(key, value)
		}
	}
}

// kindOf is what n is, in words.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "more names"
	case yaml.AliasNode:
		return "an alias"
	}
	return fmt.Sprintf("%q", n.Value)
}

// fields reads a mapping of which each key is known.
func (r *reader) fields(n *yaml.Node, what string, known map[string]func(*yaml.Node)) {
	r.each(n, func(key, value *yaml.Node) {
		if take := known[key.Value]; take != nil {
			take(value)
			return
		}
		words := strings.Join(slices.Sorted(maps.Keys(known)), ", ")
		r.wrong(key, "%s has no %q; it can have %s", what, key.Value, words)
	})
}

// text reads a line of text of some characters at most.
func (r *reader) text(n *yaml.Node, most int) said[string] {
	s := said[string]{n.Value, r.at(n)}
	switch {
	case n.Kind != yaml.ScalarNode:
		r.wrong(n, "here must be text, not %s", kindOf(n))
	case n.Tag == "!!null":
		s.value = ""
	case utf8.RuneCountInString(n.Value) > most:
		r.wrong(n, "this is too long (maximum is %d characters)", most)
	case strings.ContainsFunc(n.Value, unicode.IsControl):
		r.wrong(n, "this has line breaks or other control characters")
	}
	return s
}

// name reads text that check finds nothing wrong with.
func (r *reader) name(n *yaml.Node, check func(string) string) said[string] {
	s := r.text(n, maxDescription)
	if why := check(s.value); why != "" && n.Kind == yaml.ScalarNode {
		r.wrong(n, "%q: %s", s.value, why)
	}
	return s
}

// once notes that s was said, which it may be once, whatever its case.
func (r *reader) once(where map[string]string, s said[string]) {
	name := strings.ToLower(s.value)
	switch first := where[name]; {
	case name == "":
	case first != "":
		r.problems.add(s.at, "%s is there already, at %s", s.value, first)
	default:
		where[name] = s.at
	}
}

// path reads a path, which may be relative to the file.
func (r *reader) path(n *yaml.Node) said[string] {
	s := r.text(n, maxDescription)
	if s.value != "" && !filepath.IsAbs(s.value) {
		s.value = filepath.Join(r.dir, s.value)
	}
	return s
}

// An option is one of the words that a value can be.
type option[T any] struct {
	word  string
	value T
}

// choice reads one of some words.
func choice[T any](r *reader, n *yaml.Node, options []option[T]) said[T] {
	var words []string
	for _, o := range options {
		if n.Kind == yaml.ScalarNode && n.Value == o.word {
			return said[T]{o.value, r.at(n)}
		}
		words = append(words, o.word)
	}
	r.wrong(n, "here must be %s, not %s", strings.Join(words, ", "), kindOf(n))
	return said[T]{}
}
