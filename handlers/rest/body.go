package rest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"

	"patrol"
)

// largestBody is the largest body that is read, in bytes: a file of 40 MiB in
// Base64 fits.
const largestBody = 64 << 20

// read reads the JSON object in c's body. No body is as good as an empty
// object; members that v has not are ignored, and those that are of another
// type, or not as their tags say, are problems with their names.
//
// GitHub: "Troubleshooting the REST API", Problems parsing JSON, Body should be
// a JSON object.
func (c *call) read(v any) error {
	body, err := c.body()
	if err == nil && len(body) > 0 {
		err = parse(body, v)
	}
	if err != nil {
		return err
	}
	return check(reflect.ValueOf(v).Elem())
}

// body is c's body, which is JSON if it is anything.
func (c *call) body() ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, largestBody))
	if err != nil {
		return nil, err
	}
	body = bytes.TrimSpace(body)
	if len(body) > 0 && !json.Valid(body) {
		return nil, &patrol.Error{Kind: patrol.Malformed, Message: "Problems parsing JSON"}
	}
	return body, nil
}

// parse reads a body that should be an object into v, unless v knows better.
func parse(body []byte, v any) error {
	if _, knows := v.(json.Unmarshaler); body[0] != '{' && (!knows || body[0] != '[' && body[0] != '"') {
		return &patrol.Error{Kind: patrol.Malformed, Message: "Body should be a JSON object"}
	}
	err := json.Unmarshal(body, v)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &patrol.Error{Kind: patrol.Invalid, Message: "Invalid request.", Fields: []patrol.FieldError{
			{Field: strings.ToLower(unembedded(v, wrong.Field)), Message: "cannot be of the type " + wrong.Value}}}
	}
	return err
}

// unembedded is the place of a member in v without the struct that is embedded there.
func unembedded(v any, place string) string {
	first, rest, _ := strings.Cut(place, ".")
	if f, found := reflect.TypeOf(v).Elem().FieldByName(first); found && f.Anonymous {
		return rest
	}
	return place
}

// A told is a member of a body that may be null, and need not be there.
type told[T any] struct {
	there bool
	value T // zero for null
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *told[T]) UnmarshalJSON(data []byte) error {
	t.there = true
	return json.Unmarshal(data, &t.value)
}

// names are those of labels or people as bodies have them: one, or several, or
// objects that have one each.
type names []string

// UnmarshalJSON implements json.Unmarshaler.
func (n *names) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*n = names{""}
		return json.Unmarshal(data, &(*n)[0])
	}
	var mixed []json.RawMessage
	if err := json.Unmarshal(data, &mixed); err != nil {
		return err
	}
	*n = names{}
	for _, one := range mixed {
		var named struct{ Name, Login string }
		into := any(&named.Name)
		if one[0] == '{' {
			into = &named
		}
		if err := json.Unmarshal(one, into); err != nil {
			return err
		}
		*n = append(*n, cmp.Or(named.Name, named.Login))
	}
	return nil
}
