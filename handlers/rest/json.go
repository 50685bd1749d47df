package rest

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
)

// An object is a JSON object in the making: members in the order in which they
// are written. It takes neither reflection nor a type for each shape, which
// makes GET /user several times as fast as encoding/json would.
type object []byte

// key begins the next member.
func (o *object) key(name string) {
	opening := byte(',')
	if len(*o) == 0 {
		opening = '{'
	}
	*o = append(*o, opening, '"')
	*o = append(append(*o, name...), '"', ':')
}

// text adds the parts of a string, one after the other.
func (o *object) text(name string, parts ...string) {
	o.key(name)
	*o = append(*o, '"')
	for _, part := range parts {
		*o = appendEscaped(*o, part)
	}
	*o = append(*o, '"')
}

// link adds an address made of parts that need no escaping: our own URL, names
// of accounts and repositories, ids, and what stands in tables.
func (o *object) link(name string, parts ...string) {
	o.key(name)
	*o = append(*o, '"')
	for _, part := range parts {
		*o = append(*o, part...)
	}
	*o = append(*o, '"')
}

// nodeID adds the id that something has among all kinds of things.
func (o *object) nodeID(kind string, id int64) {
	o.key("node_id")
	clear := append(make([]byte, 0, 64), '0')
	clear = append(strconv.AppendInt(clear, int64(len(kind)), 10), ':')
	clear = strconv.AppendInt(append(clear, kind...), id, 10)
	*o = append(*o, '"')
	*o = append(base64.StdEncoding.AppendEncode(*o, clear), '"')
}

// textOrNull adds a string, or null for an empty one.
func (o *object) textOrNull(name, value string) {
	if value == "" {
		o.null(name)
		return
	}
	o.text(name, value)
}

func (o *object) number(name string, n int64) {
	o.key(name)
	*o = strconv.AppendInt(*o, n, 10)
}

func (o *object) flag(name string, is bool) {
	o.key(name)
	*o = strconv.AppendBool(*o, is)
}

func (o *object) null(name string) {
	o.key(name)
	*o = append(*o, "null"...)
}

// raw adds what is JSON already.
func (o *object) raw(name string, value []byte) {
	o.key(name)
	*o = append(*o, value...)
}

// none adds members of one value: false, 0 or null for what Patrol has not.
func (o *object) none(value string, names ...string) {
	for _, name := range names {
		o.key(name)
		*o = append(*o, value...)
	}
}

// end is all of o.
func (o object) end() []byte {
	if len(o) == 0 {
		return []byte("{}")
	}
	return append(o, '}')
}

// A list is a JSON array in the making.
type list []byte

// add adds what is JSON already.
func (l *list) add(value []byte) {
	opening := byte(',')
	if len(*l) == 0 {
		opening = '['
	}
	*l = append(append(*l, opening), value...)
}

// end is all of l.
func (l list) end() []byte {
	if len(l) == 0 {
		return []byte("[]")
	}
	return append(l, ']')
}

// listed is a JSON array of things, each in its shape.
func listed[T any](things []T, shape func(T) []byte) []byte {
	var all list
	for n, one := range things {
		value := shape(one)
		if n == 0 { // the others are about as long
			all = make(list, 0, len(things)*(len(value)+2))
		}
		all.add(value)
	}
	return all.end()
}

// appendEscaped appends s as it stands between quotes. Plain text goes as it
// is; encoding/json sees to the rest.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			quoted, _ := json.Marshal(s) // a string cannot fail
			return append(b, quoted[1:len(quoted)-1]...)
		}
	}
	return append(b, s...)
}

// quoted is s as a JSON string.
func quoted(s string) []byte { return append(appendEscaped([]byte{'"'}, s), '"') }
