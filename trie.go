package patrol

import "strings"

// A node is a place in the trie of all paths of the API: what may follow the
// segments that led to it.
type node struct {
	literals map[string]*node
	number   *node // by an id, where there are names beside it
	param    *node // by any one segment
	several  *node // by any number of segments from one on
	ways     [verbs]*way
}

// A way is a path that leads to an operation.
type way struct {
	operation *Operation
	names     []string // of the parameters, in order
	subject   subject
}

// A verb is the number of a method that operations have.
type verb int

// verbs is how many there are.
const verbs = 5

// verbOf is a method's number, or none for an unknown one.
func verbOf(method string) (v verb, known bool) {
	switch method {
	case "GET", "HEAD":
		return 0, true
	case "POST":
		return 1, true
	case "PUT":
		return 2, true
	case "PATCH":
		return 3, true
	case "DELETE":
		return 4, true
	}
	return 0, false
}

// spanning are parameters that may take more than one segment: names of
// branches and tags, and paths, have slashes in them.
//
// GitHub: such a parameter need not be escaped.
var spanning = map[string]bool{
	"path": true, "dir": true, "ref": true, "branch": true, "tag": true, "basehead": true,
}

// slashed are parameters that take one segment, in which a slash is escaped.
//
// GitHub: "The name must be URL encoded. For example, any slashes in the name
// must be replaced with %2F."
var slashed = map[string]bool{"name": true, "environment_name": true, "package_name": true}

// twins are operations that are written differently and are the same: GitHub
// lists what compares two commits twice.
var twins = map[string]bool{"repos/compare-commits": true}

// add makes a way to o along a path as the catalogue writes it. A way that is
// there already stays.
func (n *node) add(path string, o *Operation) {
	w := &way{operation: o}
	v, _ := verbOf(o.Method)
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		name, isParam := strings.CutPrefix(segment, "{")
		switch name = strings.TrimSuffix(name, "}"); {
		case segment == "":
			continue // the root
		case !isParam:
			n = n.literal(segment)
			continue
		case mayBeEmpty(name, o) && n.ways[v] == nil:
			n.ways[v] = w
		}
		w.names = append(w.names, name)
		n = n.parameter(name)
	}
	w.subject = subjectOf(path, w.names, o)
	if n.ways[v] == nil {
		n.ways[v] = w
	}
}

// mayBeEmpty reports whether a parameter of o's may be left out: the path of a
// repository's root, and the ref of an archive, which is the default branch then.
//
// GitHub: "Download a repository archive (tar)".
func mayBeEmpty(name string, o *Operation) bool {
	return name == "path" || name == "ref" && strings.HasPrefix(o.ID, "repos/download-")
}

func (n *node) literal(segment string) *node {
	if n.literals == nil {
		n.literals = map[string]*node{}
	}
	return orNew(n.literals[segment], func(next *node) { n.literals[segment] = next })
}

func (n *node) parameter(name string) *node {
	switch {
	case byID[name]:
		return orNew(n.number, func(next *node) { n.number = next })
	case spanning[name]:
		return orNew(n.several, func(next *node) { n.several = next })
	}
	return orNew(n.param, func(next *node) { n.param = next })
}

// orNew is n, or else a new node that is put in its place.
func orNew(n *node, put func(*node)) *node {
	if n == nil {
		n = new(node)
		put(n)
	}
	return n
}

// A span is where in a path a parameter stands.
type span struct{ from, to uint16 }

// mostParameters is how many a path may have.
const mostParameters = 8

// A walk is a search for the way that a path leads.
type walk struct {
	path  string
	verb  verb
	spans [mostParameters]span
}

// from looks for the rest of the path under n, after so many parameters.
// Literals come before parameters, and few segments before many; a way that
// ends nowhere is left for the next.
func (k *walk) from(n *node, at, known int) *way {
	if at == len(k.path) {
		return n.ways[k.verb]
	}
	end := segmentEnd(k.path, at)
	segment := k.path[at+1 : end]
	if next := n.literals[segment]; next != nil {
		if w := k.from(next, end, known); w != nil {
			return w
		}
	}
	if n.number == nil && n.param == nil && n.several == nil {
		return nil
	}
	k.spans[known] = span{uint16(at + 1), uint16(end)}
	if n.number != nil && isID(segment) {
		if w := k.from(n.number, end, known+1); w != nil {
			return w
		}
	}
	if n.param != nil {
		if w := k.from(n.param, end, known+1); w != nil {
			return w
		}
	}
	if n.several == nil {
		return nil
	}
	return k.through(n.several, at, known)
}

// through looks under n, which takes one segment or more, for the rest of the
// path.
func (k *walk) through(n *node, at, known int) *way {
	for end := at; end < len(k.path); {
		end = segmentEnd(k.path, end)
		k.spans[known] = span{uint16(at + 1), uint16(end)}
		if w := k.from(n, end, known+1); w != nil {
			return w
		}
	}
	return nil
}

// segmentEnd is where the segment ends whose slash is at a place in path.
func segmentEnd(path string, at int) int {
	if next := strings.IndexByte(path[at+1:], '/'); next >= 0 {
		return at + 1 + next
	}
	return len(path)
}

// isID reports whether a segment is written as ids are.
func isID(segment string) bool {
	if len(segment) > 18 || segment[0] == '0' {
		return false
	}
	for i := range len(segment) {
		if segment[i] < '0' || segment[i] > '9' {
			return false
		}
	}
	return true
}
