package web_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"patrol"
)

const (
	auditLogPage    = "/organizations/acme/settings/audit-log"
	securityLogPage = "/settings/security-log"
)

func TestAuditLog(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	b := w.browser("olivia")
	b.Open(requestsPage)
	b.Press("Approve CI")
	b.Follow("Audit log")
	for _, words := range []string{"2 events on this page", "olivia granted access to CI of dana", "dana asked for access for CI",
		"to build the site", "just now", "from 127.0.0.1", "Chrome on Linux", "user_programmatic_access_nameCI",
		`permissions_added{"contents":"read","metadata":"read"}`, "operation_typecreate"} {
		if !b.Says(words) {
			t.Errorf("the log does not say %q: %s", words, b.Text("log"))
		}
	}
	b.Follow("dana")
	if b.URL.Query().Get("q") != "actor:dana" || !b.Says("1 event on this page") || b.Says("olivia let in") {
		t.Errorf("narrowed to %s: %s", b.URL, b.Text("log"))
	}
	b.Follow("personal_access_token.request_created")
	if q := b.URL.Query().Get("q"); q != "actor:dana action:personal_access_token.request_created" {
		t.Errorf("narrowed to %q", q)
	}
	b.Follow("CI")
	b.Follow("Last 7 days")
	if q := b.URL.Query().Get("q"); !strings.HasSuffix(q, " token:1 created:>=2026-10-26") || !b.Says("1 event on this page") {
		t.Errorf("narrowed to %q", q)
	}
	b.Submit("log-search", "Search the log", url.Values{"q": {`"nobody did this"`}})
	if !b.Says("Nothing in the log is like that") {
		t.Errorf("%s", b.Text("log"))
	}
	b.Submit("log-search", "Search the log", url.Values{"q": {"created:yesterday"}})
	if b.Status != http.StatusUnprocessableEntity || !strings.Contains(b.Problem("q"), `"yesterday" is no time`) {
		t.Errorf("%d %s", b.Status, b.Problem("q"))
	}
}

func TestAuditLogIsForOwners(t *testing.T) {
	w := newTown(t, townAddress)
	for _, login := range []string{"dana", "erin"} {
		b := w.browser(login)
		for _, path := range []string{auditLogPage, auditLogPage + ".csv", auditLogPage + ".jsonl",
			"/organizations/globex/settings/audit-log", "/organizations/nobody/settings/audit-log"} {
			b.Open(path)
			if b.Status != http.StatusNotFound {
				t.Errorf("%s sees %s: %d", login, path, b.Status)
			}
		}
	}
	b := w.visitor()
	b.Open(auditLogPage + ".csv")
	if b.URL.Path != "/login" {
		t.Errorf("a stranger is led to %s", b.URL)
	}
}

// In their security log people find what concerns them, and nobody else.
func TestSecurityLog(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "CI")
	failed := w.visitor()
	failed.Open("/login")
	failed.SignIn("dana", "wrong")
	b := w.browser("dana")
	b.Follow("Security log")
	for _, words := range []string{"Someone failed to sign in as dana", "dana made CI", "dana asked for access for CI",
		"dana signed in", "hashed_token"} {
		if !b.Says(words) {
			t.Errorf("the log does not say %q: %s", words, b.Text("log"))
		}
	}
	other := w.browser("erin")
	other.Open(securityLogPage)
	if other.Says("dana") || !other.Says("erin signed in") {
		t.Errorf("erin reads %s", other.Text("log"))
	}
}

func TestLogIsPaged(t *testing.T) {
	w := newTown(t, townAddress)
	for i := range 35 {
		w.pass(time.Second)
		w.ask("dana", fmt.Sprintf("token %d.", i))
	}
	b := w.browser("olivia")
	b.Open(auditLogPage + "?q=" + url.QueryEscape("actor:dana"))
	if !b.Says("30 events") || !b.Says("token 34.") || b.Says("token 4.") {
		t.Errorf("first: %s", b.Text("log"))
	}
	b.Follow("Older")
	if !b.Says("5 events") || !b.Says("token 4.") || !b.Says("token 0.") || b.URL.Query().Get("q") != "actor:dana" {
		t.Errorf("second: %s %s", b.URL, b.Text("log"))
	}
	b.Follow("Newer")
	if !b.Says("30 events") || !b.Says("token 34.") {
		t.Errorf("back: %s", b.Text("log"))
	}
}

// A search that has looked at enough says how far it came, and the next page
// goes on.
func TestLogSearchGoesOn(t *testing.T) {
	w := newTown(t, townAddress)
	w.ask("dana", "needle")
	w.pass(48 * time.Hour)
	w.update(func(tx patrol.Tx) error {
		for range patrol.SearchedAtOnce {
			if err := tx.Record(&patrol.Event{At: w.now, Action: patrol.AccessRevoked, OwnerID: w.acme.ID, TokenName: "CI"}); err != nil {
				return err
			}
		}
		return nil
	})
	b := w.browser("olivia")
	b.Open(auditLogPage + "?q=token%3Aneedle")
	if !b.Says("A page searches 10,000 events. This one came to Nov 4, 2026 and no further") || !b.Says("0 events") {
		t.Errorf("%s", b.Text("log"))
	}
	b.Follow("Older")
	if !b.Says("1 event on this page") || b.Has("searched") {
		t.Errorf("%s", b.Text("log"))
	}
	b.Open(auditLogPage + ".csv?q=token%3Aneedle")
	if strings.Count(b.Body, "needle") != 1 {
		t.Errorf("exported: %s", b.Body)
	}
}

func TestHtmxGetsTheLogAlone(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("olivia")
	b.Open(auditLogPage)
	r := b.request("GET", auditLogPage+"?q=x", nil, "same-origin")
	for name, value := range map[string]string{"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#log"} {
		r.Header.Set(name, value)
	}
	b.send(r)
	if b.Status != http.StatusOK || !strings.HasPrefix(b.Body, `<div id="log"`) {
		t.Errorf("%d %.100s", b.Status, b.Body)
	}
}

// A log can be taken along, all of it that is searched for, and no spreadsheet
// takes a token's name for a formula.
func TestLogIsExported(t *testing.T) {
	w := newTown(t, townAddress)
	const evil = `=HYPERLINK("https://evil.test")`
	w.ask("dana", evil)
	for i := range 510 {
		w.update(func(tx patrol.Tx) error {
			return tx.Record(&patrol.Event{At: w.now, Action: patrol.AccessRevoked, OwnerID: w.acme.ID, TokenName: fmt.Sprint(i)})
		})
	}
	b := w.browser("olivia")
	b.Open(auditLogPage)
	b.Follow("Export CSV")
	if got := b.Header.Get("Content-Disposition"); got != `attachment; filename="audit-log.csv"` {
		t.Errorf("Content-Disposition: %s", got)
	}
	rows, err := csv.NewReader(strings.NewReader(b.Body)).ReadAll()
	w.must(err)
	if len(rows) != 512 || rows[0][2] != "action" || !strings.Contains(strings.Join(rows[511], ","), ",'"+evil) {
		t.Errorf("%d rows: %q %q", len(rows), rows[0], rows[len(rows)-1])
	}
	b.Open(auditLogPage + "?q=actor:dana")
	b.Follow("Export JSON")
	var e patrol.Entry
	w.must(json.Unmarshal([]byte(b.Body), &e))
	if e.TokenName != evil || e.Org != "acme" || e.OrgID != w.acme.ID || e.Business != "globex" || e.User != "dana" ||
		e.Timestamp != w.now.UnixMilli() || e.PermissionsAdded["contents"] != patrol.Read || e.ActorIP != "192.0.2.7" {
		t.Errorf("%+v", e)
	}
	b.Open(auditLogPage + ".csv?q=nothing")
	if rows, err := csv.NewReader(strings.NewReader(b.Body)).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("nothing is %q, %v", rows, err)
	}
}
