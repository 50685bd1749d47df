package patrol

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// example is a path that leads to o, with a value for each parameter.
func example(o Operation) string {
	var segments []string
	for segment := range strings.SplitSeq(o.Path, "/") {
		switch name := strings.Trim(segment, "{}"); {
		case byID[name]:
			segment = "42"
		case name != segment:
			segment = "some-" + strings.ReplaceAll(name, "_", "-")
		}
		segments = append(segments, segment)
	}
	return strings.Join(segments, "/")
}

// Every operation is found by a path of its own, and has the parameters that
// the catalogue names.
func TestEveryOperationIsRouted(t *testing.T) {
	for _, o := range slices.Concat(OwnOperations(), Operations()) {
		ours, isOurs := OperationByRoute(o.Route())
		if twins[o.ID] || isOurs && ours.ID != o.ID {
			continue // another stands for it
		}
		m, found := Route(o.Method, example(o))
		if !found || m.Route() != o.Route() {
			t.Errorf("%s leads to %s (found: %v)", o.Route(), m.Operation.Route(), found)
			continue
		}
		for segment := range strings.SplitSeq(o.Path, "/") {
			if name := strings.Trim(segment, "{}"); name != segment && m.Value(name) == "" {
				t.Errorf("%s has no %s", o.Route(), name)
			}
		}
		if m.takes == None {
			t.Errorf("%s takes no role", o.Route())
		}
	}
}

// An operation of our own holds where GitHub's is asked for alike.
func TestOwnOperationsComeFirst(t *testing.T) {
	for _, o := range OwnOperations() {
		m, found := Route(o.Method, example(o))
		byRoute, known := OperationByRoute(o.Route())
		if !found || m.ID != o.ID || !known || byRoute.ID != o.ID {
			t.Errorf("%s leads to %v, by route to %v", o.Route(), m.Operation, byRoute)
		}
	}
}

func TestRoute(t *testing.T) {
	const repo = "/repos/acme/site"
	long := "/" + strings.Repeat("a", 64)
	tests := []struct {
		name, method, path string
		want               string // route, and values of parameters that are not owner, repo or org
	}{
		{"the root", "GET", "", "GET /"},
		{"the root, with its slash", "GET", "/", "GET /"},
		{"HEAD is GET", "HEAD", "/user", "GET /user"},
		{"an unknown method", "BREW", "/user", ""},
		{"no method", "", "/user", ""},
		{"a method in lower case", "get", "/user", ""},
		{"a method that the path has not", "POST", "/user", ""},
		{"an unknown path", "GET", "/nowhere", ""},
		{"too short", "GET", "/repos/acme", ""},
		{"too long", "GET", repo + "/branches/main/protection/nothing/more/x", "GET /repos/{owner}/{repo}/branches/{branch} main/protection/nothing/more/x"},

		{"a literal before a parameter", "GET", "/user/repos", "GET /user/repos"},
		{"a literal deep down", "GET", repo + "/issues/comments", "GET /repos/{owner}/{repo}/issues/comments"},
		{"a parameter there", "GET", repo + "/issues/7", "GET /repos/{owner}/{repo}/issues/{issue_number} 7"},
		{"back from a literal that leads nowhere", "DELETE", repo + "/issues/comments/labels/x", "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name} comments x"},
		{"a branch called as a literal", "GET", repo + "/branches/protection", "GET /repos/{owner}/{repo}/branches/{branch} protection"},

		{"a trailing slash", "GET", "/user/", ""},
		{"a trailing slash after a parameter", "GET", repo + "/", ""},
		{"two trailing slashes", "GET", "/user//", ""},
		{"only slashes", "GET", "//", ""},
		{"a repeated slash", "GET", "/repos//acme/site", ""},
		{"a repeated slash in a path", "GET", repo + "/contents/a//b", ""},
		{"a repeated slash, escaped", "GET", repo + "/contents/a%2F%2Fb", ""},
		{"no slash to begin with", "GET", "user", ""},

		{"other case", "GET", "/User", ""},
		{"other case of a literal", "GET", repo + "/Branches", ""},
		{"other case of a name", "GET", "/repos/ACME/Site", "GET /repos/{owner}/{repo}"},

		{"a dot", "GET", "/./user", ""},
		{"two dots", "GET", "/repos/acme/../user", ""},
		{"two dots in a path", "GET", repo + "/contents/../../x", ""},
		{"two dots at the end", "GET", repo + "/contents/..", ""},
		{"two dots, escaped", "GET", repo + "/contents/%2e%2e/x", ""},
		{"two dots before an escaped slash", "GET", repo + "/contents/..%2fx", ""},
		{"two dots behind an escaped slash", "GET", repo + "/contents/x%2f..", ""},
		{"dots in names", "GET", repo + "/contents/.../.x./..a", "GET /repos/{owner}/{repo}/contents/{path} .../.x./..a"},

		{"a literal, escaped", "GET", "/%75ser", ""},
		{"a literal, escaped, where there is a parameter", "GET", "/user/codespaces/%73ecrets", ""},
		{"an escape that is none", "GET", repo + "/contents/%zz", ""},
		{"half an escape", "GET", repo + "/contents/%2", ""},
		{"a NUL", "GET", repo + "/contents/a%00b", ""},
		{"a line break", "GET", repo + "/contents/a%0ab", ""},
		{"a control character of two bytes", "GET", repo + "/contents/%C2%85", ""},
		{"no UTF-8", "GET", repo + "/contents/%ff", ""},
		{"half a character", "GET", repo + "/contents/%C3", ""},
		{"half a character before a slash", "GET", repo + "/contents/%C3/a", ""},
		{"a surrogate", "GET", repo + "/contents/%ED%A0%80", ""},
		{"a character that is not escaped", "GET", repo + "/contents/größe", ""},
		{"a character", "GET", repo + "/contents/gr%C3%B6%C3%9Fe", "GET /repos/{owner}/{repo}/contents/{path} größe"},
		{"a per cent sign", "GET", repo + "/contents/%2525", "GET /repos/{owner}/{repo}/contents/{path} %25"},

		{"no path", "GET", repo + "/contents", "GET /repos/{owner}/{repo}/contents/{path}"},
		{"no path, with its slash", "GET", repo + "/contents/", "GET /repos/{owner}/{repo}/contents/{path}"},
		{"a folder with a slash", "GET", repo + "/contents/docs/", ""},
		{"an archive of the default branch", "GET", repo + "/tarball", "GET /repos/{owner}/{repo}/tarball/{ref}"},
		{"an archive of the default branch, by id", "GET", "/repositories/42/zipball", "GET /repos/{owner}/{repo}/zipball/{ref} 42"},
		{"an archive of nothing", "GET", repo + "/tarball/", ""},
		{"no ref", "GET", repo + "/git/ref", ""},
		{"a path", "PUT", repo + "/contents/a/b.txt", "PUT /repos/{owner}/{repo}/contents/{path} a/b.txt"},
		{"a path, escaped", "GET", repo + "/contents/a%2Fb.txt", "GET /repos/{owner}/{repo}/contents/{path} a/b.txt"},
		{"a ref", "GET", repo + "/git/ref/heads/a/b", "GET /repos/{owner}/{repo}/git/ref/{ref} heads/a/b"},
		{"a ref, escaped", "GET", repo + "/git/ref/heads%2Fa%2fb", "GET /repos/{owner}/{repo}/git/ref/{ref} heads/a/b"},
		{"a ref before a literal", "GET", repo + "/commits/heads/a/status", "GET /repos/{owner}/{repo}/commits/{ref}/status heads/a"},
		{"a ref that ends as a literal, escaped", "GET", repo + "/commits/a%2Fstatus", "GET /repos/{owner}/{repo}/commits/{ref} a/status"},
		{"a branch before literals", "PUT", repo + "/branches/a/b/protection/restrictions/users", "PUT /repos/{owner}/{repo}/branches/{branch}/protection/restrictions/users a/b"},
		{"what to compare", "GET", repo + "/compare/main...feature/x", "GET /repos/{owner}/{repo}/compare/{basehead} main...feature/x"},
		{"a label with a slash", "GET", repo + "/labels/kind%2Fbug", "GET /repos/{owner}/{repo}/labels/{name} kind/bug"},
		{"a label in two segments", "GET", repo + "/labels/kind/bug", ""},
		{"an escaped slash in an owner", "GET", "/repos/acme%2Fsite/branches", ""},
		{"an escaped slash in a number", "GET", repo + "/issues/7%2Flock", ""},

		{"a repository by id", "GET", "/repositories/42", "GET /repos/{owner}/{repo} 42"},
		{"under a repository by id", "GET", "/repositories/42/branches/a/b", "GET /repos/{owner}/{repo}/branches/{branch} 42 a/b"},
		{"a repository by no id", "GET", "/repositories/site", ""},
		{"an id with a zero", "GET", "/repositories/042", ""},
		{"a negative id", "GET", "/repositories/-42", ""},
		{"an id too large", "GET", "/repositories/9999999999999999999", ""},
		{"an organization by id", "GET", "/organizations/42/repos", "GET /orgs/{org}/repos 42"},
		{"an organization by name where GitHub says so", "GET", "/organizations/acme/settings/billing/usage", "GET /organizations/{org}/settings/billing/usage"},
		{"a user by id", "GET", "/user/42", "GET /user/{account_id} 42"},
		{"under a user by id", "GET", "/user/42/orgs", "GET /users/{username}/orgs 42"},
		{"a user by no id", "GET", "/user/dana", ""},

		{"over-long", "GET", repo + "/contents" + strings.Repeat(long, longestPath/len(long)), ""},
		{"long", "GET", repo + "/contents" + strings.Repeat("/a", 3000), "GET /repos/{owner}/{repo}/contents/{path} " + strings.Repeat("a/", 2999) + "a"},
	}
	for _, tt := range tests {
		got := ""
		if m, found := Route(tt.method, tt.path); found {
			got = m.Route()
			for _, name := range m.way.names {
				if name != "owner" && name != "repo" && name != "org" && m.Value(name) != "" {
					got += " " + m.Value(name)
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s %.80s leads to %.120q, want %.120q", tt.name, tt.method, tt.path, got, tt.want)
		}
	}
}

func TestMethods(t *testing.T) {
	if got := strings.Join(Methods("/repos/acme/site/contents/a"), " "); got != "GET HEAD PUT DELETE" {
		t.Error(got)
	}
	if got := Methods("/nowhere"); got != nil {
		t.Error(got)
	}
}

// The law of an operation follows from its path and its needs.
func TestErrands(t *testing.T) {
	acme := Target{Owner: "acme", Kind: Organization}
	for _, tt := range []struct {
		method, path string
		want         Target
		beside       Target
		takes        Level
		open, self   bool
	}{
		{"GET", "/user", Target{}, Target{}, Read, true, true},
		{"PATCH", "/user", Target{}, Target{}, Read, false, true},
		{"GET", "/user/emails", Target{}, Target{}, Read, false, true},
		{"GET", "/zen", Target{}, Target{}, Read, true, false},
		{"POST", "/credentials/revoke", Target{}, Target{}, Read, true, false},
		{"POST", "/gists", Target{}, Target{}, Read, false, true},
		{"GET", "/users/dana", Target{Owner: "dana"}, Target{}, Read, true, false},
		{"GET", "/user/7/orgs", Target{OwnerID: 7}, Target{}, Read, true, false},
		{"GET", "/orgs/acme/members/dana", acme, Target{}, Read, false, false},
		{"PUT", "/orgs/acme/memberships/dana", acme, Target{}, Admin, false, false},
		{"GET", "/users/dana/events/orgs/acme", acme, Target{}, Read, false, false},
		{"GET", "/orgs/acme/actions/secrets", acme, Target{}, Admin, false, false},
		{"PUT", "/orgs/acme/actions/secrets/KEY/repositories/5", acme, Target{RepositoryID: 5}, Admin, false, false},
		{"PUT", "/user/starred/acme/site", Target{}, Target{Owner: "acme", Repository: "site"}, Read, false, true},
		{"GET", "/repos/acme/site/issues", Target{Owner: "acme", Repository: "site"}, Target{}, Read, true, false},
		{"POST", "/repos/acme/site/issues", Target{Owner: "acme", Repository: "site"}, Target{}, Read, false, false},
		{"PATCH", "/repos/acme/site/issues/1", Target{Owner: "acme", Repository: "site"}, Target{}, Read, false, false},
		{"DELETE", "/repos/acme/site", Target{Owner: "acme", Repository: "site"}, Target{}, Admin, false, false},
		{"GET", "/repos/acme/site/hooks", Target{Owner: "acme", Repository: "site"}, Target{}, Admin, false, false},
		{"GET", "/repos/acme/site/actions/secrets", Target{Owner: "acme", Repository: "site"}, Target{}, Write, false, false},
		{"GET", "/repos/acme/.git", Target{Owner: "acme", Repository: nobody}, Target{}, Read, true, false},
		{"GET", "/repositories/5/hooks", Target{RepositoryID: 5}, Target{}, Admin, false, false},
		{"GET", "/repos/acme/site/collaborators", Target{Owner: "acme", Repository: "site"}, Target{}, Write, false, false},
		{"GET", "/organizations/5/hooks", Target{OwnerID: 5, Kind: Organization}, Target{}, Admin, false, false},
		{"GET", "/teams/5", Target{Owner: nobody}, Target{}, Read, false, false},
	} {
		m, found := Route(tt.method, tt.path)
		if !found {
			t.Errorf("%s %s leads nowhere", tt.method, tt.path)
			continue
		}
		e := m.Errand()
		if e.Target != tt.want || e.Beside != tt.beside || e.Takes != tt.takes || e.Open != tt.open || e.Self != tt.self {
			t.Errorf("%s %s is %+v", tt.method, tt.path, e)
		}
	}
}

// Whether a file is a workflow says what it takes to change it.
func TestWorkflowFilesTakeMore(t *testing.T) {
	for path, want := range map[string]string{
		"README.md":                      "contents=write",
		".github/workflows.yml":          "contents=write",
		".github/workflows/ci.yml":       "contents=write workflows=write",
		".github%2Fworkflows%2Fdeep/a.b": "contents=write workflows=write",
	} {
		m, found := Route("PUT", "/repos/acme/site/contents/"+path)
		if needs := m.Errand().Needs; !found || len(needs) != 1 || needs[0].String() != want {
			t.Errorf("%s takes %v", path, needs)
		}
	}
}

func TestRouteAllocatesNothing(t *testing.T) {
	for _, path := range []string{"/user", "/repos/acme/site/branches/a/b/protection/restrictions/users", "/repositories/42",
		"/repos/acme/site/contents/gr%C3%B6%C3%9Fe", "/nowhere"} {
		if n := testing.AllocsPerRun(100, func() { Route("GET", path) }); n != 0 {
			t.Errorf("%s: %v allocations", path, n)
		}
	}
}

func BenchmarkRoute(b *testing.B) {
	for name, path := range map[string]string{
		"user": "/user", "repository": "/repos/acme/site", "deep": "/repos/acme/site/branches/main/protection/restrictions/users",
		"contents": "/repos/acme/site/contents/src/cmd/main.go", "nowhere": "/repos/acme/site/nowhere",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Route("GET", path)
			}
		})
	}
}

// What is found says again what was asked: its pattern, filled with its
// parameters, is the path, and no parameter leads out of its place.
func FuzzRoute(f *testing.F) {
	for _, path := range []string{"", "/", "/user", "/user/42/orgs", "/repos/acme/site/contents/a%2Fb/..", "//", "/%2e%2e",
		"/repositories/42/branches/a/b/protection", "/repos/a/b/labels/%C3%B6", "/repos/a/b/contents/"} {
		f.Add("GET", path)
		f.Add("DELETE", path)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		m, found := Route(method, path)
		if !found {
			return
		}
		if method != m.Method && (method != "HEAD" || m.Method != "GET") {
			t.Errorf("%s is answered by %s", method, m.Route())
		}
		decoded, err := url.PathUnescape(path)
		if err != nil || !utf8.ValidString(decoded) || strings.Contains(decoded, "//") ||
			strings.Contains(decoded+"/", "/../") || strings.Contains(decoded+"/", "/./") {
			t.Errorf("%q leads to %s", path, m.Route())
		}
		for i, name := range m.way.names {
			if value := m.Value(name); !spanning[name] && !slashed[name] && strings.Contains(value, "/") ||
				value == "" && name != "path" {
				t.Errorf("%q: %s is %q (%d)", path, name, value, i)
			}
		}
		m.Errand()
	})
}
