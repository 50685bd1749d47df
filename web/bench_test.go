package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
	"patrol/web"
)

// BenchmarkOwnersLists asks for a page of the tokens that an organization has
// let in, and of what waits, as a browser does: from the session to the packed
// page.
func BenchmarkOwnersLists(b *testing.B) {
	server, cookie := crowded(b)
	for _, list := range []string{"personal-access-tokens/active", "personal-access-token-requests"} {
		b.Run(list, func(b *testing.B) {
			repeat(b, server, "/organizations/crowd/settings/"+list,
				http.Header{"Cookie": {cookie}, "Accept-Encoding": {"gzip, deflate, br, zstd"}})
		})
	}
}

// BenchmarkAPI asks, with a token of the organization's owner, for the lists of
// what it has let in and what waits, and for a repository.
func BenchmarkAPI(b *testing.B) {
	server, cookie := crowded(b)
	form := url.Values{"owner": {"crowd"}, "owner_was": {"crowd"}, "name": {"bench"}, "expires_in": {"30"},
		"repositories": {"all"}, "permission.contents": {"read"},
		"permission.organization_personal_access_tokens":         {"read"},
		"permission.organization_personal_access_token_requests": {"read"}}
	page := post(server, "/settings/personal-access-tokens", form, cookie).Body.String()
	secret := regexp.MustCompile(`patrol_pat_\w+`).FindString(page)
	for _, path := range []string{"/orgs/crowd/personal-access-tokens", "/orgs/crowd/personal-access-token-requests",
		"/repos/crowd/site"} {
		b.Run(path, func(b *testing.B) {
			repeat(b, server, "/api/v3"+path, http.Header{"Authorization": {"Bearer " + secret}})
		})
	}
}

// repeat asks for a path again and again.
func repeat(b *testing.B, server http.Handler, path string, headers http.Header) {
	b.ReportAllocs()
	began := processorTime(b)
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, townAddress+path, nil)
		r.Header = headers.Clone()
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code, w.Header())
		}
		b.ReportMetric(float64(w.Body.Len()), "bytes-sent")
	}
	b.ReportMetric(float64((processorTime(b)-began).Microseconds())/float64(b.N), "cpu-µs/op")
}

// processorTime is what this process has taken so far. Where others work too,
// it is steadier than the time that passes.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// crowded is a house with an organization that has let in 10,000 tokens
// and has 100 waiting, and the cookie of its owner's session.
func crowded(b *testing.B) (http.Handler, string) {
	now := time.Now()
	store := dbtest.Open(b)
	org := &patrol.Account{Login: "crowd", Kind: patrol.Organization, Base: patrol.Read, CreatedAt: now}
	chief := &patrol.Account{Login: "chief", Kind: patrol.User, CreatedAt: now}
	site := &patrol.Repository{Name: "site", Visibility: patrol.Private, CreatedAt: now}
	err := store.Update(b.Context(), func(tx patrol.Tx) error {
		for _, a := range []*patrol.Account{org, chief} {
			if err := tx.InsertAccount(a); err != nil {
				return err
			}
		}
		site.OwnerID = org.ID
		if err := tx.InsertRepository(site); err != nil {
			return err
		}
		if err := tx.SetPasswordHash(chief.ID, password); err != nil {
			return err
		}
		return tx.SetMember(org.ID, chief.ID, patrol.Owner)
	})
	if err != nil {
		b.Fatal(err)
	}
	crowd := db.Crowd{OwnerID: org.ID, ReviewerID: chief.ID, People: 500, Login: "user", Tokens: 10_000, Requests: 100,
		Repositories: []int64{site.ID}, Since: now.AddDate(-1, 0, 0), Until: now, Now: now,
		Secret: func(id int64) (patrol.Secret, error) { return patrol.NewSecret(id), nil }}
	if err := store.Fill(b.Context(), func() {}, crowd); err != nil {
		b.Fatal(err)
	}
	a := &patrol.Authority{Store: store, Passwords: plain{}, Now: time.Now, URL: townAddress}
	server, err := web.New(a, nil, web.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	return server, signIn(b, server)
}

// signIn returns the cookie of the chief's session.
func signIn(b *testing.B, server http.Handler) string {
	w := post(server, "/login", url.Values{"login": {"chief"}, "password": {password}}, "")
	cookies := w.Result().Cookies()
	if len(cookies) == 0 {
		b.Fatal("cannot sign in:", w.Code)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}

// post sends a form.
func post(server http.Handler, path string, form url.Values, cookie string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, townAddress+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	return w
}
