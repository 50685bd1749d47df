package patrol

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// A Match is an operation that a request asks for, and the parameters of its path.
type Match struct {
	*Operation
	way *way
	walk
}

// longestPath is the longest path that leads anywhere, in bytes.
const longestPath = 8 << 10

// Route finds the operation that a request asks for: by its method, and by the
// path below the API's root, escaped as it came. It guesses nothing: letters
// are of the right case, no slash is missing, doubled or left over, no segment
// is "." or "..", and what needs no escaping has none. HEAD asks for what GET
// does.
func Route(method, path string) (m Match, found bool) {
	v, known := verbOf(method)
	if !known {
		return Match{}, false
	}
	path, slash := strings.CutSuffix(path, "/")
	if path != "" && !unambiguous(path) {
		return Match{}, false
	}
	m.walk = walk{path: path, verb: v}
	m.way = m.from(paths, 0, 0)
	if m.way == nil || slash && !m.mayEndInSlash() || !m.escapedWhereItMay() {
		return Match{}, false
	}
	m.Operation = m.way.operation
	return m, true
}

// Methods are those that operations at a path have.
func Methods(path string) (methods []string) {
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		if _, found := Route(method, path); found {
			methods = append(methods, method)
		}
	}
	return methods
}

// Value is a parameter of m's path, without escapes; empty if it has none of
// that name.
func (m *Match) Value(name string) string {
	for i, n := range m.way.names {
		if n == name {
			value, _ := url.PathUnescape(m.raw(i)) // a path that matched cannot fail
			return value
		}
	}
	return ""
}

// Spans reports whether a parameter of a path may take more than one segment.
func Spans(parameter string) bool { return spanning[parameter] }

// raw is the nth parameter as it came.
func (m *Match) raw(n int) string { return m.path[m.spans[n].from:m.spans[n].to] }

// mayEndInSlash reports whether nothing of m stands before a slash at the end:
// that of the root, and of a repository's files.
func (m *Match) mayEndInSlash() bool {
	last := len(m.way.names) - 1
	return m.path == "" || last >= 0 && m.way.names[last] == "path" && m.raw(last) == ""
}

// escapedWhereItMay reports whether slashes are escaped in those parameters
// alone that may have any.
func (m *Match) escapedWhereItMay() bool {
	if !strings.Contains(m.path, "%") {
		return true
	}
	for i, name := range m.way.names {
		if raw := m.raw(i); !spanning[name] && !slashed[name] &&
			(strings.Contains(raw, "%2F") || strings.Contains(raw, "%2f")) {
			return false
		}
	}
	return true
}

// unambiguous reports whether path is the one way to write what it says, and
// text all through: escapes stand for what needs them and make valid UTF-8 of
// printable characters, and no segment is empty, "." or "..", whether its
// slashes are escaped or not. So nobody takes path for another.
func unambiguous(path string) bool {
	if len(path) > longestPath || path[0] != '/' {
		return false
	}
	segment, dots := 0, 0 // bytes and dots since the last slash
	var rune [utf8.UTFMax]byte
	open := rune[:0] // bytes of a character that has more than one
	for i := 0; i < len(path); i++ {
		c, escaped := path[i], false
		if c == '%' {
			if c, escaped = unescape(path[i:]); !escaped {
				return false
			}
			i += 2
		}
		switch {
		case escaped && unreserved(c), !escaped && c >= utf8.RuneSelf, c < ' ', c == 0x7f,
			c < utf8.RuneSelf && len(open) > 0:
			return false
		case c >= utf8.RuneSelf:
			if open = append(open, c); utf8.FullRune(open) {
				if r, size := utf8.DecodeRune(open); r == utf8.RuneError || size < len(open) || r < 0xa0 {
					return false
				}
				open = rune[:0]
			}
			segment++
		case c == '/':
			if i > 0 && empty(segment, dots) {
				return false
			}
			segment, dots = 0, 0
		case c == '.':
			segment, dots = segment+1, dots+1
		default:
			segment++
		}
	}
	return len(open) == 0 && !empty(segment, dots)
}

// empty reports whether a segment names nothing: "", "." and "..".
func empty(length, dots int) bool { return length == dots && length <= 2 }

// unescape is the byte that stands escaped at the beginning of s.
func unescape(s string) (c byte, ok bool) {
	if len(s) < 3 {
		return 0, false
	}
	high, low := unhex(s[1]), unhex(s[2])
	return byte(high<<4 | low), high|low >= 0
}

// unhex is a digit's value, or -1.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// unreserved reports whether c never needs escaping. All literals are made of
// such letters, so that none can be written in another way.
func unreserved(c byte) bool {
	return isAlphanumeric(rune(c)) || c == '-' || c == '_' || c == '.' || c == '~'
}
