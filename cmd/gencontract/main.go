// Command gencontract makes web/testdata/github.json.gz, the contract that
// answers of the REST API are held to in tests, of GitHub's own description of
// its API: what each operation of the catalogue answers, as JSON Schema. Words,
// examples and all that no check reads are left out. Run it for a newer
// description:
//
//	npm pack @octokit/openapi@23.0.2 && tar -xzf octokit-openapi-23.0.2.tgz
//	go run ./cmd/gencontract package/generated/ghec.json
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"patrol"
)

func main() {
	out := flag.String("o", "web/testdata/github.json.gz", "the file to write")
	flag.Parse()
	log.SetFlags(0)
	if flag.NArg() != 1 {
		log.Fatal("usage: gencontract [-o FILE] ghec.json")
	}
	if err := generate(flag.Arg(0), *out); err != nil {
		log.Fatal(err)
	}
}

// generate reads a description and writes the contract that it makes.
func generate(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		return err
	}
	all := slices.Concat(patrol.Operations(), patrol.OwnOperations())
	contract, err := json.Marshal(d.contract(all))
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(contract); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(to, packed.Bytes(), 0o644)
}

// A description is what of an OpenAPI 3.0 document tells of answers.
type description struct {
	Paths      map[string]map[string]struct{ Responses map[string]response }
	Components struct {
		Schemas   map[string]schema
		Responses map[string]response
	}
}

// A response is an answer of some status, or a reference to one.
type response struct {
	Ref     string `json:"$ref"`
	Content map[string]struct{ Schema schema }
}

// A schema is a JSON Schema, or any part of one that is an object.
type schema = map[string]any

// contract is what each operation answers by status, with null where that is
// no JSON, and the schemas that this takes. An operation that d does not have is
// not in it.
func (d *description) contract(operations []patrol.Operation) any {
	answers, wanted := map[string]any{}, map[string]any{}
	for _, o := range operations {
		described, found := d.Paths[o.Path][strings.ToLower(o.Method)]
		if !found {
			continue
		}
		byStatus := schema{}
		for status, r := range described.Responses {
			byStatus[status] = d.body(r)
		}
		answers[o.Route()] = byStatus
		d.want(byStatus, wanted)
	}
	d.want(schema{"$ref": schemaPrefix + "basic-error"}, wanted)
	return schema{"operations": answers, "schemas": wanted}
}

// body is the schema of a response; nil if it is no JSON.
func (d *description) body(r response) any {
	if name, found := strings.CutPrefix(r.Ref, "#/components/responses/"); found {
		r = d.Components.Responses[name]
	}
	var any []any
	for _, kind := range slices.Sorted(maps.Keys(r.Content)) {
		if s := r.Content[kind].Schema; s != nil {
			any = append(any, translate(s))
		}
	}
	switch len(any) {
	case 0:
		return nil
	case 1:
		return any[0]
	}
	return schema{"anyOf": any}
}

// schemaPrefix is what references to schemas begin with in a contract.
const schemaPrefix = "#/schemas/"

// want adds all schemas that s refers to, and those that they refer to.
func (d *description) want(s any, wanted map[string]any) {
	switch s := s.(type) {
	case []any:
		for _, part := range s {
			d.want(part, wanted)
		}
	case schema:
		for _, part := range s {
			d.want(part, wanted)
		}
		ref, _ := s["$ref"].(string)
		name, found := strings.CutPrefix(ref, schemaPrefix)
		if _, known := wanted[name]; found && !known {
			wanted[name] = translate(d.Components.Schemas[name])
			d.want(wanted[name], wanted)
		}
	}
}
