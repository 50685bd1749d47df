package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

const (
	waiting     = patrol.MostAtOnce // requests that are approved at once
	bulkCrashes = 7
)

// A bulk approval that is cut off has decided each row with all that goes with
// it, or not at all; and one that was answered is there. The first is killed
// when it was answered, and each after it closer to the moment when it is kept.
func TestNoRequestIsDecidedByHalfInACrash(t *testing.T) {
	dsn := dbtest.DSN(t)
	ids := slices.Collect(slices.Chunk(pileUp(t, dsn), waiting))
	v := startVictim(t, dsn)
	report, kept := v.crashAfterBulk(t, ids[0])
	noHalfDecisions(t, dsn)
	v = startVictim(t, dsn)
	v.stillReported(t, report)
	v.kill(t)
	early, late := time.Duration(0), kept
	decided := 1
	for _, some := range ids[1:] {
		after := (early + late) / 2
		v = startVictim(t, dsn)
		v.crashInBulk(t, some, after)
		now := noHalfDecisions(t, dsn)
		t.Logf("killed %s after the form was sent: kept %t", after, now > decided)
		if now > decided {
			late = after
		} else {
			early = after
		}
		decided = now
	}
	if decided == bulkCrashes {
		t.Error("all were kept: none was killed early enough")
	}
}

// pileUp has sam ask dana, who owns an organization, for many tokens, and adds
// a webhook, which nobody answers. It returns what the requests are ticked by.
func pileUp(t *testing.T, dsn string) (ids []string) {
	t.Helper()
	settle(t, dsn)
	err := database{dsn}.open(t.Context(), slog.New(slog.DiscardHandler), func(store *db.DB) error {
		return store.Update(t.Context(), func(tx patrol.Tx) (err error) {
			ids, err = pile(tx)
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func pile(tx patrol.Tx) (ids []string, err error) {
	acme, err := tx.AccountByLogin("acme")
	if err != nil {
		return nil, err
	}
	dana, err := tx.AccountByLogin("dana")
	if err != nil {
		return nil, err
	}
	sam := &patrol.Account{Login: "sam", Kind: patrol.User}
	if err := tx.InsertAccount(sam); err != nil {
		return nil, err
	}
	hook := &patrol.Hook{OwnerID: acme.ID, URL: "http://127.0.0.1:9/", Active: true}
	err = errors.Join(tx.SetMember(acme.ID, dana.ID, patrol.Owner), tx.SetMember(acme.ID, sam.ID, patrol.Member),
		tx.InsertHook(hook))
	if err != nil {
		return nil, err
	}
	reach := patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Read}}
	for i := range waiting * bulkCrashes {
		k := &patrol.Token{UserID: sam.ID, OwnerID: acme.ID, Name: fmt.Sprint("token ", i), Wants: reach,
			State: patrol.Pending, CreatedAt: time.Now()}
		if err := tx.InsertToken(k); err != nil {
			return nil, err
		}
		r := &patrol.Request{TokenID: k.ID, OwnerID: acme.ID, UserID: sam.ID, Reach: reach, State: patrol.Open}
		if err := tx.InsertRequest(r); err != nil {
			return nil, err
		}
		ids = append(ids, strconv.FormatInt(r.ID, 10))
	}
	return ids, nil
}

// requestsPath is where the requests are that dana reviews.
const requestsPath = "/organizations/acme/settings/personal-access-token-requests"

// crashAfterBulk kills v once it has answered that dana's requests are approved.
// It returns where the answer said that the report is, and how long it took.
func (v *victim) crashAfterBulk(t *testing.T, ids []string) (report string, took time.Duration) {
	t.Helper()
	dana := v.reviewer(t)
	began := time.Now()
	report = v.approve(dana, ids)
	took = time.Since(began)
	v.kill(t)
	if report == "" {
		t.Fatal("there was no answer")
	}
	return report, took
}

// crashInBulk kills v some time after dana asked to approve requests.
func (v *victim) crashInBulk(t *testing.T, ids []string, after time.Duration) {
	t.Helper()
	dana := v.reviewer(t)
	var asking sync.WaitGroup
	asking.Go(func() { v.approve(dana, ids) })
	time.Sleep(after)
	v.kill(t)
	asking.Wait()
}

// reviewer is dana, who stays where answers tell her to go elsewhere.
func (v *victim) reviewer(t *testing.T) *http.Client {
	t.Helper()
	dana := v.signIn(t)
	dana.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return dana
}

// approve has dana approve requests, and returns where the report is; "" if
// there was no answer.
func (v *victim) approve(dana *http.Client, ids []string) (report string) {
	form := url.Values{"action": {"approve"}, "id": ids, "confirmed": {"1"}}
	resp, err := dana.PostForm(v.url+requestsPath, form)
	if err != nil {
		return ""
	}
	resp.Body.Close()
	return resp.Header.Get("Location")
}

// stillReported fails the test unless v shows a report of all that was asked.
func (v *victim) stillReported(t *testing.T, report string) {
	t.Helper()
	resp, err := v.signIn(t).Get(v.url + report)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("report %s: %s (%v)", path.Base(report), resp.Status, err)
	}
}

// partsOfDecision count what each approved request comes with.
var partsOfDecision = map[string]string{
	"grant": `SELECT COUNT(*) FROM requests r JOIN grants g ON g.token_id = r.token_id
		AND g.owner_id = r.owner_id AND g.revoked_at = 0 WHERE r.state = 'approved'`,
	"active token": `SELECT COUNT(*) FROM requests r JOIN tokens k ON k.id = r.token_id
		AND k.state = 'active' WHERE r.state = 'approved'`,
	"event": `SELECT COUNT(*) FROM requests r JOIN events e ON e.request_id = r.id
		AND e.action = '` + patrol.AccessGranted + `' WHERE r.state = 'approved'`,
	"line of the log, or a place to become one": `SELECT COUNT(*) FROM events e
		WHERE e.id IN (SELECT event_id FROM seals UNION SELECT event_id FROM unsealed)
		AND e.action = '` + patrol.AccessGranted + `'`,
	"notification": `SELECT COUNT(*) FROM requests r JOIN notifications n ON n.request_id = r.id
		AND n.kind = 'approved' WHERE r.state = 'approved'`,
	"mail": `SELECT COUNT(*) FROM requests r JOIN mails m ON m.request_id = r.id AND m.kind = 'approved'
		WHERE r.state = 'approved'`,
	"outcome": `SELECT COUNT(*) FROM requests r JOIN batches b ON b.outcomes LIKE '%decided ' || r.id || ' %'
		WHERE r.state = 'approved'`,
	"delivery": `SELECT COUNT(*) FROM deliveries d WHERE d.action = 'approved'`,
}

// noHalfDecisions fails the test unless of each bulk all requests are approved,
// with all their parts, or wait, with none. It returns how many bulks are done.
func noHalfDecisions(t *testing.T, dsn string) (bulks int) {
	t.Helper()
	count := counter(t, dsn)
	approved := count("SELECT COUNT(*) FROM requests WHERE state = 'approved'")
	open := count("SELECT COUNT(*) FROM requests WHERE state = 'open'")
	if approved+open != waiting*bulkCrashes || approved%waiting != 0 {
		t.Errorf("%d approved and %d waiting of %d", approved, open, waiting*bulkCrashes)
	}
	for part, query := range partsOfDecision {
		if n := count(query); n != approved {
			t.Errorf("%d have their %s, of %d", n, part, approved)
		}
	}
	for what, query := range map[string]string{
		"grants": "SELECT COUNT(*) FROM grants",
		"outcomes": `SELECT COALESCE(SUM(1 + length(outcomes) - length(replace(outcomes, '
', ''))), 0) FROM batches`,
		"notifications": "SELECT COUNT(*) FROM notifications WHERE kind = 'approved'",
		"active tokens": "SELECT COUNT(*) FROM tokens WHERE state = 'active'",
		"all counted":   "SELECT COALESCE(SUM(n), 0) FROM counters WHERE name = 'active tokens'",
	} {
		if n := count(query); n != approved {
			t.Errorf("%d %s, of %d", n, what, approved)
		}
	}
	return approved / waiting
}

// counter returns a function that runs queries on a database which nobody serves.
func counter(t *testing.T, dsn string) func(query string) int {
	t.Helper()
	driver := "sqlite"
	if !(database{dsn}).isFile() {
		driver = "pgx"
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	return func(query string) (n int) {
		t.Helper()
		if err := pool.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
}
