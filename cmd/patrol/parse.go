package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"patrol"
)

// readManifest reads a file to import. What is wrong with it comes all at
// once, each with its line.
func readManifest(file string) (*manifest, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	return parseManifest(file, dir, string(text))
}

// parseManifest parses a file. Its paths are relative to dir.
func parseManifest(file, dir, text string) (*manifest, error) {
	var document, more yaml.Node
	r := &reader{file: file, dir: dir, logins: map[string]string{}, emails: map[string]string{}}
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("%s: is not UTF-8 text", file)
	}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	m := new(manifest)
	switch err := decoder.Decode(&document); {
	case err == io.EOF:
		return m, nil // an empty file asks for nothing
	case err != nil:
		return nil, fmt.Errorf("%s", r.syntax(err))
	}
	if err := decoder.Decode(&more); err != io.EOF {
		r.wrong(&more, "there is a second document, or what is none, after the first")
	}
	r.manifest(document.Content[0], m)
	return m, r.problems.err()
}

// manifest reads the top of a file.
func (r *reader) manifest(n *yaml.Node, m *manifest) {
	r.fields(n, "the file", map[string]func(*yaml.Node){
		"enterprises":   func(n *yaml.Node) { m.enterprises = r.accounts(n, patrol.Enterprise) },
		"organizations": func(n *yaml.Node) { m.organizations = r.accounts(n, patrol.Organization) },
		"people":        func(n *yaml.Node) { m.people = r.accounts(n, patrol.User) },
		"repositories":  func(n *yaml.Node) { r.repositories(n, m) },
	})
}

// accounts reads accounts by login.
func (r *reader) accounts(n *yaml.Node, kind patrol.AccountKind) (wishes []*accountWish) {
	r.each(n, func(key, value *yaml.Node) {
		w := &accountWish{kind: kind, login: r.name(key, patrol.CheckLogin)}
		r.once(r.logins, w.login)
		r.account(value, w)
		wishes = append(wishes, w)
	})
	return wishes
}

// words are what kinds of accounts are called.
var words = map[patrol.AccountKind]string{
	patrol.User: "a user", patrol.Organization: "an organization", patrol.Enterprise: "an enterprise",
}

// account reads what is said of w.
func (r *reader) account(n *yaml.Node, w *accountWish) {
	known := map[string]func(*yaml.Node){
		"name": func(n *yaml.Node) { w.name = r.text(n, maxName) },
	}
	switch w.kind {
	case patrol.User:
		known["email"] = func(n *yaml.Node) {
			w.email = r.name(n, patrol.CheckEmail)
			r.once(r.emails, w.email)
		}
	case patrol.Organization:
		known["enterprise"] = func(n *yaml.Node) { w.enterprise = r.name(n, checkOptionalLogin) }
		known["base"] = func(n *yaml.Node) { w.base = choice(r, n, levels) }
		known["members"] = func(n *yaml.Node) { w.members = r.members(n, organizationRoles) }
	case patrol.Enterprise:
		known["members"] = func(n *yaml.Node) { w.members = r.members(n, enterpriseRoles) }
	}
	if w.kind != patrol.User {
		known["policy"] = func(n *yaml.Node) { w.policy = r.policy(n, w.kind, patrol.FineGrained) }
		known["classic_policy"] = func(n *yaml.Node) { w.classic = r.policy(n, w.kind, patrol.Classic) }
	}
	r.fields(n, words[w.kind], known)
}

// policy reads the policy of an organization or enterprise on tokens of a kind.
func (r *reader) policy(n *yaml.Node, of patrol.AccountKind, on patrol.TokenKind) (w policyWish) {
	known := map[string]func(*yaml.Node){
		"access":   func(n *yaml.Node) { w.access = choice(r, n, accesses) },
		"max_days": func(n *yaml.Node) { w.maxDays = r.days(n) },
	}
	if on == patrol.FineGrained {
		known["approval"] = func(n *yaml.Node) { w.approval = choice(r, n, approvals) }
	}
	if of == patrol.Enterprise {
		known["exempt_admins"] = func(n *yaml.Node) { w.exemptAdmins = choice(r, n, booleans) }
	}
	r.fields(n, "a policy on "+string(on)+" tokens", known)
	return w
}

// days reads a maximum lifetime.
func (r *reader) days(n *yaml.Node) said[int] {
	s := r.text(n, maxName)
	days, err := strconv.Atoi(s.value)
	switch {
	case s.value == "none":
		days = patrol.Forever
	case s.value == "default":
		days = 0
	case err != nil || days < 1 || days > patrol.MaxDays:
		r.wrong(n, "max_days is %q, not 1 to %d, none or default", s.value, patrol.MaxDays)
	}
	return said[int]{days, s.at}
}

// members reads roles by login.
func (r *reader) members(n *yaml.Node, roles []option[patrol.MemberRole]) (wishes []memberWish) {
	r.each(n, func(key, value *yaml.Node) {
		wishes = append(wishes, memberWish{r.name(key, patrol.CheckLogin), choice(r, value, roles).value})
	})
	return wishes
}

// repositories reads repositories by OWNER/NAME.
func (r *reader) repositories(n *yaml.Node, m *manifest) {
	r.each(n, func(key, value *yaml.Node) {
		full := r.name(key, checkFullName)
		owner, name, _ := strings.Cut(full.value, "/")
		if departs(value) {
			w := &departureWish{owner: owner, name: name, at: full.at}
			r.departure(value, w)
			m.departures = append(m.departures, w)
			return
		}
		w := &repositoryWish{owner: said[string]{owner, full.at}, name: said[string]{name, full.at}}
		r.repository(value, w)
		m.repositories = append(m.repositories, w)
	})
}

// repository reads what is said of w.
func (r *reader) repository(n *yaml.Node, w *repositoryWish) {
	r.fields(n, "a repository", map[string]func(*yaml.Node){
		"description":    func(n *yaml.Node) { w.description = r.text(n, maxDescription) },
		"visibility":     func(n *yaml.Node) { w.visibility = choice(r, n, visibilities) },
		"default_branch": func(n *yaml.Node) { w.defaultBranch = r.name(n, checkBranch) },
		"archived":       func(n *yaml.Node) { w.archived = choice(r, n, booleans) },
		"path":           func(n *yaml.Node) { w.path = r.path(n) },
		"collaborators": func(n *yaml.Node) {
			r.each(n, func(key, value *yaml.Node) {
				w.collaborators = append(w.collaborators,
					collaboratorWish{r.name(key, patrol.CheckLogin), choice(r, value, levels).value})
			})
		},
	})
}
