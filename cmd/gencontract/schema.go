package main

import "strings"

// checked are the members of a schema that hold an answer to anything. What
// follows in the same words in OpenAPI and in JSON Schema is kept as it is.
var checked = []string{
	"$ref", "type", "format", "enum", "pattern", "required", "properties", "additionalProperties", "items",
	"allOf", "anyOf", "oneOf", "not", "minimum", "maximum", "minLength", "maxLength",
	"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
}

// translate is a schema of OpenAPI 3.0 as JSON Schema, without what is not
// checked. Where GitHub says that one alternative alone may fit, any may: some
// of its own, as those of errors, fit together.
func translate(s schema) schema {
	t := schema{}
	for _, key := range checked {
		value, found := s[key]
		if !found {
			continue
		}
		if key == "properties" {
			named := schema{}
			for name, property := range value.(schema) {
				named[name] = translate(property.(schema))
			}
			t[key] = named
			continue
		}
		if key == "oneOf" {
			key = "anyOf"
		}
		t[key] = translatePart(value)
	}
	if s["nullable"] == true {
		return orNull(t)
	}
	return t
}

// translatePart is the value of a member of a schema, translated.
func translatePart(value any) any {
	switch v := value.(type) {
	case schema:
		return translate(v)
	case []any:
		parts := make([]any, len(v))
		for i, part := range v {
			parts[i] = translatePart(part)
		}
		return parts
	case string:
		return strings.Replace(v, "#/components/schemas/", schemaPrefix, 1)
	}
	return value
}

// orNull is a schema that allows null besides what s does.
func orNull(s schema) schema {
	return schema{"anyOf": []any{s, schema{"type": "null"}}}
}
