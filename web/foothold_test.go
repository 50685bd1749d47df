package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"patrol"
)

// footholdsPage is the list of the classic tokens that reached acme's resources.
const footholdsPage = policyPage + "/classic"

// foothold is the page of the one at acme of a token with words in its note.
func (w *town) foothold(words string) string {
	w.t.Helper()
	filter, _ := patrol.ParseFilter(patrol.Classic, words)
	l, err := w.ClassicTokensAt(w.t.Context(), w.viewer("olivia"), patrol.Organization, "acme", patrol.ListQuery{Filter: filter, Limit: 1})
	w.must(err)
	if len(l.Rows) != 1 {
		w.t.Fatalf("no foothold of %q", words)
	}
	return fmt.Sprint(footholdsPage, "/", l.Rows[0].ID)
}

// Owners see which classic tokens reached what is theirs, and what for; they
// take the table along.
func TestFootholdList(t *testing.T) {
	w := newTown(t, townAddress)
	w.laptop()
	ci := w.classicToken("oscar", "CI", 30, "repo")
	w.uses(ci, 2, "git-upload-pack acme/site", "acme", "site")
	w.flush()
	b := w.browser("olivia")
	for query, want := range map[string]string{
		"": "CI my laptop", "?sort=oldest": "my laptop CI", "?q=owner:dana": "my laptop", "?q=lap": "my laptop",
		"?q=expires:never": "my laptop", "?q=repository:site": "CI my laptop", "?q=nothing": "", "?q=stops:lifetime:90": "my laptop",
		"?q=scope:gist": "my laptop", "?q=scope:repo:status": "CI my laptop", "?q=state:revoked": "",
	} {
		b.Open(footholdsPage + query)
		if got := b.titles(); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	b.Open(footholdsPage)
	for _, words := range []string{"2 classic tokens", "15 uses here", "git push site, 12 times", "gist", "never expires"} {
		if !b.Says(words) {
			t.Errorf("the list does not say %q", words)
		}
	}
	b.Follow("Export CSV")
	if !strings.Contains(b.Body, `my laptop,dana,acme,"gist, repo",2026-11-02T03:04:05Z,2026-11-02T03:04:05Z,15,`) {
		t.Errorf("exported %s", b.Body)
	}
	erin := w.browser("erin")
	erin.Open(enterprisePage + "/classic-tokens")
	if got := erin.titles(); got != "CI my laptop" || !erin.Says("in acme") || erin.Says("Ask to replace") {
		t.Errorf("the enterprise's list: %s", got)
	}
}

// Owners ask to replace one or some, once a week, and see when they did; who is
// asked finds the way to the move.
func TestAskToReplace(t *testing.T) {
	w := newTown(t, townAddress)
	laptop := w.laptop()
	ci := w.classicToken("oscar", "CI", 30, "repo")
	w.uses(ci, 2, "git-upload-pack acme/site", "acme", "site")
	w.flush()
	b := w.browser("olivia")
	b.Open(footholdsPage)
	b.Press("Ask to replace my laptop")
	if !b.Says("Asked to replace 1 token:") || !b.Says("asked to replace it just now") || b.URL.Path != footholdsPage {
		t.Errorf("one: %d %s", b.Status, b.URL)
	}
	b.Submit("bulk", "Ask selected to replace", url.Values{"id": w.allFootholds()})
	if !b.Says("Asked to replace 1 token:") || !b.Says("1 token left out") {
		t.Error("both, one of which had been asked for")
	}
	b.Submit("bulk", "Ask selected to replace", url.Values{"id": w.allFootholds()})
	if !b.Says("Nobody was asked: that has been done within the last week.") {
		t.Error("asked twice within a week")
	}
	dana := w.browser("dana")
	dana.Open("/notifications")
	if !dana.Says("asks you to use a fine-grained token at acme instead of your classic token “my laptop”") {
		t.Error("dana does not hear of it")
	}
	dana.Open(laptop)
	if !dana.Says("Its owners asked you to replace this token") {
		t.Error("the token's page does not say so")
	}
}

// allFootholds are the ids of acme's, as forms have them.
func (w *town) allFootholds() (ids []string) {
	w.t.Helper()
	l, err := w.ClassicTokensAt(w.t.Context(), w.viewer("olivia"), patrol.Organization, "acme", patrol.ListQuery{Limit: 9})
	w.must(err)
	for _, f := range l.Rows {
		ids = append(ids, fmt.Sprint(f.ID))
	}
	return ids
}

// An owner shuts a token out; another who wants the same a moment later sees
// how things stand.
func TestShutOut(t *testing.T) {
	w := newTown(t, townAddress)
	w.laptop()
	one, two := w.browser("olivia"), w.browser("oscar")
	for _, b := range []*browser{one, two} {
		b.Open(footholdsPage)
		b.Follow("Revoke… my laptop")
	}
	one.Press("Revoke my laptop")
	if one.URL.Path != footholdsPage || !one.Says("Revoked.") || one.titles() != "" {
		t.Errorf("%d %s: %s", one.Status, one.URL, one.titles())
	}
	two.Press("Revoke my laptop")
	if two.Status != http.StatusConflict || !strings.Contains(two.Text("refused"), "another owner was faster") {
		t.Errorf("too late: %d", two.Status)
	}
	for _, b := range []*browser{one, two} {
		b.Open(footholdsPage)
		b.Follow("Those that an owner shut out")
		if b.titles() != "my laptop" || !b.Says("revoked just now") || b.Says("Ask to replace") {
			t.Errorf("shut out: %s", b.Text("main"))
		}
		b.Follow("Let in again… my laptop")
	}
	one.Press("Let my laptop in again")
	if one.URL.Path != footholdsPage || !one.Says("Let in again.") || one.titles() != "my laptop" {
		t.Errorf("%d %s: %s", one.Status, one.URL, one.titles())
	}
	two.Press("Let my laptop in again")
	if two.Status != http.StatusConflict {
		t.Errorf("let in twice: %d", two.Status)
	}
	dana := w.browser("dana")
	dana.Open("/notifications")
	if !dana.Says("olivia let your classic token “my laptop” into acme again.") {
		t.Errorf("dana does not hear of it: %s", dana.Text("main"))
	}
	one.Open(auditLogPage + "?q=action:org_credential_authorization.grant")
	if !one.Says("granted access again to my laptop") {
		t.Errorf("the log: %s", one.Text("main"))
	}
}

// shutOut is the page of a foothold at acme that an owner ended.
func (w *town) shutOut() string {
	w.t.Helper()
	old := w.classicToken("oscar", "old script", 30, "repo")
	w.uses(old, 1, "git-upload-pack acme/site", "acme", "site")
	w.flush()
	page := w.foothold("old")
	id, err := strconv.ParseInt(path.Base(page), 10, 64)
	w.must(err)
	w.must(w.RevokeFoothold(w.t.Context(), w.viewer("olivia"), "acme", id))
	return page
}

// What one types to search classic tokens by is what they have.
func TestClassicSearchSuggestsWhatThereIs(t *testing.T) {
	w := newTown(t, townAddress)
	w.laptop()
	b := w.browser("olivia")
	for _, page := range []string{footholdsPage, activePage} {
		classic := page == footholdsPage
		b.Open(page + "?q=colour:red")
		if b.Status != 422 || b.Says("scope") != classic || b.Says("asks") == classic {
			t.Errorf("%s: %d %s", page, b.Status, b.Text("error-summary"))
		}
	}
	b.Open(footholdsPage + "?q=permission:contents_read")
	if b.Status != 422 || !b.Says("“permission” is nothing to search by here") && !b.Says(`"permission" is nothing to search by here`) {
		t.Errorf("%d %s", b.Status, b.Text("main"))
	}
}

// Before classic tokens are blocked one sees which that stops, to the token.
func TestBlockShowsWhatItStops(t *testing.T) {
	w := newTown(t, townAddress)
	w.laptop()
	w.pass(time.Hour)
	b := w.browser("olivia")
	b.Open(classicPolicyPage)
	b.Submit("policy-access", "", url.Values{"access": {"no"}})
	if !b.Says("1 active token of 1 person stops working at acme.") {
		t.Error("what a block stops")
	}
	b.Follow("See these tokens")
	if b.URL.Path != footholdsPage || b.titles() != "my laptop" {
		t.Errorf("those it stops: %s at %s", b.titles(), b.URL)
	}
	erin := w.browser("erin")
	erin.Open(policiesPage + "/review?kind=classic&block=access&was=&access=no")
	erin.Follow("See them all")
	if erin.titles() != "my laptop" {
		t.Errorf("in the enterprise: %s at %s", erin.titles(), erin.URL)
	}
}
