package rest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"patrol"
)

// A ruling is a line of the catalogue, read as a person would.
type ruling struct {
	method, path, id string
	closed           bool
	sets             []string // as in "contents=write workflows=write"
}

// rulings are all lines: of GitHub's table those that none of ours replaces.
func rulings(t *testing.T) []ruling {
	t.Helper()
	all := readRulings(t, "../../own.tsv")
	own := map[string]bool{}
	for _, r := range all {
		own[r.method+" "+r.path] = true
	}
	for _, r := range readRulings(t, "../../endpoints.tsv") {
		if !own[r.method+" "+r.path] {
			all = append(all, r)
		}
	}
	return all
}

// readRulings are the lines of one table.
func readRulings(t *testing.T, name string) (all []ruling) {
	t.Helper()
	table, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		r := ruling{method: f[0], path: f[1], id: f[4], closed: f[2] == "!"}
		if f[2] != "!" && f[2] != "-" {
			for set := range strings.SplitSeq(f[2], "|") {
				r.sets = append(r.sets, strings.NewReplacer(":", "=", "+", " ").Replace(set))
			}
		}
		all = append(all, r)
	}
	return all
}

// at is what r is about: a repository, an organization, a user, the caller,
// an enterprise, a team, or nobody's resources.
func (r ruling) at() string {
	first := strings.Split(r.path, "/")[1]
	switch {
	case strings.Contains(r.path, "{org}"):
		return "organization"
	case first == "repos", first == "networks", strings.HasPrefix(r.path, "/agents/repos/"):
		return "repository"
	case first == "users" && r.path != "/users", strings.HasPrefix(r.path, "/user/{"):
		return "user"
	case first == "user", first == "issues", r.path == "/gists/starred", first == "gists" && r.method != "GET",
		r.path == "/markdown":
		return "caller"
	case first == "enterprises":
		return "enterprise"
	case first == "teams":
		return "team"
	}
	return "nobody"
}

// example is a path to r, about what is in court.
func (r ruling) example(w *court) string {
	owner, repo := "acme", "site"
	if r.personal() {
		owner, repo = "olivia", "notes"
	}
	var segments []string
	for segment := range strings.SplitSeq(r.path, "/") {
		switch segment {
		case "{owner}", "{template_owner}":
			segment = owner
		case "{repo}", "{template_repo}":
			segment = repo
		case "{org}":
			segment = "acme"
		case "{username}":
			segment = "olivia"
		case "{enterprise}":
			segment = "globex"
		case "{account_id}", "{user_id}":
			segment = fmt.Sprint(w.olivia.Account.ID)
		case "{repository_id}":
			segment = fmt.Sprint(w.ids[repo])
		case "{path}":
			segment = "README.md"
			if r.method != "GET" && strings.Contains(r.sets[0], "workflows") {
				segment = ".github/workflows/ci.yml"
			}
		case "{base}...{head}":
			segment = "a...b"
		default:
			if strings.HasPrefix(segment, "{") {
				segment = "7"
			}
		}
		segments = append(segments, segment)
	}
	return strings.Join(segments, "/")
}

// group is what a permission is about.
func group(key string) patrol.Group {
	p, _ := patrol.PermissionByKey(key)
	return p.Group
}

// personal reports whether r is tried with olivia's own resources.
func (r ruling) personal() bool {
	at := r.at()
	return at == "user" || at == "caller" || at == "repository" && slices.ContainsFunc(r.sets, func(set string) bool {
		p, _ := patrol.ParsePermissions(set)
		return slices.ContainsFunc(slices.Collect(maps.Keys(p)), func(key string) bool { return group(key) == patrol.AccountGroup })
	})
}

// everybodys are permissions that reading takes of what is private alone.
const everybodys = "metadata=read contents=read issues=read pull_requests=read actions=read statuses=read " +
	"deployments=read attestations=read"

// open reports whether r shows what is public to everybody.
func (r ruling) open() bool {
	all, _ := patrol.ParsePermissions(everybodys)
	switch {
	case r.closed, strings.Contains(r.path, "/collaborators"):
		return false
	case len(r.sets) == 0:
		return r.method == "GET" || r.at() == "nobody"
	case r.method != "GET":
		return false
	}
	return slices.ContainsFunc(r.sets, func(set string) bool {
		p, _ := patrol.ParsePermissions(set)
		return all.Include(p)
	})
}

// met reports whether permissions suffice for r. With any of a repository's
// there is the one to read metadata.
func (r ruling) met(permissions string) bool {
	has, _ := patrol.ParsePermissions(permissions)
	return len(r.sets) == 0 || slices.ContainsFunc(r.sets, func(set string) bool {
		p, _ := patrol.ParsePermissions(set)
		return has.WithMetadata().Include(p)
	})
}

// published is r about a repository that is public.
func (r ruling) published() ruling {
	r.path = strings.NewReplacer("{owner}", "acme", "{template_owner}", "acme",
		"{repo}", "docs", "{template_repo}", "docs").Replace(r.path)
	return r
}

const (
	through = patrol.NotServed
	who     = patrol.Unauthenticated
	hidden  = patrol.NotFound
	refused = patrol.Forbidden
)

// strangers are told this of r: who presents no token, or one that has no
// power there.
func (r ruling) strangers(token bool) patrol.Kind {
	at := r.at()
	switch {
	case at == "enterprise", at == "team", at == "repository" && strings.Contains(r.path, "repo}"):
		return hidden
	case r.open() && (token || at != "caller"):
		return through
	case token:
		return refused
	}
	return who
}

// withPower is what those are told of r who have some permissions where it is.
func (r ruling) withPower(permissions string) patrol.Kind {
	at := r.at()
	switch {
	case at == "enterprise", at == "team":
		return hidden
	case r.closed:
		return refused
	case r.open() && at != "repository", r.met(permissions):
		return through
	}
	return refused
}

// unselected is what those are told of r who have some permissions where it is,
// but for other repositories.
func (r ruling) unselected(permissions string) patrol.Kind {
	told := r.withPower(permissions)
	if r.at() == "repository" || strings.Contains(r.path, "{repo") && told == through {
		return hidden
	}
	return told
}

// readersMay are what someone who may only read a repository, or is a member
// of an organization, can use of permissions, at most.
const readersMay = everybodys + " artifact_metadata=read codespaces=read codespaces_metadata=read merge_queues=read " +
	"pages=read repository_advisories=read repository_custom_properties=read discussions=read copilot_agent_settings=read " +
	"codespaces_lifecycle_admin=read " +
	"members=read organization_events=read organization_projects=admin issue_types=read issue_fields=read " +
	"organization_custom_properties=read organization_knowledge_bases=read organization_copilot_spaces=write"

// forReaders are operations that take no more than reading a repository.
var forReaders = []string{"issues/create", "issues/create-comment", "issues/update", "issues/update-comment",
	"issues/delete-comment", "reactions/create-for-issue",
	"reactions/create-for-issue-comment", "pulls/create", "pulls/create-review", "pulls/create-review-comment",
	"repos/create-commit-comment", "orgs/update-membership-for-authenticated-user"}

// toReaders is what a reader is told of r, whose token has permissions.
func (r ruling) toReaders(permissions string) patrol.Kind {
	may, _ := patrol.ParsePermissions(readersMay)
	for key := range may {
		if _, known := patrol.PermissionByKey(key); !known {
			delete(may, key)
		}
	}
	at := r.at()
	readable := len(r.sets) == 0 || slices.Contains(forReaders, r.id) || slices.ContainsFunc(r.sets, func(set string) bool {
		p, _ := patrol.ParsePermissions(set)
		return may.Include(p)
	})
	switch told := r.withPower(permissions); {
	case told != through, r.open() && at != "repository":
		return told
	case !readable, strings.HasSuffix(r.path, "/collaborators"), strings.Contains(r.path, "/collaborators/{") && r.method == "GET":
		return refused
	}
	return through
}
