package rest

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"patrol"
)

// A member is one of a query or of a body: a field of a struct. What its tags
// say is what is checked, and what the description tells:
//
//	json:"name"    what it is called, if not as the field in small letters
//	is:"required"  it must be there, and not be empty; "required by law" if the law says so
//	enum:"a b"     it is one of these, or empty
//	default:"a"    which it is then
//	max:"100"      so many characters or items at most
//	eg:"a"         an example, as JSON
//	doc:"…"        what it is for
type member struct {
	reflect.StructField
	name string
}

// membersOf are the members of a struct, embedded ones among them.
func membersOf(t reflect.Type) iter.Seq[member] {
	return func(yield func(member) bool) {
		for _, f := range reflect.VisibleFields(t) {
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.Anonymous && !yield(member{f, cmp.Or(tag, strings.ToLower(f.Name))}) {
				return
			}
		}
	}
}

func (m member) required() bool { return m.Tag.Get("is") != "" }

// values are those that there are for m; none for any.
func (m member) values() []string { return strings.Fields(m.Tag.Get("enum")) }

// most is how many characters or items m may have; 0 for any number.
func (m member) most() int {
	n, _ := strconv.Atoi(m.Tag.Get("max"))
	return n
}

// wrong says what is wrong with a value of m, or "".
func (m member) wrong(v reflect.Value) string {
	most := m.most()
	switch values := m.values(); {
	case v.Kind() == reflect.String && v.Len() > 0 && len(values) > 0 && !slices.Contains(values, v.String()):
		return "is none of " + strings.Join(values, ", ")
	case most > 0 && v.Kind() == reflect.String && utf8.RuneCountInString(v.String()) > most:
		return fmt.Sprintf("may have %d characters at most", most)
	case most > 0 && v.Kind() == reflect.Slice && v.Len() > most:
		return fmt.Sprintf("may have %d items at most", most)
	}
	return ""
}

// check holds what was read to what its members say, and says what is said of
// them where nothing is.
func check(v reflect.Value) error {
	var lacks []string
	bad := &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed"}
	for m := range membersOf(v.Type()) {
		at := v.FieldByIndex(m.Index)
		if usual := m.Tag.Get("default"); usual != "" && at.IsZero() {
			at.SetString(usual)
		}
		if m.Tag.Get("is") == "required" && (at.IsZero() || at.Kind() == reflect.Slice && at.Len() == 0) {
			lacks = append(lacks, m.name)
		}
		if wrong := m.wrong(reflect.Indirect(at)); wrong != "" {
			bad.Fields = append(bad.Fields, patrol.FieldError{Field: m.name, Message: wrong})
		}
	}
	switch {
	case len(lacks) > 0:
		return notSupplied(lacks...)
	case len(bad.Fields) > 0:
		return bad
	}
	return nil
}
