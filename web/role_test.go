package web_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"patrol/handlers/rest"
)

// roles are who comes to a page, in the order of the letters of a row: nobody
// in particular, another user, a member of acme, an outside collaborator of
// one of its repositories, an owner of it, and an owner of its enterprise.
var roles = []string{"", "sam", "dana", "cole", "olivia", "erin"}

// A row is what a route answers each role, and the form that it is sent.
type row struct{ route, answers, form string }

// parseRows reads a table.
func parseRows(table string) (rows []row) {
	for line := range strings.Lines(strings.TrimSpace(table)) {
		f := append(strings.Fields(line), "")
		rows = append(rows, row{route: f[1] + " " + f[2], answers: f[0], form: f[3]})
	}
	return rows
}

// letter is the letter of an answer, as in a table.
func letter(resp *http.Response) string {
	to := resp.Header.Get("Location")
	switch {
	case to == "/login":
		return "o"
	case strings.HasPrefix(to, "/login/check"):
		return "i"
	case asksToSignIn(resp) || resp.StatusCode == http.StatusUnauthorized:
		return "s"
	case resp.StatusCode < http.StatusBadRequest:
		return "i"
	case resp.StatusCode == http.StatusNotFound:
		return "n"
	case resp.StatusCode == http.StatusForbidden:
		return "r"
	case resp.StatusCode == http.StatusBadRequest, resp.StatusCode == http.StatusUnprocessableEntity:
		return "x"
	}
	return resp.Status
}

// compare fails the test unless rows are all the routes there are, and answered
// as they say.
func compare(t *testing.T, rows []row, answers, routes []string) {
	t.Helper()
	for i, r := range rows {
		if answers[i] != r.answers {
			t.Errorf("%s answers %s, want %s", r.route, answers[i], r.answers)
		}
		if !slices.Contains(routes, r.route) {
			t.Errorf("%s is in the table, and nowhere else", r.route)
		}
	}
	for _, route := range routes {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.route == route }) {
			t.Errorf("%s is not in the table: who may do that?", route)
		}
	}
}

// Every page is for those whom the table says, and every page is in it.
func TestWhoSeesWhichPage(t *testing.T) {
	rows := parseRows(pageTable)
	answers := make([]string, len(rows))
	var routes []string
	for _, login := range roles {
		s := newStreet(t)
		routes = s.routes(func(r *echo.Route) bool {
			return !forPrograms.MatchString(r.Name) && r.Path != "/static/*"
		})
		for i, r := range rows {
			answers[i] += letter(s.visit(r, login))
		}
	}
	compare(t, rows, answers, routes)
}

// A token opens no page, however it is shown and whosever it is.
func TestTokensOpenNoPage(t *testing.T) {
	s, rows := newStreet(t), parseRows(pageTable)
	for _, login := range roles[1:] {
		secret := s.secret(login)
		basic := base64.StdEncoding.EncodeToString([]byte(login + ":" + secret))
		for _, shown := range []string{"Bearer " + secret, "token " + secret, "Basic " + basic} {
			for _, r := range rows {
				req := s.request(r)
				req.Header.Set("Authorization", shown)
				if got, want := letter(s.do(req)), r.answers[:1]; got != want {
					t.Errorf("%s answers %.6s of %s %s, and nobody %s", r.route, shown, login, got, want)
				}
			}
		}
	}
}

// Programs do what the table says, and nothing else is there to do.
func TestWhoDoesWhatByToken(t *testing.T) {
	rows := parseRows(apiTable)
	answers := make([]string, len(rows))
	for _, login := range roles {
		w := newWorld(t)
		w.update(w.moveIn)
		about := w.about()
		authorization := ""
		if login != "" {
			authorization = "Bearer " + w.secret(login)
		}
		for i, r := range rows {
			method, path, _ := strings.Cut(r.route, " ")
			answers[i] += letter(w.call(method, authorization, about.Replace(path)).Response)
		}
	}
	compare(t, rows, answers, rest.Served())
}

// about has paths of the API be about what there is in w.
func (w *world) about() *strings.Replacer {
	w.t.Helper()
	return strings.NewReplacer("{org}", "acme", "{owner}", "acme", "{repo}", "site", "{path}", "README.md",
		"{username}", "dana", "{account_id}", strconv.FormatInt(w.acme.ID, 10),
		"{branch}", "main", "commits/{ref}", "commits/main", "{ref}", "heads/main", "{basehead}", "v1...main", "{dir}", "docs",
		"{tree_sha}", "main", "{file_sha}", w.git("rev-parse", "main:README.md"),
		"{commit_sha}", w.git("rev-parse", "main"), "{tag_sha}", w.git("rev-parse", "v1"))
}

// Git gives to and takes from whom the table says.
func TestWhoFetchesAndPushes(t *testing.T) {
	w, rows := newWorld(t), parseRows(gitTable)
	w.update(w.moveIn)
	answers := make([]string, len(rows))
	for _, login := range roles {
		authorization := ""
		if login != "" {
			authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(login+":"+w.secret(login)))
		}
		for i, r := range rows {
			answers[i] += letter(w.exchange(r, authorization).Response)
		}
	}
	compare(t, rows, answers, w.routes(func(r *echo.Route) bool { return strings.HasSuffix(r.Name, "(*Git).serve-fm") }))
}

// exchange asks as git does for what a row is about. It fetches and pushes nothing.
func (w *world) exchange(r row, authorization string) answer {
	w.t.Helper()
	method, route, _ := strings.Cut(r.route, " ")
	repository, query, _ := strings.Cut(r.form, "?")
	at := townAddress + strings.Replace(route, ":owner/:repo", repository, 1) + "?" + query
	req := httptest.NewRequest(method, at, strings.NewReader("0000"))
	req.Header.Set("Content-Type", "application/x-"+path.Base(route)+"-request")
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	return w.do(req)
}

// routes are those that fit, as in a table.
func (w *town) routes(fits func(*echo.Route) bool) (routes []string) {
	for _, r := range w.server.(inspected).Routes() {
		if fits(r) {
			routes = append(routes, r.Method+" "+r.Path)
		}
	}
	return routes
}
