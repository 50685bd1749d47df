package main

import (
	"fmt"
	"strings"

	"patrol/db/repos"
)

// addFound adds the bare repositories under dir to what is asked for. What a
// file says of one of them holds.
func (m *manifest) addFound(dir string) error {
	found, odd, err := repos.Find(dir)
	if err != nil {
		return fmt.Errorf("--repos: %w", err)
	}
	var bad problems
	for _, path := range odd {
		bad.add(path, "no account or repository can have this name")
	}
	gone := map[string]bool{}
	for _, w := range m.departures {
		gone[strings.ToLower(w.fullName())] = true
	}
	wishes := map[string]*repositoryWish{}
	for _, w := range m.repositories {
		wishes[strings.ToLower(w.fullName())] = w
	}
	for _, f := range found {
		if gone[strings.ToLower(f.Owner+"/"+f.Name)] {
			continue
		}
		w := &repositoryWish{owner: said[string]{f.Owner, f.Path}, name: said[string]{f.Name, f.Path}}
		if said := wishes[strings.ToLower(w.fullName())]; said != nil {
			w = said
		} else {
			wishes[strings.ToLower(w.fullName())] = w
			m.repositories = append(m.repositories, w)
		}
		w.found = true
		if w.path.at == "" {
			w.path = said[string]{f.Path, f.Path}
		}
	}
	return bad.err()
}
