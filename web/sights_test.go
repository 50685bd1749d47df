package web_test

import (
	"fmt"
	"slices"
	"testing"

	"patrol"
)

// A sight is a page in some state, for somebody who has signed in, or, without
// a viewer, for a stranger.
type sight struct{ name, viewer, path string }

// sights makes something of every kind happen in w, and returns all pages there
// are to see then.
func (w *town) sights() []sight {
	w.t.Helper()
	granted, denied, revoked := w.manyTokens()
	w.ask("dana", "to be approved")
	for i := range 31 { // more than one page of the list
		w.own("oscar", fmt.Sprintf("token %02d", i))
	}
	w.update(func(tx patrol.Tx) error {
		return tx.SetPolicy(w.acme.ID, patrol.FineGrained, patrol.Policy{MaxDays: 7})
	})
	w.hook()
	laptop := w.laptop()
	owner, _, err := w.SignIn(w.t.Context(), "olivia", password, patrol.Origin{})
	w.must(err)
	_, err = w.StartBulk(w.t.Context(), owner, "acme", patrol.BulkSpec{Deed: patrol.Revoking, IDs: []int64{1_000_000}})
	w.must(err)
	erin := w.viewer("erin")
	_, err = w.StartBulk(w.t.Context(), erin, "globex", patrol.BulkSpec{Deed: patrol.Revoking, IDs: []int64{1_000_000}})
	w.must(err)
	w.must(w.ChangeEnterprisePolicy(w.t.Context(), erin, "globex", patrol.PolicyChange{Kind: patrol.FineGrained,
		Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.Yes}, Note: "to be sure"}))
	w.must(w.ChangeEnterprisePolicy(w.t.Context(), erin, "globex", patrol.PolicyChange{Kind: patrol.FineGrained,
		Block: patrol.ApprovalBlock, To: patrol.Policy{Approval: patrol.Yes}, On: w.now.AddDate(0, 0, 30), Note: "soon"}))
	link, err := w.PasswordLink(w.t.Context(), "dana")
	w.must(err)
	return []sight{
		{"login", "", "/login?to=/settings/sessions"},
		{"no cookie", "", "/login/check"},
		{"no page", "", "/nowhere"},
		{"set password", "", link[len(w.URL):]},
		{"no password link", "", "/password/nope"},
		{"no set-up link", "", "/setup/nope"},
		{"no tokens", "erin", tokensPage},
		{"no such token", "erin", tokenPage(granted, "")},
		{"tokens", "dana", tokensPage},
		{"no token found", "dana", tokensPage + "?q=nothing"},
		{"new token", "dana", tokensPage + "/new?contents=write&target_name=acme&name=CI"},
		{"wrong link", "dana", tokensPage + "/new?expires_in=400&target_name=nobody&contents=admin"},
		{"granted, for longer than allowed", "dana", tokenPage(granted, "")},
		{"denied", "dana", tokenPage(denied, "")},
		{"revoked", "dana", tokenPage(revoked, "")},
		{"pending", "dana", tokenPage(revoked+1, "")},
		{"edit", "dana", tokenPage(granted, "/edit")},
		{"regenerate", "dana", tokenPage(granted, "/regenerate")},
		{"delete", "dana", tokenPage(granted, "/delete")},
		{"operations", "dana", tokensPage + "/operations?target_name=acme&selection=all&contents=write"},
		{"REST API", "dana", "/settings/rest-api?group=repos"},
		{"REST API, searched", "dana", "/settings/rest-api?q=pages+write"},
		{"REST API, searched in vain", "dana", "/settings/rest-api?q=nothing"},
		{"first of many tokens", "oscar", tokensPage},
		{"no classic tokens", "erin", classicPage},
		{"classic tokens", "dana", classicPage},
		{"new classic token", "dana", classicPage + "/new?scopes=repo,write:org&description=laptop"},
		{"wrong link to a classic token", "dana", classicPage + "/new?scopes=everything"},
		{"classic token", "dana", laptop},
		{"edit classic token", "dana", laptop + "/edit"},
		{"move from a classic token", "dana", laptop + "/move"},
		{"regenerate classic token", "dana", laptop + "/regenerate"},
		{"delete classic token", "dana", laptop + "/delete"},
		{"requests", "olivia", requestsPage},
		{"requests, searched", "olivia", requestsPage + "?q=owner%3Adana&sort=expiry"},
		{"requests, wrongly searched", "olivia", requestsPage + "?q=colour%3Ared"},
		{"request", "olivia", requestsPage + "/1"},
		{"open request", "olivia", requestsPage + "/6"},
		{"active tokens", "olivia", activePage},
		{"no active token found", "olivia", activePage + "?q=nothing"},
		{"active token", "olivia", grantPage + "/1"},
		{"classic tokens of an organization", "olivia", footholdsPage},
		{"classic tokens, wrongly searched", "olivia", footholdsPage + "?q=permission:contents_read"},
		{"no classic token found", "olivia", footholdsPage + "?q=nothing"},
		{"shut out a classic token", "olivia", w.foothold("laptop") + "/revoke"},
		{"classic tokens that were shut out", "olivia", footholdsPage + "?q=state:revoked"},
		{"let a classic token in again", "olivia", w.shutOut() + "/let-in"},
		{"classic tokens of an enterprise", "erin", enterprisePage + "/classic-tokens"},
		{"revoke", "olivia", grantPage + "/1/revoke"},
		{"bulk actions", "olivia", grantPage + "/bulk"},
		{"bulk", "olivia", grantPage + "/bulk/1"},
		{"settings", "olivia", policyPage},
		{"settings of classic tokens", "olivia", classicPolicyPage},
		{"webhooks", "olivia", hooksPage},
		{"new webhook", "olivia", hooksPage + "/new"},
		{"webhook", "olivia", hooksPage + "/1"},
		{"delete webhook", "olivia", hooksPage + "/1/delete"},
		{"delivery", "olivia", hooksPage + "/1/deliveries/1"},
		{"no such webhook", "oscar", "/organizations/acme/settings/hooks/7"},
		{"sessions", "olivia", "/settings/sessions"},
		{"appearance", "olivia", "/settings/appearance?saved=1"},
		{"change password", "olivia", "/settings/password"},
		{"audit log", "olivia", auditLogPage},
		{"audit log, searched in vain", "olivia", auditLogPage + "?q=nothing"},
		{"security log", "dana", securityLogPage},
		{"log, wrongly searched", "dana", securityLogPage + "?q=created:yesterday"},
		{"notifications", "dana", "/notifications"},
		{"no notifications", "erin", "/notifications"},
		{"mail", "olivia", "/settings/notifications?saved=1"},
		{"outbox", "erin", "/settings/outbox"},
		{"policies", "erin", policiesPage},
		{"policies on classic tokens", "erin", policiesPage + "?kind=classic"},
		{"effect today", "erin", policiesPage + "/effect"},
		{"review", "erin", policiesPage + "/review?kind=fine-grained&block=lifetime&was=366&limited=yes&max_days=2"},
		{"review of what is already", "erin", policiesPage + "/review?kind=fine-grained&block=access&was=yes&access=yes"},
		{"history of policies", "erin", policiesPage + "/history"},
		{"roll back", "erin", policiesPage + "/history/1"},
		{"withdraw", "erin", policiesPage + "/history/2"},
		{"organizations", "erin", enterprisePage + "/organizations"},
		{"no organization found", "erin", enterprisePage + "/organizations?q=nothing&kind=classic"},
		{"owners of an enterprise", "erin", enterprisePage + "/people"},
		{"remove an owner", "erin", enterprisePage + "/people/erin/remove"},
		{"tokens of an enterprise", "erin", enterprisePage + "/tokens"},
		{"token of an enterprise", "erin", enterprisePage + "/tokens/1"},
		{"revoke in an enterprise", "erin", enterprisePage + "/tokens/1/revoke"},
		{"bulk actions of an enterprise", "erin", enterprisePage + "/tokens/bulk"},
		{"bulk of an enterprise", "erin", enterprisePage + "/tokens/bulk/2"},
		{"audit log of an enterprise", "erin", enterprisePage + "/audit-log"},
		{"unsubscribe", "", w.unsubscribe("olivia", patrol.DailyDigest)},
		{"confirm access", "olivia", "/confirm?to=/settings/sessions"},
	}
}

// own has a user make a token for their own resources.
func (w *town) own(login, name string) {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), login, password, patrol.Origin{})
	w.must(err)
	_, err = w.CreateToken(w.t.Context(), v, patrol.TokenSpec{
		Name: name, Owner: login, Days: 7, Reach: patrol.Reach{Selection: patrol.PublicOnly},
	})
	w.must(err)
}

// allSeen fails the test if w has a page that is on none of the paths seen.
func (w *town) allSeen(paths []string) {
	w.t.Helper()
	// Those that lead on and show nothing.
	paths = append(slices.Clone(paths), "/", "/enterprises/globex", "/enterprises/globex/settings")
	if left := unseen(w.server.(inspected).Echo, paths); len(left) > 0 {
		w.t.Errorf("nobody has looked at %q", left)
	}
}

// Every page is looked at, and is as pages have to be.
func TestEveryPageIsSeen(t *testing.T) {
	w := newTown(t, townAddress)
	sights := w.sights()
	var seen []string
	browsers := map[string]*browser{"": w.visitor()}
	for _, s := range sights {
		if browsers[s.viewer] == nil {
			browsers[s.viewer] = w.browser(s.viewer)
		}
		b := browsers[s.viewer]
		b.Open(s.path)
		if b.Status >= 500 || b.URL.RequestURI() != s.path {
			t.Errorf("%s: %d at %s", s.name, b.Status, b.URL)
		}
		seen = append(seen, b.URL.Path)
	}
	w.allSeen(seen)
}

// hook has olivia add a webhook that was told something, and was not: its
// address is on loopback.
func (w *town) hook() {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), "olivia", password, patrol.Origin{})
	w.must(err)
	_, err = w.CreateHook(w.t.Context(), v, "acme", patrol.HookSpec{URL: "http://127.0.0.1:9/hook", Secret: "s3cret", Active: true})
	w.must(err)
	w.deliver(nil)
}
