package rest

import (
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/db/dbtest"
)

// A court is where every operation is tried with every kind of token. Nothing
// is served in it, so that what is let through says so. Olivia owns acme, and
// dana is a member who may read what is there.
type court struct {
	*patrol.Authority
	t            *testing.T
	api          *API
	echo         *echo.Echo
	now          time.Time
	olivia, dana *patrol.Viewer
	acme         *patrol.Account
	ids          map[string]int64 // of repositories, by name
	tokens       map[string]patrol.Secret
	tried        int
}

func newCourt(t *testing.T) *court {
	t.Helper()
	w := &court{t: t, echo: echo.New(), now: time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC), ids: map[string]int64{},
		tokens: map[string]patrol.Secret{}}
	w.Authority = &patrol.Authority{Store: dbtest.Open(t), Now: func() time.Time { return w.now }, URL: "https://patrol.test",
		Limits: patrol.Limits{Tokens: 10_000}}
	w.api = &API{Authority: w.Authority, locks: locks(nil)}
	w.must(w.Store.Update(t.Context(), w.settle))
	return w
}

func (w *court) settle(tx patrol.Tx) error {
	w.acme = &patrol.Account{Login: "acme", Kind: patrol.Organization, Base: patrol.Read}
	globex := &patrol.Account{Login: "globex", Kind: patrol.Enterprise}
	if err := errors.Join(tx.InsertAccount(w.acme), tx.InsertAccount(globex)); err != nil {
		return err
	}
	for login, viewer := range map[string]**patrol.Viewer{"olivia": &w.olivia, "dana": &w.dana} {
		user := &patrol.Account{Login: login, Kind: patrol.User, Email: login + "@example.test", CreatedAt: w.now}
		if err := tx.InsertAccount(user); err != nil {
			return err
		}
		session := &patrol.Session{UserID: user.ID, Digest: patrol.Digest{byte(user.ID)}, CreatedAt: w.now, SeenAt: w.now, ConfirmedAt: w.now,
			ExpiresAt: w.now.AddDate(1, 0, 0)}
		if err := tx.InsertSession(session); err != nil {
			return err
		}
		*viewer = &patrol.Viewer{Account: user, SessionID: session.ID, ConfirmedAt: w.now}
	}
	for name, owner := range map[string]int64{"site": w.acme.ID, "vault": w.acme.ID, "docs": w.acme.ID, "notes": w.olivia.ID} {
		r := &patrol.Repository{OwnerID: owner, Name: name, Visibility: patrol.Private}
		if name == "docs" {
			r.Visibility = patrol.Public
		}
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
		w.ids[name] = r.ID
	}
	return errors.Join(tx.SetMember(w.acme.ID, w.olivia.ID, patrol.Owner),
		tx.SetMember(w.acme.ID, w.dana.ID, patrol.Member))
}

func (w *court) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// A bearer is a kind of token: whose, for whose resources, and how it fared.
type bearer struct {
	by          *patrol.Viewer
	owner, repo string // repo is empty for public repositories alone
	permissions string
	fate        string // "", "pending" or "revoked"
}

// secret is that of such a token, which is made once.
func (w *court) secret(b bearer) patrol.Secret {
	w.t.Helper()
	key := fmt.Sprint(b.by.Account.Login, b.owner, b.repo, b.permissions, b.fate)
	if made, found := w.tokens[key]; found {
		return made
	}
	permissions, err := patrol.ParsePermissions(b.permissions)
	w.must(err)
	reach := patrol.Reach{Selection: patrol.PublicOnly, Permissions: permissions}
	if b.repo != "" {
		reach.Selection, reach.Repositories = patrol.Selected, []int64{w.ids[b.repo]}
	}
	issued, err := w.CreateToken(w.t.Context(), b.by, patrol.TokenSpec{Name: fmt.Sprint("token ", len(w.tokens)), Owner: b.owner,
		Days: 30, Reach: reach})
	if err != nil {
		w.t.Fatalf("%+v: %v", b, err)
	}
	if issued.Request != nil && b.fate != "pending" {
		w.must(w.Approve(w.t.Context(), w.olivia, b.owner, issued.Request.ID, ""))
	}
	if b.fate == "revoked" {
		var grant *patrol.Grant
		w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) (err error) {
			grant, err = tx.Grant(issued.Token.ID, w.acme.ID)
			return err
		}))
		w.must(w.Revoke(w.t.Context(), w.olivia, "acme", grant.ID))
	}
	w.tokens[key] = issued.Secret
	return issued.Secret
}

// try asks for what a row is about, and returns what becomes of that.
func (w *court) try(r ruling, authorization string) patrol.Kind {
	w.t.Helper()
	w.tried++
	req := httptest.NewRequest(r.method, Prefix+r.example(w), nil)
	req.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", w.tried>>16, w.tried>>8&255, w.tried&255) // who fails often waits
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	answer, ok := errors.AsType[*patrol.Error](w.api.answer(w.echo.NewContext(req, httptest.NewRecorder())))
	if !ok {
		w.t.Fatalf("%s %s is no refusal", r.method, r.path)
	}
	return answer.Kind
}

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

// Each operation answers each kind of token as the catalogue says.
func TestEveryOperationIsJudged(t *testing.T) {
	w := newCourt(t)
	count := map[string]int{}
	for _, r := range rulings(t) {
		if r.id == "repos/compare-commits" {
			r.path = "/repos/{owner}/{repo}/compare/{basehead}" // written in another way
		}
		check := func(kind, authorization string, want patrol.Kind) {
			t.Helper()
			count[kind]++
			if got := w.try(r, authorization); got != want {
				t.Errorf("%s %s, %s: kind %d, want %d (%v)", r.method, r.path, kind, got, want, r.sets)
			}
		}
		present := func(kind string, b bearer, want patrol.Kind) {
			t.Helper()
			check(kind, "Bearer "+w.secret(b).Reveal(), want)
		}
		home, repo, other, others := "acme", "site", "olivia", "notes"
		if r.personal() {
			home, repo, other, others = "olivia", "notes", "acme", "site"
		}
		check("no token", "", r.strangers(false))
		check("nonsense", "Bearer nonsense", who)
		publicOnly := r.withPower("")
		if r.at() == "repository" || strings.Contains(r.path, "{repo") && publicOnly == through {
			publicOnly = hidden
		}
		present("public only", bearer{by: w.olivia, owner: home}, publicOnly)
		sets := r.sets
		if len(sets) == 0 {
			sets = []string{"metadata=read"} // nothing is required, or no permission is enough
		}
		for _, set := range sets {
			p, _ := patrol.ParsePermissions(set)
			full := bearer{by: w.olivia, owner: home, repo: repo, permissions: set}
			present("each required set", full, r.withPower(set))
			w.now = w.now.AddDate(0, 0, 31)
			present("expired", full, who)
			w.now = w.now.AddDate(0, 0, -31)
			for key, level := range p {
				less := maps.Clone(p)
				delete(less, key)
				present("less one permission", bearer{by: w.olivia, owner: home, repo: repo, permissions: less.String()},
					r.withPower(less.String()))
				if permission, _ := patrol.PermissionByKey(key); level > patrol.Read && permission.Allows(level-1) {
					less[key] = level - 1
					present("one level too low", bearer{by: w.olivia, owner: home, repo: repo, permissions: less.String()},
						r.withPower(less.String()))
				}
			}
			shared := p
			for key := range p {
				if group(key) != patrol.RepositoryGroup {
					shared = maps.Clone(shared)
					delete(shared, key)
				}
			}
			elsewhere := r.strangers(true)
			if elsewhere == through && r.at() == "nobody" {
				elsewhere = r.withPower(shared.String())
			}
			if strings.Contains(r.path, "{repo") && elsewhere == through {
				elsewhere = hidden
			}
			present("other owner", bearer{by: w.olivia, owner: other, repo: others, permissions: shared.String()}, elsewhere)
			if home != "acme" {
				continue
			}
			unselected := r.withPower(set)
			if r.at() == "repository" || strings.Contains(r.path, "{repo") && unselected == through {
				unselected = hidden
			}
			present("repository not selected", bearer{by: w.olivia, owner: home, repo: "vault", permissions: set}, unselected)
			present("pending", bearer{by: w.dana, owner: home, repo: repo, permissions: set, fate: "pending"}, r.strangers(true))
			present("revoked", bearer{by: w.dana, owner: home, repo: repo, permissions: set, fate: "revoked"}, r.strangers(true))
			present("role too low", bearer{by: w.dana, owner: home, repo: repo, permissions: set}, r.toReaders(set))
		}
	}
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		t.Logf("%6d %s", count[kind], kind)
		total += count[kind]
	}
	t.Logf("%6d cases of 1,220 operations and our own", total)
	if total < 13_000 {
		t.Errorf("only %d cases", total)
	}
}

// Of what is public, strangers see what everybody may see, and no more.
func TestStrangersAtPublicRepositories(t *testing.T) {
	w := newCourt(t)
	elsewhere := "Bearer " + w.secret(bearer{by: w.dana, owner: "dana"}).Reveal()
	for _, r := range rulings(t) {
		if r = r.published(); r.at() != "repository" {
			continue
		}
		for authorization, want := range map[string]patrol.Kind{"": r.strangers(false), elsewhere: r.strangers(true)} {
			if got := w.try(r, authorization); got != want {
				t.Errorf("%s %s, %.6q: kind %d, want %d (%v)", r.method, r.path, authorization, got, want, r.sets)
			}
		}
	}
	if w.tried < 1_000 {
		t.Errorf("only %d cases", w.tried)
	}
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
