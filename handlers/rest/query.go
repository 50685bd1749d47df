package rest

import (
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"time"

	"patrol"
)

// readQuery reads a query into a struct. Parameters that it has not are ignored,
// and so are numbers that are none.
func readQuery(query url.Values, into any) error {
	all := reflect.ValueOf(into).Elem()
	bad := &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed"}
	for m := range membersOf(all.Type()) {
		at := all.FieldByIndex(m.Index)
		if problem := m.set(at.Addr().Interface(), query); problem != "" {
			bad.Fields = append(bad.Fields, patrol.FieldError{Field: m.name, Message: problem})
		}
	}
	if len(bad.Fields) > 0 {
		return bad
	}
	return check(all)
}

// set reads m of a query, and says what is wrong with it, or "".
func (m member) set(at any, query url.Values) string {
	text := query.Get(m.name)
	switch at := at.(type) {
	case *page:
		*at = pageOf(query)
	case *string:
		if *at = text; !printable(text) {
			return "has characters that no name has"
		}
	case *bool:
		*at = text == "true"
	case *present:
		*at = present(query.Has(m.name))
	case *int:
		*at, _ = strconv.Atoi(text)
	case *[]string:
		*at = query[m.name]
	case *[]int64:
		*at = ids(query[m.name])
	case *time.Time:
		var err error
		if *at, err = time.Parse(time.RFC3339, text); text != "" && err != nil {
			return "must be like 2026-03-10T09:00:00Z"
		}
	default:
		panic(fmt.Sprintf("no query has a %T", at))
	}
	return ""
}

// A present parameter says what it says by being there, whatever its value.
type present bool

// ids reads ids of something. What is no number is that of nothing.
func ids(texts []string) (all []int64) {
	for _, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			id = 0
		}
		all = append(all, id)
	}
	return all
}
