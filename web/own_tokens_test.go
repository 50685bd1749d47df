package web_test

import (
	"fmt"
	"strings"
	"testing"

	"patrol"
)

// manager is a token of dana's that makes others, and reads her repositories.
func (w *world) manager() *patrol.Issued {
	w.t.Helper()
	return w.token("manager", "dana", 30, reads("contents=read personal_access_tokens=write"))
}

// An own token, as the API tells of it.
type ownToken struct {
	ID        int64
	Name      string
	State     string
	Token     string
	RequestID int64 `json:"pat_request_id"`
}

// A program makes, lists, renews and deletes tokens of its user's, and none of
// them can do more than its own.
func TestProgramsMakeTokens(t *testing.T) {
	w := newWorld(t)
	maker := w.manager()
	as := bearer(maker)
	const at = "/user/personal-access-tokens"
	mayRead, mayWrite := `"permissions":{"repository":{"contents":"read"}}`, `"permissions":{"repository":{"contents":"write"}}`
	for _, tt := range []struct {
		body   string
		status int
	}{
		{`{"name":"more","expires_in":7,"repository_selection":"all",` + mayWrite + `}`, 403},
		{`{"name":"longer","expires_in":31,"repository_selection":"all",` + mayRead + `}`, 403},
		{`{"name":"forever","expires_in":-1,"repository_selection":"all",` + mayRead + `}`, 403},
		{`{"name":"endless","repository_selection":"all",` + mayRead + `}`, 422},
		{`{"name":"","expires_in":7}`, 422},
		{`{"name":"odd","expires_in":7,"permissions":{"repository":{"contents":"some"}}}`, 422},
		{`{"name":"nul","expires_in":7,"description":"a\u0000b"}`, 422},
		{`{"name":"mine","expires_in":7,"repository_selection":"all",` + mayRead + `}`, 201},
		{`{"name":"theirs","expires_in":7,"resource_owner":"acme","repository_selection":"all",` + mayWrite + `}`, 201},
	} {
		if got := w.send("POST", as, at, tt.body); got.StatusCode != tt.status {
			t.Errorf("%s: %d %s", tt.body, got.StatusCode, got.body)
		}
	}
	var all []ownToken
	w.get(as, at).decode(&all)
	if len(all) != 3 || all[0].Name != "theirs" || all[0].State != "pending" || all[1].State != "active" || all[1].Token != "" {
		t.Fatalf("%+v", all)
	}
	mine, theirs := fmt.Sprint(at, "/", all[1].ID), fmt.Sprint(at, "/", all[0].ID)
	var renewed ownToken
	w.send("POST", as, mine+"/regenerate", `{"expires_in":5}`).decode(&renewed)
	if got := w.get("Bearer "+renewed.Token, "/repos/dana/dotfiles/branches"); got.StatusCode == 401 || got.StatusCode == 403 {
		t.Errorf("a new secret: %d %s", got.StatusCode, got.body)
	}
	self := fmt.Sprint(at, "/", maker.Token.ID, "/regenerate")
	if got := w.send("POST", as, self, `{"expires_in":5}`); got.StatusCode != 403 {
		t.Errorf("a token renews itself: %d", got.StatusCode)
	}
	strong := w.approved("strong", reads("contents=write"))
	if got := w.send("POST", as, fmt.Sprint(at, "/", strong.Token.ID, "/regenerate"), `{"expires_in":5}`); got.StatusCode != 403 {
		t.Errorf("a token gets hold of a stronger one: %d", got.StatusCode)
	}
	for path, status := range map[string]int{mine: 204, theirs: 204, at + "/99": 404} {
		if got := w.send("DELETE", as, path, ""); got.StatusCode != status {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
	if got := w.send("POST", bearer(w.classic("user repo", 30)), at, `{"name":"x","expires_in":7}`); got.StatusCode != 403 {
		t.Errorf("a classic token makes another: %d %s", got.StatusCode, got.body)
	}
}

// Programs of owners read policies and set them, and loosen none on tokens of
// their own kind.
func TestProgramsSetPolicies(t *testing.T) {
	w := newWorld(t)
	issued, err := w.CreateToken(t.Context(), w.olivia, patrol.TokenSpec{Name: "policies", Owner: "acme", Days: 10,
		Reach: reads("organization_personal_access_token_policy=write")})
	w.must(err)
	as := bearer(issued)
	const at = "/orgs/acme/personal-access-token-policy"
	for _, tt := range []struct {
		body   string
		status int
		holds  string
	}{
		{`{"fine_grained":{"maximum_lifetime":30},"classic":{"access":"no"},"note":"from the plan"}`, 200,
			`{"fine_grained":{"access":"yes","approval":"yes","maximum_lifetime":30},"classic":{"access":"no","maximum_lifetime":null}}`},
		{`{"fine_grained":{"maximum_lifetime":31}}`, 403, ""},
		{`{"fine_grained":{"maximum_lifetime":null}}`, 422, ""}, // globex has a maximum
		{`{"fine_grained":{"approval":"no"}}`, 403, ""},
		{`{"fine_grained":{"maximum_lifetime":20,"approval":"no"}}`, 403, ""},
		{`{"fine_grained":{"maximum_lifetime":"x"}}`, 422, ""},
		{`{"fine_grained":{"maximum_lifetime":0}}`, 422, ""},
		{`{"classic":{"maximum_lifetime":-1}}`, 422, ""}, // only null is for ever
		{`{"fine_grained":{"access":null}}`, 422, ""},    // to whom would an organization leave it
		{`{"fine_grained":{"access":"maybe"}}`, 422, ""},
		{`{"classic":{"access":"yes","maximum_lifetime":90}}`, 200,
			`{"fine_grained":{"access":"yes","approval":"yes","maximum_lifetime":30},"classic":{"access":"yes","maximum_lifetime":90}}`},
	} {
		got := w.send("PATCH", as, at, tt.body)
		if got.StatusCode != tt.status || tt.holds != "" && got.body != tt.holds {
			t.Errorf("%s: %d %s", tt.body, got.StatusCode, got.body)
		}
	}
	if got := w.get(bearer(w.approved("other", reads("contents=read"))), at); got.StatusCode != 403 {
		t.Errorf("a member: %d", got.StatusCode)
	}
	scopes, _ := patrol.ParseScopes("admin:enterprise")
	old, err := w.CreateClassicToken(t.Context(), w.viewer("erin"), patrol.ClassicSpec{Note: "x", Days: 10, Scopes: scopes})
	w.must(err)
	got := w.send("PATCH", bearer(old), "/enterprises/globex/personal-access-token-policy", `{"fine_grained":{"approval":"yes"}}`)
	if !strings.Contains(got.body, `"approval":"yes"`) {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	body := `{"fine_grained":{"maximum_lifetime":90,"exempt_administrators":true,"approval":null}}`
	got = w.send("PATCH", bearer(old), "/enterprises/globex/personal-access-token-policy", body)
	if want := `{"fine_grained":{"access":null,"approval":null,"maximum_lifetime":90,"exempt_administrators":true},` +
		`"classic":{"access":null,"maximum_lifetime":null,"exempt_administrators":false}}`; got.body != want {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
}

// Problems have the names that bodies have for what is wrong.
func TestProblemsAreNamedAsInBodies(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.manager())
	const at = "/user/personal-access-tokens"
	for body, field := range map[string]string{
		`{"name":1}`: "name", `{"name":"a","expires_in":7,"resource_owner":"nobody"}`: "resource_owner",
		`{"name":"a","expires_in":7,"repository_selection":"subset"}`:                   "repository_selection",
		`{"name":"a","expires_in":7,"permissions":{"repository":{"none_such":"read"}}}`: "permissions.none_such",
	} {
		if got := w.send("POST", as, at, body); got.StatusCode != 422 || !strings.Contains(got.body, `"field":"`+field+`"`) {
			t.Errorf("%s: %d %s", body, got.StatusCode, got.body)
		}
	}
	admin := bearer(w.tokenOf(w.dana, "dana", "admin", reads("administration=write")))
	if got := w.send("POST", admin, "/user/repos", `{"Private":1}`); !strings.Contains(got.body, `"field":"private"`) {
		t.Error(got.body)
	}
}

// An organization's address is no way to its enterprise, nor the other way
// round, whose policy takes another scope; and an id is written in one way.
func TestPathsNameOneKindOfAccount(t *testing.T) {
	w := newWorld(t)
	scopes, _ := patrol.ParseScopes("admin:org admin:enterprise")
	issued, err := w.CreateClassicToken(t.Context(), w.viewer("erin"), patrol.ClassicSpec{Note: "x", Days: 10, Scopes: scopes})
	w.must(err)
	_, err = w.OpenIssueAt(t.Context(), w.olivia, w.docs.ID, patrol.IssueChange{Title: new("One")})
	w.must(err)
	const policy = "/personal-access-token-policy"
	for path, status := range map[string]int{
		"/enterprises/globex" + policy: 200, "/orgs/globex" + policy: 404, "/enterprises/acme" + policy: 404,
		"/orgs/dana/members": 404, "/orgs/globex/members": 404, "/users/globex": 404, "/orgs/acme": 200, "/users/acme": 200,
		fmt.Sprint("/organizations/", w.dana.ID): 404, fmt.Sprint("/organizations/", w.acme.ID): 200,
		"/repos/acme/docs/issues/1": 200, "/repos/acme/docs/issues/01": 404, "/repos/acme/docs/issues/+1": 404,
	} {
		if got := w.get(bearer(issued), path); got.StatusCode != status {
			t.Errorf("%s: %d %s", path, got.StatusCode, got.body)
		}
	}
}
