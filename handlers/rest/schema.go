package rest

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A dict is a JSON object of the description. Its members stand in alphabetical
// order.
type dict = map[string]any

// A shaped type says itself what JSON it is read from.
type shaped interface{ schema() dict }

func (names) schema() dict {
	one, named := dict{"type": "string"}, dict{"type": "object", "properties": dict{"name": dict{"type": "string"}}}
	return dict{"anyOf": []dict{one, {"type": "array", "items": dict{"anyOf": []dict{one, named}}}}}
}

func (labelling) schema() dict {
	labels := names.schema(nil)
	return dict{"anyOf": []dict{{"type": "object", "properties": dict{"labels": labels}}, labels}}
}

func (levels) schema() dict { return dict{"$ref": schemas + "permissions"} }

func (told[T]) schema() dict { return orNull(schemaOf(reflect.TypeFor[T]())) }

// orNull is a schema that allows null too.
func orNull(s dict) dict {
	if kind, simple := s["type"].(string); simple && kind != "object" && kind != "array" {
		s["type"] = []string{kind, "null"}
		return s
	}
	return dict{"anyOf": []dict{s, {"type": "null"}}}
}

// schemaOf is the JSON Schema of what is read into a type.
func schemaOf(t reflect.Type) dict {
	if t.Kind() == reflect.Pointer {
		return schemaOf(t.Elem())
	}
	if s, own := reflect.Zero(t).Interface().(shaped); own {
		return s.schema()
	}
	switch t.Kind() {
	case reflect.Bool:
		return dict{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return dict{"type": "integer", "format": "int64"}
	case reflect.String:
		return dict{"type": "string"}
	case reflect.Slice:
		return dict{"type": "array", "items": schemaOf(t.Elem())}
	}
	if t == reflect.TypeFor[time.Time]() {
		return dict{"type": "string", "format": "date-time"}
	}
	properties, required := dict{}, []string{}
	for m := range membersOf(t) {
		properties[m.name] = m.schema()
		if m.required() {
			required = append(required, m.name)
		}
	}
	return dict{"type": "object", "properties": properties, "required": required}
}

// schema is that of m, with what its tags say.
func (m member) schema() dict {
	s := schemaOf(m.Type)
	if values := m.values(); len(values) > 0 {
		s["enum"] = values
	}
	if usual := m.Tag.Get("default"); usual != "" {
		s["default"] = usual
	}
	if most := m.most(); most > 0 {
		s[map[any]string{"string": "maxLength", "array": "maxItems"}[s["type"]]] = most
	}
	if m.required() && s["type"] == "array" {
		s["minItems"] = 1
	}
	if doc := m.Tag.Get("doc"); doc != "" {
		s["description"] = doc
	}
	return s
}

// exampleOf is a body that has what must be there, and what has an example.
func exampleOf(t reflect.Type) dict {
	example := dict{}
	for m := range membersOf(t) {
		var value any
		switch text := m.Tag.Get("eg"); {
		case text != "" && json.Unmarshal([]byte(text), &value) == nil && m.Type.Kind() != reflect.String:
			example[m.name] = value
		case text != "":
			example[m.name] = text
		case m.required():
			example[m.name] = m.values()[0]
		}
	}
	return example
}

// known are the references to schemas that have names, by the JSON of what they
// stand for.
type known map[string]string

// learn is the JSON Schema of what is written: what some examples have in common
// must be there.
func (k known) learn(examples []any) dict {
	if len(examples) == 0 {
		return dict{}
	}
	if ref, is := k[text(examples[0])]; is {
		return dict{"$ref": ref}
	}
	byKind := map[string][]any{}
	for _, example := range examples {
		kind := kindOf(example)
		byKind[kind] = append(byKind[kind], example)
	}
	var some []dict
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		if kind != "null" {
			some = append(some, k.alike(kind, byKind[kind]))
		}
	}
	var s dict
	switch len(some) {
	case 0:
		return dict{"type": "null"}
	case 1:
		s = some[0]
	default:
		s = dict{"anyOf": some}
	}
	if byKind["null"] != nil {
		return orNull(s)
	}
	return s
}

// kindOf is the type of a value, as JSON Schema calls it.
func kindOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "integer" // the API has no other numbers
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
}

// alike is the schema of some examples of one kind.
func (k known) alike(kind string, examples []any) dict {
	s := dict{"type": kind}
	switch {
	case kind == "object":
		return k.object(examples)
	case kind == "array":
		var items []any
		for _, example := range examples {
			items = append(items, example.([]any)...)
		}
		s["items"] = k.learn(items)
	case kind == "integer":
		s["format"] = "int64"
	case each(examples, isDate):
		s["format"] = "date-time"
	case each(examples, isAddress):
		s["format"] = "uri"
	}
	return s
}

// object is the schema of some objects.
func (k known) object(examples []any) dict {
	values := map[string][]any{}
	for _, example := range examples {
		for name, value := range example.(dict) {
			values[name] = append(values[name], value)
		}
	}
	properties, required := dict{}, []string{}
	for name, some := range values {
		properties[name] = k.learn(some)
		if len(some) == len(examples) {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	s := dict{"type": "object", "properties": properties, "required": required}
	if ref, is := k[text(s)]; is {
		return dict{"$ref": ref}
	}
	return s
}

// each reports whether all examples are strings that are something.
func each(examples []any, is func(string) bool) bool {
	return !slices.ContainsFunc(examples, func(example any) bool {
		s, written := example.(string)
		return !written || !is(s)
	})
}

func isDate(s string) bool {
	_, err := time.Parse(time.RFC3339, s)
	return err == nil
}

// isAddress reports whether s is an address, and no template of one.
func isAddress(s string) bool { return strings.HasPrefix(s, "http") && !strings.Contains(s, "{") }

// text is v as JSON.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it is all made of strings
	}
	return string(b)
}
