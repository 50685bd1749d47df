package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
)

func TestSigningIn(t *testing.T) {
	b := newTown(t, townAddress).visitor()
	b.Open("/settings/sessions")
	if b.URL.Path != "/login" {
		t.Fatalf("a stranger is at %s", b.URL)
	}
	b.SignIn("Dana@Example.test", "wrong")
	wrong := b.Problem("password")
	if !hasAttr(b.Find("password"), "autofocus") || wrong == "" {
		t.Errorf("what has to be typed again has no focus: %q", wrong)
	}
	if b.Status != http.StatusUnauthorized || b.Values("sign-in").Get("login") != "Dana@Example.test" {
		t.Errorf("%d, and the name typed is %q", b.Status, b.Values("sign-in").Get("login"))
	}
	b.SignIn("nobody", password)
	if got := b.Problem("password"); got != wrong {
		t.Errorf("an unknown login is told %q, another %q", got, wrong)
	}
	b.SignIn("Dana@Example.test", password)
	if b.URL.Path != "/settings/sessions" || b.Status != http.StatusOK {
		t.Errorf("after signing in: %d %s", b.Status, b.URL)
	}
}

func TestTheCookieIsOnlyAKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://patrol.test":   "__Host-patrol",
		"http://127.0.0.1:8080": "patrol",
	} {
		w := newTown(t, address)
		b := w.browser("dana")
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		b.send(b.request("POST", "/login", url.Values{"login": {"dana"}, "password": {password}}, "same-origin"))
		cookie, err := http.ParseSetCookie(b.Header.Get("Set-Cookie"))
		w.must(err)
		secure := strings.HasPrefix(address, "https:")
		if cookie.Name != want || cookie.Secure != secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode ||
			cookie.Path != "/" || cookie.Domain != "" || len(cookie.Value) < 40 {
			t.Errorf("%s: %s", address, cookie)
		}
	}
}

func TestEachSignInHasAKeyOfItsOwn(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	before := b.client.Jar.Cookies(b.URL)[0].Value
	form := url.Values{"login": {"dana"}, "password": {password}, "to": {"/settings/sessions"}}
	b.visit(b.request("POST", "/login", form, "same-origin"))
	if b.client.Jar.Cookies(b.URL)[0].Value == before {
		t.Error("the key is the old one")
	}
	if v := strings.Count(b.Body, "Chrome on Linux"); v != 1 {
		t.Errorf("%d sessions, want 1: the old one ended", v)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.visitor()
	b.Open("/login")
	for range 5 {
		b.SignIn("dana", "wrong")
	}
	b.SignIn("dana", password)
	if b.Status != http.StatusTooManyRequests || b.Header.Get("Retry-After") != "1" || !strings.Contains(b.Problem("password"), "1 second") {
		t.Errorf("%d, Retry-After %q, %q", b.Status, b.Header.Get("Retry-After"), b.Problem("password"))
	}
	w.pass(time.Minute)
	b.Submit("sign-in", "", url.Values{"password": {password}})
	if b.Has("sign-in") {
		t.Errorf("after waiting: %d", b.Status)
	}
}

func TestTheSuspendedAreOutAtOnce(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.must(w.Suspend(t.Context(), "dana", true))
	b.Open("/settings/appearance")
	if b.URL.Path != "/login" {
		t.Fatalf("dana is at %s", b.URL)
	}
	b.SignIn("dana", password)
	if b.Status != http.StatusUnauthorized {
		t.Errorf("dana signed in again: %d %s", b.Status, b.URL)
	}
}

func TestABrowserWithoutCookiesIsToldSo(t *testing.T) {
	b := newTown(t, townAddress).visitor()
	b.client.Jar = nil
	b.Open("/login?to=/settings/appearance")
	b.SignIn("dana", password)
	if b.URL.Path != "/login/check" || b.Status != http.StatusBadRequest || !b.Says("Cookies are off.") || !b.Says("https://patrol.test") {
		t.Fatalf("%d %s", b.Status, b.URL)
	}
	b.Follow("Sign in again")
	if b.Values("sign-in").Get("to") != "/settings/appearance" {
		t.Error("where they wanted to go is lost")
	}
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	w := newTown(t, townAddress)
	for _, to := range []string{
		"https://evil.test/", "//evil.test", `/\evil.test`, `\\evil.test`, "/\t/evil.test", "javascript:alert(1)", "evil",
	} {
		b := w.visitor()
		b.Open("/login?to=" + url.QueryEscape(to))
		if got := b.Values("sign-in").Get("to"); got != "/" {
			t.Errorf("%q leads to %q", to, got)
		}
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		signedIn := w.browser("dana")
		signedIn.client.CheckRedirect = b.client.CheckRedirect
		signedIn.send(signedIn.request("GET", "/login/check?to="+url.QueryEscape(to), nil, "none"))
		if got := signedIn.Header.Get("Location"); got != "/" {
			t.Errorf("the check of %q leads to %q", to, got)
		}
	}
}

func TestSessionsAreListedAndRevoked(t *testing.T) {
	w := newTown(t, townAddress)
	here, there := w.browser("dana"), w.browser("dana")
	w.pass(3 * time.Hour)
	here.Open("/settings/sessions")
	if !here.Says("127.0.0.1") || !here.Says("last seen 3 hours ago") || !here.Says("last seen just now") || !here.Says("this session") {
		t.Errorf("%s", here.Text("main"))
	}
	here.Press("Sign out Chrome on Linux")
	if strings.Count(here.Body, "Chrome on Linux") != 1 {
		t.Error("the other session is still there")
	}
	there.Open("/settings/sessions")
	if there.URL.Path != "/login" {
		t.Errorf("the other browser is at %s", there.URL)
	}
}

func TestNobodyEndsAnothersSession(t *testing.T) {
	w := newTown(t, townAddress)
	dana, olivia := w.browser("dana"), w.browser("olivia")
	for id := range 10 {
		dana.visit(dana.request("POST", "/settings/sessions/"+string(rune('0'+id)), url.Values{}, "same-origin"))
		dana = w.browser("dana")
	}
	olivia.Open("/settings/sessions")
	if olivia.URL.Path != "/settings/sessions" {
		t.Error("olivia was signed out")
	}
}

func TestSigningOut(t *testing.T) {
	w := newTown(t, townAddress)
	here, there := w.browser("dana"), w.browser("dana")
	key := here.client.Jar.Cookies(here.URL)
	here.visit(here.request("POST", "/logout", url.Values{}, "same-origin"))
	here.client.Jar.SetCookies(here.URL, key)
	here.Open("/settings/sessions")
	if here.URL.Path != "/login" {
		t.Errorf("the old key leads to %s", here.URL)
	}
	there.Press("Sign out everywhere")
	if there.URL.Path != "/login" || len(there.client.Jar.Cookies(there.URL)) != 0 {
		t.Errorf("%s with %d cookies", there.URL, len(there.client.Jar.Cookies(there.URL)))
	}
}

func TestSessionsEnd(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	w.pass(patrol.SessionLife)
	b.Open("/settings/sessions")
	if b.URL.Path != "/login" {
		t.Errorf("after %s: %s", patrol.SessionLife, b.URL)
	}
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	for _, path := range []string{"/login", "/logout", "/settings/sessions/everywhere", "/settings/appearance", "/confirm"} {
		b.visit(b.request("POST", path, url.Values{"mode": {"dark"}}, "cross-site"))
		if b.Status != http.StatusForbidden || !b.Says("This form came from another site") {
			t.Errorf("%s: %d", path, b.Status)
		}
	}
	b.Open("/settings/sessions")
	if b.URL.Path != "/settings/sessions" {
		t.Error("dana was signed out")
	}
}

func TestTheFirstAdministratorSetsUpOnce(t *testing.T) {
	w := emptyTown(t, townAddress)
	late, err := w.SetUpLink(t.Context())
	w.must(err)
	w.pass(time.Hour)
	b := w.visitor()
	b.Open(late)
	if b.Status != http.StatusNotFound || !b.Says("This link is not good any more") {
		t.Fatalf("an hour later: %d", b.Status)
	}
	link, err := w.SetUpLink(t.Context())
	w.must(err)
	b.Open(link)
	b.Submit("set-up", "Set up and sign in", url.Values{
		"enterprise": {"globex"}, "login": {"api"}, "name": {"Ada"}, "email": {"ada"}, "password": {"short"}, "again": {"other"},
	})
	for _, field := range []string{"login", "email", "password", "again"} {
		if b.Problem(field) == "" {
			t.Errorf("%s has no problem", field)
		}
	}
	if form := b.Values("set-up"); b.Status != 422 || form.Get("name") != "Ada" || form.Get("password") != "" {
		t.Errorf("%d, and what was typed is now %v", b.Status, form)
	}
	b.Submit("set-up", "", url.Values{"login": {"ada"}, "email": {"ada@example.test"}, "password": {password}, "again": {password}})
	b.Open("/settings/sessions")
	if b.URL.Path != "/settings/sessions" {
		t.Errorf("ada is at %s", b.URL)
	}
	b.Open(link)
	if b.Status != http.StatusNotFound {
		t.Errorf("the link again: %d", b.Status)
	}
}

func TestAPasswordLinkIsGoodOnce(t *testing.T) {
	w := newTown(t, townAddress)
	elsewhere := w.browser("dana")
	link, err := w.PasswordLink(t.Context(), "dana")
	w.must(err)
	b := w.visitor()
	b.Open(link)
	b.Submit("set-password", "", url.Values{"password": {"another horse"}, "again": {"another hose"}})
	if b.Status != 422 || b.Problem("again") == "" {
		t.Errorf("%d %q", b.Status, b.Problem("again"))
	}
	b.Submit("set-password", "", url.Values{"password": {"another horse"}, "again": {"another horse"}})
	b.Open("/settings/sessions")
	if b.URL.Path != "/settings/sessions" || strings.Count(b.Body, "Chrome on Linux") != 1 {
		t.Errorf("dana is at %s", b.URL)
	}
	elsewhere.Open("/settings/sessions")
	if elsewhere.URL.Path != "/login" {
		t.Error("dana is still signed in elsewhere")
	}
	b.Open(link)
	if b.Status != http.StatusNotFound {
		t.Errorf("the link again: %d", b.Status)
	}
}

func TestAppearanceIsKept(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/settings/appearance")
	b.Submit("appearance", "Save", url.Values{"mode": {"dark"}, "light": {"light_tritanopia"}, "dark": {"dark_high_contrast"}})
	if b.Status != http.StatusOK || b.Text("notice") == "" {
		t.Errorf("%d", b.Status)
	}
	other := w.browser("dana")
	other.Open("/settings/appearance")
	page := other.page.FirstChild.NextSibling
	if attr(page, "data-color-mode") != "dark" || attr(page, "data-dark-theme") != "dark_high_contrast" ||
		attr(page, "data-light-theme") != "light_tritanopia" || other.Values("appearance").Get("dark") != "dark_high_contrast" {
		t.Errorf("%s", tag(page))
	}
}

func TestErrorsAreSaidInWords(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	b.Open("/settings/nowhere")
	if b.Status != http.StatusNotFound || !b.Says("Page not found") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.visit(b.request("POST", "/settings/appearance", url.Values{"mode": {strings.Repeat("x", 1<<21)}}, "same-origin"))
	if b.Status != http.StatusRequestEntityTooLarge || !b.Says("Too much at once") {
		t.Errorf("%d %s", b.Status, b.Body)
	}
	b.visit(b.request("POST", "/settings/sessions/x", url.Values{}, "same-origin"))
	if b.Status != http.StatusNotFound || !slices.Contains(b.seen, "/settings/sessions/x") {
		t.Errorf("%d", b.Status)
	}
}

func TestAPartAfterTheSessionLeadsBackToItsPage(t *testing.T) {
	w := newTown(t, townAddress)
	for referer, want := range map[string]string{
		townAddress + "/settings/appearance?x=1": "/login?to=%2Fsettings%2Fappearance%3Fx%3D1",
		"https://evil.test/settings":             "/login",
		"":                                       "/login",
	} {
		b := w.visitor()
		r := b.request("GET", "/settings/personal-access-tokens", nil, "same-origin")
		r.Header.Set("HX-Request", "true")
		r.Header.Set("Referer", referer)
		b.send(r)
		if got := b.Header.Get("HX-Redirect"); got != want {
			t.Errorf("from %q to %q, want %q", referer, got, want)
		}
	}
}
