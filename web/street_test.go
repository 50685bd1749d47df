package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"patrol"
)

// A street is a town in which there is one of everything that a page is about.
// What is a user's is dana's.
type street struct {
	*town
	ids []string // what is in a route for something, and in its path
}

func newStreet(t testing.TB) *street {
	t.Helper()
	s := &street{town: newTown(t, townAddress)}
	s.update(s.moveIn)
	ctx, olivia, dana := t.Context(), s.viewer("olivia"), s.viewer("dana")
	s.at("/settings/sessions/:id", dana.SessionID)
	s.ask("dana", "granted")
	s.ask("dana", "waits")
	l, err := s.OpenRequests(ctx, olivia, "acme", patrol.ListQuery{Limit: 2})
	s.must(err)
	s.at(requestsPage+"/:id", l.Rows[0].ID)
	token, err := s.Dossier(ctx, dana, l.Rows[0].TokenID, 0)
	s.must(err)
	s.at("secret=:id", token.Token.SecretID)
	classic := s.classicToken("dana", "laptop", 30, "repo")
	s.at("expires_in=30&secret=:id", classic.Token.SecretID)
	s.at("/settings/tokens/:id", classic.Token.ID)
	s.uses(classic, 1, "GET /repos/{owner}/{repo}", "acme", "site")
	s.flush()
	footholds, err := s.ClassicTokensAt(ctx, olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 1})
	s.must(err)
	s.at(footholdsPage+"/:id", footholds.Rows[0].ID)
	s.ids = append(s.ids, ":foothold", fmt.Sprint(footholds.Rows[0].ID))
	approve := patrol.BulkSpec{Deed: patrol.Approving, IDs: []int64{l.Rows[1].ID}}
	bulk, err := s.StartBulk(ctx, olivia, "acme", approve)
	s.must(err)
	s.at(grantPage+"/bulk/:id", bulk.ID)
	wide, err := s.StartBulk(ctx, s.viewer("erin"), "globex", patrol.BulkSpec{Deed: patrol.Revoking, IDs: []int64{1_000_000}})
	s.must(err)
	s.at(enterprisePage+"/tokens/bulk/:id", wide.ID)
	active, err := s.ActiveTokens(ctx, olivia, patrol.Organization, "acme", patrol.ListQuery{Limit: 1})
	s.must(err)
	s.at(enterprisePage+"/tokens/:id", active.Rows[0].Grant.ID)
	s.at(grantPage+"/:id", active.Rows[0].Grant.ID)
	s.at("/settings/personal-access-tokens/:id", token.Token.ID) // ends as grantPage does
	news, _, err := s.Notifications(ctx, dana, 0, 1)
	s.must(err)
	s.at("/notifications/:id", news[0].ID)
	s.addHook(olivia)
	s.decide()
	return s
}

// decide has erin change a policy, and announce that another is to change.
func (s *street) decide() {
	s.t.Helper()
	ctx, erin := s.t.Context(), s.viewer("erin")
	s.must(s.ChangeEnterprisePolicy(ctx, erin, "globex", patrol.PolicyChange{Kind: patrol.FineGrained,
		Block: patrol.ApprovalBlock, To: patrol.Policy{Approval: patrol.Yes}}))
	s.must(s.ChangeEnterprisePolicy(ctx, erin, "globex", patrol.PolicyChange{Kind: patrol.Classic,
		Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No}, On: s.now.AddDate(0, 0, 10)}))
	history, err := s.PolicyHistory(ctx, erin, "globex", "", 0)
	s.must(err)
	s.at(policiesPage+"/history/:id/withdraw", history.Entries[0].ID)
	s.at(policiesPage+"/history/:id", history.Entries[1].ID)
}

// addHook adds a webhook, which is told that it is there.
func (s *street) addHook(olivia *patrol.Viewer) {
	s.t.Helper()
	ctx := s.t.Context()
	hook, err := s.CreateHook(ctx, olivia, "acme", patrol.HookSpec{URL: "https://hook.test/", Unsigned: true})
	s.must(err)
	told, err := s.HookDossier(ctx, olivia, "acme", hook.ID, 0)
	s.must(err)
	s.at("/deliveries/:delivery", told.Deliveries[0].ID)
	s.at(hooksPage+"/:id", hook.ID)
}

// at notes which of those there are a route is taken to.
func (s *street) at(route string, id int64) {
	n := strconv.FormatInt(id, 10)
	s.ids = append(s.ids, route, strings.NewReplacer(":id", n, ":delivery", n).Replace(route))
}

// request is one for a row, by nobody in particular, from a page of ours.
func (s *street) request(r row) *http.Request {
	method, route, _ := strings.Cut(r.route, " ")
	route = strings.NewReplacer(":org", "acme", ":enterprise", "globex", ":login", "gwen", ":key", "unknown").Replace(route)
	there := strings.NewReplacer(s.ids...)
	path, form := there.Replace(route), there.Replace(r.form)
	if method == http.MethodGet && form != "" {
		path += "?" + form
	}
	req := httptest.NewRequest(method, path, strings.NewReader(form))
	req.Host = "patrol.test"
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

// visit is the answer to a row's request by someone who has just signed in, or
// by nobody.
func (s *street) visit(r row, login string) *http.Response {
	s.t.Helper()
	req := s.request(r)
	if login != "" {
		_, key, err := s.SignIn(s.t.Context(), login, password, patrol.Origin{Address: "192.0.2.1"})
		s.must(err)
		req.AddCookie(&http.Cookie{Name: "__Host-patrol", Value: key.Reveal()})
	}
	return s.do(req)
}

// moveIn adds the roles that a town has nobody for.
func (w *town) moveIn(tx patrol.Tx) error {
	for _, login := range []string{"sam", "cole", "gwen"} {
		a := &patrol.Account{Login: login, Email: login + "@example.test", Kind: patrol.User, CreatedAt: w.now}
		if err := errors.Join(tx.InsertAccount(a), tx.SetPasswordHash(a.ID, password)); err != nil {
			return err
		}
		var err error
		switch login {
		case "cole":
			err = tx.SetCollaboration(w.site.ID, a.ID, patrol.Write)
		case "gwen":
			err = tx.SetMember(w.globex.ID, a.ID, patrol.Owner)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// secret is that of a token of a user's for acme, let in, or, if acme is not
// theirs to choose, for what is the user's own.
func (w *town) secret(login string) string {
	w.t.Helper()
	v := w.viewer(login)
	spec := patrol.TokenSpec{Name: "all", Owner: "acme", Days: 30,
		Reach: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Write}}}
	issued, err := w.CreateToken(w.t.Context(), v, spec)
	if patrol.Invalid.Is(err) {
		spec.Owner = login
		issued, err = w.CreateToken(w.t.Context(), v, spec)
	}
	w.must(err)
	if issued.Request != nil {
		w.must(w.Approve(w.t.Context(), w.viewer("olivia"), "acme", issued.Request.ID, ""))
	}
	return issued.Secret.Reveal()
}
