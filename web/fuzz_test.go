package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
	"patrol/handlers/rest"
	"patrol/web"
)

// A forgetful store does all that it is asked to, and keeps nothing of it.
type forgetful struct{ patrol.Store }

var errForgotten = errors.New("forgotten")

// Update implements patrol.Store.
func (f forgetful) Update(ctx context.Context, fn func(patrol.Tx) error) error {
	err := f.Store.Update(ctx, func(tx patrol.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errForgotten
	})
	if errors.Is(err, errForgotten) {
		return nil
	}
	return err
}

// forget has w keep nothing from now on, and say nothing of what it is asked.
func (w *town) forget() {
	w.t.Helper()
	w.Store = forgetful{w.Store}
	disk, err := repos.Open(w.t.Context(), repos.Limits{Processes: 4, Wait: time.Minute})
	w.must(err)
	disk.Home = w.t.TempDir()
	server, err := web.New(w.Authority, disk, web.Options{Log: slog.New(slog.DiscardHandler)})
	w.must(err)
	w.server = inspected{server, w.t}
}

// everything is all that a token can do with such a resource owner.
func everything(owner *patrol.Account) patrol.Reach {
	r := patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{}}
	for _, p := range patrol.Catalog() {
		if p.Group == patrol.RepositoryGroup || (p.Group == patrol.AccountGroup) == (owner.Kind == patrol.User) {
			r.Permissions[p.Key] = p.Levels[len(p.Levels)-1]
		}
	}
	return r
}

// parameter is what is left of a route's parameters: ids.
var parameter = regexp.MustCompile(`\{[a-z_]+\}`)

// queries and bodies are where fuzzing of what is served begins.
var (
	queries = []string{"", "page=2&per_page=1", "page=100&per_page=100", "owner[]=dana&token_id[]=1&permission=contents_write&repository=site",
		"last_used_before=2026-11-22T08:00:00Z&last_used_after=2026-01-01T00:00:00%2B01:00&sort=created_at&direction=asc",
		"state=all&labels=a,b&since=2026-01-01T00:00:00Z&creator=dana&assignee=*&sort=updated", "after=ZmFsc2UgMSAx&searched=7",
		"type=all&visibility=private&affiliation=owner&role=admin&filter=all", "sha=main&path=docs&author=dana&until=x&recursive=1", "ref=%00&login=%ff"}
	bodies = []string{"", "{}", "[]", "null", `{"name":"x","description":null,"private":true,"visibility":"internal","default_branch":"main"}`,
		`{"action":"approve","reason":"x","pat_request_ids":[1,2],"pat_ids":[1]}`, `{"action":"revoke","pat_ids":[-1,9223372036854775807]}`,
		`{"title":"x","body":"y\u0000","labels":["a",{"name":"b"}],"assignees":["dana"],"state":"closed","state_reason":"completed"}`,
		`{"message":"m","content":"eA==","sha":"4b825dc642cb6eb9a060e54bf8d69288fbee4904","branch":"main","author":{"name":"a","email":"b","date":"x"}}`,
		`{"ref":"refs/heads/x","sha":"main","force":true,"tree":[{"path":"a","mode":"100644","content":"x"}],"parents":["x"]}`,
		`{"tag":"v2","object":"x","type":"commit","tagger":{"name":"a","email":"b"},"encoding":"base64","content":"%"}`,
		`{"name":"x","owner":"acme","expires_in":7,"expires_at":"2027-01-01","permissions":{"contents":"read"},"repository_selection":"subset",` +
			`"repositories":["site"],"repository_ids":[1]}`,
		`{"maximum_lifetime":{"days":30},"approval":"required","access":"restricted","credentials":["patrol_pat_1"],"lock_reason":"spam"}`,
		`{"color":"ff0000","new_name":"x","labels":[],"permission":"push","blog":"\ud800","email":"x@y"}`}
)

// Whatever is asked of whatever is served, with whatever query and body, the
// answer is in GitHub's shape and nothing goes wrong.
func FuzzAPI(f *testing.F) {
	w := newWorld(f)
	org := w.viewer("olivia")
	var secrets []string
	for _, owner := range []*patrol.Account{w.acme, org.Account} {
		issued, err := w.CreateToken(f.Context(), org, patrol.TokenSpec{Name: "all of " + owner.Login, Owner: owner.Login, Days: 30,
			Reach: everything(owner)})
		w.must(err)
		secrets = append(secrets, issued.Secret.Reveal())
	}
	w.ask("dana", "waits")
	for _, made := range [][2]string{{"/issues", `{"title":"one"}`}, {"/issues/1/comments", `{"body":"one"}`},
		{"/labels", `{"name":"1","color":"ff0000"}`}} {
		r := httptest.NewRequest(http.MethodPost, townAddress+rest.Prefix+"/repos/acme/site"+made[0], strings.NewReader(made[1]))
		r.Header.Set("Authorization", "Bearer "+secrets[0])
		if a := w.do(r); a.StatusCode != http.StatusCreated {
			f.Fatal(a.body)
		}
	}
	about, served := w.about(), rest.Served()
	w.forget()
	for n := range served {
		f.Add(uint16(n), queries[n%len(queries)], bodies[n%len(bodies)])
		f.Add(uint16(n), queries[(n/2+1)%len(queries)], bodies[(n/3+1)%len(bodies)])
	}
	f.Fuzz(func(t *testing.T, n uint16, query, body string) {
		method, path, _ := strings.Cut(served[int(n)%len(served)], " ")
		secret := secrets[0]
		if strings.HasPrefix(path, "/user") {
			secret = secrets[1]
		}
		r := httptest.NewRequest(method, townAddress+rest.Prefix+parameter.ReplaceAllString(about.Replace(path), "1"), strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header.Set("Authorization", "Bearer "+secret)
		w.t, w.server = t, inspected{w.server.(inspected).Echo, t}
		resp := w.do(r)
		isJSON := strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json")
		if resp.StatusCode >= http.StatusInternalServerError || isJSON && resp.body != "" && !json.Valid([]byte(resp.body)) {
			t.Errorf("%s %s?%q with %q: %d %s", method, path, query, body, resp.StatusCode, resp.body)
		}
	})
}

// Whatever is sent to whatever page, by whoever owns what it is about, nothing
// goes wrong.
func FuzzPages(f *testing.F) {
	s, rows := newStreet(f), parseRows(pageTable)
	var keys []string
	for _, login := range []string{"dana", "olivia", "erin"} {
		_, key, err := s.SignIn(f.Context(), login, password, patrol.Origin{Address: "192.0.2.1"})
		s.must(err)
		keys = append(keys, key.Reveal())
	}
	s.forget()
	for n, r := range rows {
		f.Add(uint16(n), strings.NewReplacer(s.ids...).Replace(r.form))
	}
	f.Fuzz(func(t *testing.T, n uint16, form string) {
		row := rows[int(n)%len(rows)]
		for _, key := range keys {
			req := s.request(row)
			req.Body = io.NopCloser(strings.NewReader(form))
			if req.Method == http.MethodGet {
				req.URL.RawQuery = form
			}
			req.AddCookie(&http.Cookie{Name: "__Host-patrol", Value: key})
			if resp := s.do(req); resp.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s with %q: %d", row.route, form, resp.StatusCode)
			}
		}
	})
}
