package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-github/v92/github"

	"patrol"
)

// governs is what a token of an owner needs to do all that the API has for owners.
const governs = "organization_personal_access_token_requests=write organization_personal_access_tokens=write"

// governor is a token of olivia's, who owns acme, that governs.
func (w *world) governor(name string) *patrol.Issued {
	w.t.Helper()
	issued, err := w.CreateToken(w.t.Context(), w.olivia,
		patrol.TokenSpec{Name: name, Owner: "acme", Days: 30, Reach: reads(governs)})
	w.must(err)
	return issued
}

// A token is asked for, listed, approved, used, listed again, revoked and of no
// use any more, all of it by programs.
func TestGovernanceByGoGitHub(t *testing.T) {
	w := newWorld(t)
	orgs, ctx := w.client(w.governor("governor")).Organizations, t.Context()
	asked := w.token("site", "acme", 30, reads("contents=read", w.site))
	use := func() int { return w.get(bearer(asked), "/repos/acme/site/contents/README.md").StatusCode }
	if use() != 404 {
		t.Fatal("works before it is approved")
	}
	all := &github.ListFineGrainedPATOptions{}
	requests, _, err := orgs.ListFineGrainedPersonalAccessTokenRequests(ctx, "ACME", all)
	w.must(err)
	if len(requests) != 1 || requests[0].TokenName != "site" || requests[0].Owner.GetLogin() != "dana" ||
		requests[0].Permissions.Repo["contents"] != "read" || requests[0].RepositorySelection != "subset" {
		t.Fatalf("%+v", requests)
	}
	of := strings.TrimPrefix(requests[0].RepositoriesURL, townAddress+"/api/v3")
	if names := w.get(bearer(w.approved("other", reads("contents=read"))), of).StatusCode; names != 403 {
		t.Errorf("a token without the permission: %d", names)
	}
	because := "fine"
	review := github.ReviewPersonalAccessTokenRequestOptions{Action: "approve", Reason: &because}
	_, err = orgs.ReviewPersonalAccessTokenRequest(ctx, "acme", requests[0].ID, review)
	w.must(err)
	if use() != 200 {
		t.Error("does not work after it was approved")
	}
	if again, _ := orgs.ReviewPersonalAccessTokenRequest(ctx, "acme", requests[0].ID, review); again.StatusCode != 404 {
		t.Errorf("approved twice: %d", again.StatusCode)
	}
	tokens, _, err := orgs.ListFineGrainedPersonalAccessTokens(ctx, "acme", &github.ListFineGrainedPATOptions{
		Owner: []string{"dana", "nobody"}, TokenID: []int64{asked.Token.ID, 99}, Permission: "contents_read", Repository: "site"})
	w.must(err)
	for _, path := range []string{"personal-access-tokens", "personal-access-token-requests"} {
		w.token("shape of "+path, "acme", 30, reads("contents=read"))
		if got := w.get(bearer(w.governor(path)), "/orgs/acme/"+path); got.body == "[]" {
			t.Errorf("no %s", path)
		}
	}
	if len(tokens) != 1 || tokens[0].GetTokenID() != asked.Token.ID {
		t.Fatalf("%+v", tokens)
	}
	revoke := w.send("POST", bearer(w.governor("second")), fmt.Sprintf("/orgs/acme/personal-access-tokens/%d", tokens[0].GetID()),
		`{"action":"revoke"}`)
	if revoke.StatusCode != 204 || revoke.body != "" || use() != 404 {
		t.Errorf("revoking answers %d %s, and then the token %d", revoke.StatusCode, revoke.body, use())
	}
	told := w.logged("personal_access_token.access_revoked")
	if told.ActorID != w.olivia.ID || told.Facts.AccessType != "Fine-grained personal access token" || told.Facts.ByTokenID == 0 {
		t.Errorf("%+v", told)
	}
}

// logged is the newest event of an action in acme's log.
func (w *world) logged(action string) *patrol.Event {
	w.t.Helper()
	var found *patrol.Event
	w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) error {
		page, err := tx.Log(patrol.LogQuery{OwnerID: w.acme.ID, Limit: 100})
		for _, e := range page.Events {
			if found == nil && e.Action == action {
				found = e
			}
		}
		return err
	}))
	if found == nil {
		w.t.Fatalf("no %s in the log", action)
	}
	return found
}

// What is asked for in bulk is accepted, and done a moment later.
func TestGovernanceInBulk(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.governor("governor"))
	var made []*patrol.Issued
	for i := range 3 {
		made = append(made, w.token(fmt.Sprint("bot ", i), "acme", 30, reads("contents=read")))
	}
	works := func() (n int) {
		for _, i := range made {
			if w.get(bearer(i), "/repos/acme/site/branches").StatusCode == 200 {
				n++
			}
		}
		return n
	}
	body := fmt.Sprintf(`{"pat_request_ids":[%d,%d,999],"action":"approve","reason":null}`, made[0].Request.ID, made[1].Request.ID)
	got := w.send("POST", as, "/orgs/acme/personal-access-token-requests", body)
	if got.StatusCode != 202 || got.body != "{}" || works() != 0 {
		t.Fatalf("%d %s, and %d work", got.StatusCode, got.body, works())
	}
	w.must2(w.WorkOnBulk(t.Context()))
	if works() != 2 {
		t.Errorf("%d work", works())
	}
	owner := w.browser("olivia")
	owner.Open(strings.TrimPrefix(got.Header.Get("Location"), townAddress))
	for _, words := range []string{"Done: 2 approved.", "bot 0", "bot 1", "No. 999", "gone"} {
		if !owner.Says(words) {
			t.Errorf("the console does not say %q", words)
		}
	}
	var grants []struct{ ID int64 }
	w.get(as, "/orgs/acme/personal-access-tokens?owner[]=dana").decode(&grants)
	body = fmt.Sprintf(`{"pat_ids":[%d,%d],"action":"revoke"}`, grants[0].ID, grants[1].ID)
	if got := w.send("POST", as, "/orgs/acme/personal-access-tokens", body); got.StatusCode != 202 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	w.must2(w.WorkOnBulk(t.Context()))
	if works() != 0 || w.logged("personal_access_token.access_revoked").Facts.ByTokenID == 0 {
		t.Errorf("%d work", works())
	}
}

// must2 is must for what returns more than an error.
func (w *world) must2(_ any, err error) {
	w.t.Helper()
	w.must(err)
}

// Bodies and parameters that say something else than they may are refused.
func TestGovernanceRefusesNonsense(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.governor("governor"))
	waits := w.token("waits", "acme", 30, reads("contents=read")).Request.ID
	many := "[1" + strings.Repeat(",1", 100) + "]"
	long := strings.Repeat("x", 1025)
	const requests, tokens = "/orgs/acme/personal-access-token-requests", "/orgs/acme/personal-access-tokens"
	for _, tt := range []struct {
		path, body string
		status     int
	}{
		{requests, `{"action":"approve"}`, 422},
		{requests, `{"action":"approve","pat_request_ids":[]}`, 422},
		{requests, `{"action":"approve","pat_request_ids":["1"]}`, 422},
		{requests, `{"action":"approve","pat_request_ids":` + many + `}`, 422},
		{requests, `{"action":"revoke","pat_request_ids":[1]}`, 422},
		{requests, `{"action":"deny","pat_request_ids":[1],"reason":"` + long + `"}`, 422},
		{requests, `[`, 400},
		{requests, `[]`, 400},
		{requests + "/1", `{}`, 422},
		{requests + "/999", `{"action":"deny"}`, 404},
		{requests + "/x", `{"action":"deny"}`, 404},
		{fmt.Sprint(requests, "/", waits), `{"action":"deny","reason":"` + long + `"}`, 422},
		{tokens, `{"action":"revoke"}`, 422},
		{tokens, `{"pat_ids":[1]}`, 422},
		{tokens, `{"action":"approve","pat_ids":[1]}`, 422},
		{tokens + "/999", `{"action":"revoke"}`, 404},
		{tokens + "/999", `{}`, 422},
		{fmt.Sprint(requests, "/", waits), `{"action":"deny","reason":null}`, 204},
	} {
		if got := w.send("POST", as, tt.path, tt.body); got.StatusCode != tt.status {
			t.Errorf("%s %.60s: %d %s", tt.path, tt.body, got.StatusCode, got.body)
		}
	}
	eleven, ids := strings.Repeat("&owner[]=dana", 11), strings.Repeat("&token_id[]=1", 51)
	for _, path := range []string{requests, tokens} {
		for query, status := range map[string]int{
			"sort=created_at&direction=asc": 200, "sort=name": 422, "direction=up": 422,
			"permission=contents_read": 200, "permission=nothing_read": 422, "permission=contents_admin": 422,
			"last_used_after=2026-11-22T08:00:00Z": 200, "last_used_before=yesterday": 422,
			"repository=site": 200, "repository=none": 200, "repository=..": 200, "owner[]=nobody": 200, "owner[]=%00": 200,
			"token_id[]=x": 200, eleven: 422, ids: 422, "page=300&per_page=100": 422, "page=-1&per_page=1000": 200,
		} {
			if got := w.get(as, path+"?"+query); got.StatusCode != status {
				t.Errorf("%s?%s: %d %s", path, query, got.StatusCode, got.body)
			}
		}
	}
}

// A list is read page by page, by number or by what its links say, and nothing
// is missed or told twice.
func TestGovernanceListsPage(t *testing.T) {
	w := newWorld(t)
	as := bearer(w.governor("governor"))
	for i := range 7 {
		w.approved(fmt.Sprint("bot ", i), reads("contents=read", w.site))
	}
	read := func(path string) (names []string, next string) {
		got := w.get(as, path)
		var all []struct {
			Name string `json:"token_name"`
		}
		got.decode(&all)
		for _, one := range all {
			names = append(names, one.Name)
		}
		for link := range strings.SplitSeq(got.Header.Get("Link"), ", ") {
			if url, found := strings.CutSuffix(link, `>; rel="next"`); found {
				next = strings.TrimPrefix(url, "<"+townAddress+"/api/v3")
			}
		}
		return names, next
	}
	const want = "governor bot 0 bot 1 bot 2 bot 3 bot 4 bot 5 bot 6"
	for _, filter := range []string{"", "&owner[]=olivia&owner[]=dana"} {
		at := "/orgs/acme/personal-access-tokens?direction=asc&per_page=3" + filter
		var linked, numbered []string
		for next := at; next != ""; {
			var names []string
			names, next = read(next)
			linked = append(linked, names...)
		}
		for page := range 4 {
			names, _ := read(fmt.Sprint(at, "&page=", page+1))
			numbered = append(numbered, names...)
		}
		if strings.Join(linked, " ") != want || strings.Join(numbered, " ") != want {
			t.Errorf("%s: %v by links, %v by numbers", filter, linked, numbered)
		}
	}
	w.pass(25 * time.Hour)
	if names, _ := read("/orgs/acme/personal-access-tokens?last_used_before=2027-01-01T00:00:00Z"); len(names) > 1 {
		t.Errorf("used: %v", names)
	}
}

// Only a token of an owner's governs, and only with the permissions; nobody's
// tokens approve one another.
func TestWhoGovernsByToken(t *testing.T) {
	w := newWorld(t)
	waits := w.token("waits", "acme", 30, reads("contents=read")).Request.ID
	member := bearer(w.approved("member", reads(governs)))
	half, err := w.CreateToken(t.Context(), w.olivia, patrol.TokenSpec{Name: "half", Owner: "acme", Days: 30,
		Reach: reads("organization_personal_access_token_requests=read organization_personal_access_tokens=read")})
	w.must(err)
	review := fmt.Sprintf("/orgs/acme/personal-access-token-requests/%d", waits)
	for _, as := range []string{member, bearer(half)} {
		if got := w.send("POST", as, review, `{"action":"approve"}`); got.StatusCode != 403 {
			t.Errorf("%d %s", got.StatusCode, got.body)
		}
	}
	if got := w.get(member, "/orgs/acme/personal-access-tokens"); got.StatusCode != 403 {
		t.Errorf("a member reads the list: %d", got.StatusCode)
	}
	byID := fmt.Sprintf("/organizations/%d/personal-access-tokens", w.acme.ID)
	if got := w.get(bearer(half), byID); got.StatusCode != 200 {
		t.Errorf("%s: %d", byID, got.StatusCode)
	}
	w.update(func(tx patrol.Tx) error { return tx.SetMember(w.acme.ID, w.dana.ID, patrol.Owner) })
	for path, body := range map[string]string{
		review: `{"action":"approve"}`,
		"/orgs/acme/personal-access-token-requests": fmt.Sprintf(`{"action":"approve","pat_request_ids":[%d]}`, waits),
	} {
		if got := w.send("POST", member, path, body); got.StatusCode != 403 {
			t.Errorf("a token lets in another of its user: %d %s", got.StatusCode, got.body)
		}
	}
}
