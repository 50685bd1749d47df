package rest

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/db/dbtest"
)

// A court is where every operation is tried with every kind of token. Nothing
// is served in it, so that what is let through says so. Olivia owns acme, and
// dana is a member who may read what is there.
type court struct {
	*patrol.Authority
	t            *testing.T
	api          *API
	echo         *echo.Echo
	now          time.Time
	olivia, dana *patrol.Viewer
	acme         *patrol.Account
	ids          map[string]int64 // of repositories, by name
	tokens       map[string]patrol.Secret
	tried        int
}

func newCourt(t *testing.T) *court {
	t.Helper()
	w := &court{t: t, echo: echo.New(), now: time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC), ids: map[string]int64{},
		tokens: map[string]patrol.Secret{}}
	w.Authority = &patrol.Authority{Store: dbtest.Open(t), Now: func() time.Time { return w.now }, URL: "https://patrol.test",
		Limits: patrol.Limits{Tokens: 10_000}}
	w.api = &API{Authority: w.Authority, locks: locks(nil)}
	w.must(w.Store.Update(t.Context(), w.settle))
	return w
}

func (w *court) settle(tx patrol.Tx) error {
	w.acme = &patrol.Account{Login: "acme", Kind: patrol.Organization, Base: patrol.Read}
	globex := &patrol.Account{Login: "globex", Kind: patrol.Enterprise}
	if err := errors.Join(tx.InsertAccount(w.acme), tx.InsertAccount(globex)); err != nil {
		return err
	}
	for login, viewer := range map[string]**patrol.Viewer{"olivia": &w.olivia, "dana": &w.dana} {
		user := &patrol.Account{Login: login, Kind: patrol.User, Email: login + "@example.test", CreatedAt: w.now}
		if err := tx.InsertAccount(user); err != nil {
			return err
		}
		session := &patrol.Session{UserID: user.ID, Digest: patrol.Digest{byte(user.ID)}, CreatedAt: w.now, SeenAt: w.now, ConfirmedAt: w.now,
			ExpiresAt: w.now.AddDate(1, 0, 0)}
		if err := tx.InsertSession(session); err != nil {
			return err
		}
		*viewer = &patrol.Viewer{Account: user, SessionID: session.ID, ConfirmedAt: w.now}
	}
	for name, owner := range map[string]int64{"site": w.acme.ID, "vault": w.acme.ID, "docs": w.acme.ID, "notes": w.olivia.ID} {
		r := &patrol.Repository{OwnerID: owner, Name: name, Visibility: patrol.Private}
		if name == "docs" {
			r.Visibility = patrol.Public
		}
		if err := tx.InsertRepository(r); err != nil {
			return err
		}
		w.ids[name] = r.ID
	}
	return errors.Join(tx.SetMember(w.acme.ID, w.olivia.ID, patrol.Owner),
		tx.SetMember(w.acme.ID, w.dana.ID, patrol.Member))
}

func (w *court) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// A bearer is a kind of token: whose, for whose resources, and how it fared.
type bearer struct {
	by          *patrol.Viewer
	owner, repo string // repo is empty for public repositories alone
	permissions string
	fate        string // "", "pending" or "revoked"
}

// secret is that of such a token, which is made once.
func (w *court) secret(b bearer) patrol.Secret {
	w.t.Helper()
	key := fmt.Sprint(b.by.Account.Login, b.owner, b.repo, b.permissions, b.fate)
	if made, found := w.tokens[key]; found {
		return made
	}
	permissions, err := patrol.ParsePermissions(b.permissions)
	w.must(err)
	reach := patrol.Reach{Selection: patrol.PublicOnly, Permissions: permissions}
	if b.repo != "" {
		reach.Selection, reach.Repositories = patrol.Selected, []int64{w.ids[b.repo]}
	}
	issued, err := w.CreateToken(w.t.Context(), b.by, patrol.TokenSpec{Name: fmt.Sprint("token ", len(w.tokens)), Owner: b.owner,
		Days: 30, Reach: reach})
	if err != nil {
		w.t.Fatalf("%+v: %v", b, err)
	}
	if issued.Request != nil && b.fate != "pending" {
		w.must(w.Approve(w.t.Context(), w.olivia, b.owner, issued.Request.ID, ""))
	}
	if b.fate == "revoked" {
		var grant *patrol.Grant
		w.must(w.Store.View(w.t.Context(), func(tx patrol.Tx) (err error) {
			grant, err = tx.Grant(issued.Token.ID, w.acme.ID)
			return err
		}))
		w.must(w.Revoke(w.t.Context(), w.olivia, "acme", grant.ID))
	}
	w.tokens[key] = issued.Secret
	return issued.Secret
}

// try asks for what a row is about, and returns what becomes of that.
func (w *court) try(r ruling, authorization string) patrol.Kind {
	w.t.Helper()
	w.tried++
	req := httptest.NewRequest(r.method, Prefix+r.example(w), nil)
	req.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", w.tried>>16, w.tried>>8&255, w.tried&255) // who fails often waits
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	answer, ok := errors.AsType[*patrol.Error](w.api.answer(w.echo.NewContext(req, httptest.NewRecorder())))
	if !ok {
		w.t.Fatalf("%s %s is no refusal", r.method, r.path)
	}
	return answer.Kind
}
