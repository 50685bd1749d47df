package patrol

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// classicAsk is a question of a classic token with scopes that no rule but the
// last applies to, after breaks.
func classicAsk(scopes string, breaks ...func(*Question)) Question {
	q := ask()
	q.Bearer.Kind, q.Bearer.OwnerID, q.Bearer.Admissions = Classic, 3, nil
	q.Bearer.Scopes, _ = ParseScopes(scopes)
	q.Access.Scopes = []Scope{PublicRepoScope, RepoScope}
	q.Access.Governance.Kind, q.Access.Governance.OrgName = Classic, "acme"
	for _, b := range breaks {
		b(&q)
	}
	return q
}

func takesScopes(scopes ...Scope) func(*Question) {
	return func(q *Question) { q.Access.Scopes = scopes }
}

func TestDecideClassic(t *testing.T) {
	shut := func(q *Question) { q.Bearer.ShutOut = []int64{7} }
	elsewhere := func(q *Question) { q.Access.OwnerID = 8 }
	tests := []struct {
		name string
		q    Question
		want Decision
	}{
		{"all in order", classicAsk("repo"), Decision{Allowed, "in order"}},
		{"any owner will do", classicAsk("repo", elsewhere), Decision{Allowed, "in order"}},
		{"expired", classicAsk("repo", expired, public), Decision{BadCredentials, "expired token"}},
		{"suspended", classicAsk("repo", suspended), Decision{BadCredentials, "suspended user"}},
		{"public, without any scope", classicAsk("", public, restricted, outsider), Decision{Allowed, "public to read"}},
		{"user may not see", classicAsk("repo", outsider, restricted), Decision{Hidden, "user may not see"}},
		{"restricted", classicAsk("repo", restricted, limited), Decision{ClassicRefused, "classic tokens restricted"}},
		{"shut out", classicAsk("repo", shut, limited), Decision{ClassicRefused, "shut out"}},
		{"shut out elsewhere", classicAsk("repo", shut, elsewhere), Decision{Allowed, "in order"}},
		{"lives too long", classicAsk("", limited), Decision{LifetimeRefused, "lifetime"}},
		{"private, without repo", classicAsk("public_repo, gist"), Decision{Hidden, "scope to see"}},
		{"private, needs nothing, without repo", classicAsk("gist", takesScopes()), Decision{Hidden, "scope to see"}},
		{"private, by a scope within repo", classicAsk("repo:status", takesScopes("repo", "repo:status")), Decision{Allowed, "in order"}},
		{"private, with repo, needs more", classicAsk("repo", takesScopes("delete_repo")), Decision{MissingScope, "scope"}},
		{"public, to write", classicAsk("public_repo", publicToWrite), Decision{Allowed, "in order"}},
		{"public, to write, without scope", classicAsk("gist", publicToWrite), Decision{MissingScope, "scope"}},
		{"user may not do", classicAsk("repo", mayOnlyRead, archived), Decision{BeyondUser, "user may not do"}},
		{"archived", classicAsk("repo", archived), Decision{ReadOnly, "archived"}},
		{"nothing was granted", classicAsk("repo", notGranted, notSelected, needsMore), Decision{Allowed, "in order"}},
	}
	for _, tt := range tests {
		if got := Decide(tt.q); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWhatClassicTokensAreTold(t *testing.T) {
	enterprise := func(q *Question) {
		q.Access.Governance.Enterprise = Policy{Access: No, MaxDays: 1}
		q.Access.Governance.EnterpriseName = "globex"
	}
	tests := []struct {
		q    Question
		kind Kind
		says string
	}{
		{classicAsk("repo", restricted), Forbidden, "`acme` forbids access via a personal access token (classic). Please use a " +
			"GitHub App, OAuth App, or a personal access token with fine-grained permissions."},
		{classicAsk("repo", enterprise), Forbidden, "`globex` forbids access via a personal access token (classic). Please use a " +
			"GitHub App, OAuth App, or a personal access token with fine-grained permissions."},
		{classicAsk("repo", enterprise, func(q *Question) { q.Access.Governance.Enterprise.Access = Yes }), Forbidden,
			"The 'globex' enterprise forbids access via a personal access tokens (classic) if the token's lifetime is " +
				"greater than 1 days. Please adjust your token's lifetime at the following URL: https://patrol.test/settings/tokens/9"},
		{classicAsk("gist"), NotFound, "Not Found"},
		{classicAsk("gist, user", publicToWrite), Forbidden, "Your token has not been granted the required scopes to do this. " +
			"It requires one of the following scopes: ['public_repo', 'repo'], but your token has only been granted the: " +
			"['gist', 'user'] scopes."},
	}
	for _, tt := range tests {
		err := Decide(tt.q).Err(tt.q, "https://patrol.test")
		if !tt.kind.Is(err) || err.Error() != tt.says {
			t.Errorf("%v: says %v, want %s", Decide(tt.q), err, tt.says)
		}
	}
}

// drawScopes is some scopes, and drawClassic a question of a classic token
// with them.
func drawScopes(r *rapid.T) Scopes {
	s := rapid.SliceOfN(rapid.SampledFrom(ScopeTree()), 0, 4).Draw(r, "scopes")
	var scopes Scopes
	for _, l := range s {
		scopes = append(scopes, l.Scope)
	}
	return scopes.normalized()
}

func drawClassic(r *rapid.T, scopes Scopes) Question {
	level := rapid.SampledFrom([]Level{None, Read, Write, Admin})
	q := classicAsk("")
	q.Bearer.Scopes = scopes
	o := rapid.SampledFrom(operations).Draw(r, "operation")
	q.Access.Scopes, q.Access.Reads = o.Scopes, !o.Writes()
	q.Access.RepositoryID = rapid.SampledFrom([]int64{0, 5}).Draw(r, "repository")
	q.Access.Public = rapid.Bool().Draw(r, "public")
	q.Access.Takes, q.Access.Role = level.Draw(r, "takes"), level.Draw(r, "role")
	return q
}

func TestClassicNeverExceedsItsUser(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		q := drawClassic(r, drawScopes(r))
		everybody := q.Access.Public && q.Access.Reads
		may := everybody || q.Access.Role >= q.Access.Takes && (q.Access.Public || q.Access.Role >= Read)
		if Decide(q).Verdict == Allowed && !may {
			r.Errorf("allowed, though its user is %s and it takes %s", q.Access.Role, q.Access.Takes)
		}
	})
}

func TestMoreScopesNeverTakeAway(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		scopes := drawScopes(r)
		q := drawClassic(r, scopes)
		before := Decide(q)
		q.Bearer.Scopes = append(drawScopes(r), scopes...).normalized()
		if after := Decide(q); before.Verdict == Allowed && after.Verdict != Allowed {
			r.Errorf("%s may, and %s may not: %v", scopes, q.Bearer.Scopes, after)
		}
	})
}

// Some operations with what suffices for each, alone, where the resource is
// private and where it is public.
func TestScopesOfOperations(t *testing.T) {
	const repository = "/repos/{owner}/{repo}"
	tests := []struct{ route, private, public string }{
		{"GET /repos/{owner}/{repo}", "repo", "repo"},
		{"DELETE " + repository, "delete_repo", "delete_repo"},
		{"PUT " + repository + "/contents/{path}", "repo", "public_repo repo"},
		{"POST " + repository + "/statuses/{sha}", "repo repo:status", "public_repo repo repo:status"},
		{"POST " + repository + "/deployments", "repo repo_deployment", "public_repo repo repo_deployment"},
		{"GET " + repository + "/code-scanning/alerts", "repo security_events", "repo security_events"},
		{"GET " + repository + "/hooks", "admin:repo_hook read:repo_hook repo write:repo_hook",
			"admin:repo_hook public_repo read:repo_hook repo write:repo_hook"},
		{"DELETE " + repository + "/hooks/{hook_id}", "admin:repo_hook repo", "admin:repo_hook public_repo repo"},
		{"PATCH /orgs/{org}", "admin:org repo", "admin:org repo"},
		{"GET /orgs/{org}/members", "admin:org read:org write:org", "admin:org read:org write:org"},
		{"GET /orgs/{org}/hooks", "admin:org_hook", "admin:org_hook"},
		{"GET /user/orgs", "admin:org read:org user write:org", "admin:org read:org user write:org"},
		{"DELETE /user/keys/{key_id}", "admin:public_key", "admin:public_key"},
		{"POST /user/keys", "admin:public_key write:public_key", "admin:public_key write:public_key"},
		{"PUT /user/starred/{owner}/{repo}", "repo", "public_repo repo"},
		{"POST /gists", "gist", "gist"},
		{"GET /orgs/{org}/packages", "read:packages write:packages", "read:packages write:packages"},
		{"GET /enterprises/{enterprise}/teams", "admin:enterprise read:enterprise", "admin:enterprise read:enterprise"},
	}
	for _, tt := range tests {
		o, known := OperationByRoute(tt.route)
		if !known {
			t.Fatalf("no operation %s", tt.route)
		}
		for _, isPublic := range []bool{false, true} {
			var suffice []string
			for _, l := range ScopeTree() {
				q := Question{Bearer: &Bearer{Scopes: Scopes{l.Scope}}, Access: Access{Scopes: o.Scopes, Public: isPublic}}
				if !q.missesScope() {
					suffice = append(suffice, string(l.Scope))
				}
			}
			slices.Sort(suffice)
			want := tt.private
			if isPublic {
				want = tt.public
			}
			if got := fmt.Sprint(suffice); got != "["+want+"]" {
				t.Errorf("%s (public: %v): %s, want %s", tt.route, isPublic, got, want)
			}
		}
	}
}

// Each rule is the one that holds for some operation, and names scopes that
// there are.
func TestScopeRulesAreUsed(t *testing.T) {
	for i, rule := range scopeRules {
		used := slices.ContainsFunc(served, func(o Operation) bool {
			return rule.fits(o.Path) && !slices.ContainsFunc(scopeRules, func(other scopeRule) bool {
				return len(other.path) > len(rule.path) && other.fits(o.Path)
			})
		})
		if !used {
			t.Errorf("rule %d, of %s, is about nothing", i, rule.path)
		}
	}
	for _, o := range operations {
		for _, s := range o.Scopes {
			if s.line() == nil {
				t.Errorf("%s takes %q, which is no scope", o.Route(), s)
			}
		}
		if o.Scopes == nil && o.Writes() && o.Callable && o.Path != "/markdown" && len(o.Needs) > 0 {
			t.Errorf("%s takes no scope", o.Route())
		}
	}
}
