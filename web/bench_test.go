package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
	"patrol/web"
)

// BenchmarkOwnersList asks for a page of the tokens that an organization has
// let in, as a browser does: from the session to the packed page.
func BenchmarkOwnersList(b *testing.B) {
	server, cookie := crowded(b)
	const path = townAddress + "/organizations/crowd/settings/personal-access-tokens/active"
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Cookie", cookie)
		r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") == "" {
			b.Fatal(w.Code, w.Header())
		}
		b.ReportMetric(float64(w.Body.Len()), "bytes-sent")
	}
}

// crowded is a house with an organization that has let in 10,000 tokens, and
// the cookie of its owner's session.
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
	crowd := db.Crowd{OwnerID: org.ID, ReviewerID: chief.ID, People: 500, Login: "user", Tokens: 10_000, Requests: 10,
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
	form := url.Values{"login": {"chief"}, "password": {password}}.Encode()
	r := httptest.NewRequest(http.MethodPost, townAddress+"/login", strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	cookies := w.Result().Cookies()
	if len(cookies) == 0 {
		b.Fatal("cannot sign in:", w.Code)
	}
	return cookies[0].Name + "=" + cookies[0].Value
}
