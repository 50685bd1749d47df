package views

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

// text is what a component writes around some children.
func text(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	children := templ.WithChildren(context.Background(), templ.Raw("<i>children</i>"))
	if err := c.Render(children, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var dana = &patrol.Account{Login: "dana", Kind: patrol.User, Name: "Dana <3"}

func TestComponentsSayWhatTheyShow(t *testing.T) {
	problems := []patrol.FieldError{{Field: "name", Message: "Name can't be blank"}}
	name := Field{Name: "name", Label: "Token name", Hint: "A unique name.", Required: true, Problems: problems}
	issues, _ := patrol.PermissionByKey("issues")
	for _, c := range []struct {
		what string
		page templ.Component
		want []string
	}{
		{"layout", layout(Frame{Title: "Sessions", Viewer: dana, Place: sessionsPath,
			Desk: patrol.Desk{Owned: []patrol.OwnedOrg{{Account: &patrol.Account{Login: "acme"},
				OrganizationCount: &patrol.OrganizationCount{Pending: 6, Active: 1234}}}},
			Trail: []Crumb{{"Settings", appearancePath}, {"Sessions", sessionsPath}}}), []string{
			"<title>Sessions · Patrol</title>", `data-color-mode="auto"`, "<i>children</i>", "Dana &lt;3",
			`<a href="/settings/sessions" aria-current="page">`, requestsPath("acme"), `<form method="post" action="/logout">`,
		}},
		{"narrow layout", narrowLayout(Frame{Title: "Sign in"}), []string{"<h1>Sign in</h1>", "<i>children</i>"}},
		{"input", input(name, "text", `"quoted"`), []string{
			`<label for="name">Token name`, `aria-describedby="name-hint name-problem"`, `aria-invalid="true"`,
			`id="name-hint">A unique name.`, `id="name-problem">`, " required", `value="&#34;quoted&#34;"`,
		}},
		{"textarea", textarea(name, "</textarea>"), []string{`name="name"`, "&lt;/textarea&gt;</textarea>"}},
		{"choice", choice(name, "b", []Option{{"a", "A"}, {"b", "B"}}), []string{`<option value="b" selected>B`}},
		{"radio", radio("repositories", "all", "all", "All", "All of them."), []string{" checked", `<label for="repositories-all"`}},
		{"filter", filterBox("permissions", "Filter"), []string{`data-filter="permissions"`, `aria-label="Filter"`}},
		{"summary", errorSummary(problems), []string{"1 problem to fix<", `<a href="#name">Name can&#39;t be blank`, " autofocus"}},
		{"page head", pageHead("Sessions", "All of them."), []string{"<h1>Sessions</h1>", "<i>children</i>"}},
		{"flash", flash(warn), []string{`class="flash warn"`, "<svg", "<i>children</i>"}},
		{"box", box("Last uses"), []string{"<h2>Last uses</h2>", "<i>children</i>"}},
		{"state", state("denied"), []string{`class="label bad"`, ">denied<"}},
		{"level", level(patrol.Admin), []string{`class="label bad"`, ">admin<"}},
		{"permission", permission(issues, patrol.Write), []string{`class="label warn"`, ">Issues: write<"}},
		{"avatar", avatar("acme", patrol.Organization, ""), []string{" org", ">ac<"}},
		{"when", when(now, relative(now, now)), []string{
			`datetime="2026-12-15T12:00:00Z"`, `title="Dec 15, 2026, 12:00 UTC"`, ">just now<",
		}},
		{"when never", when(time.Time{}, "never used"), []string{"never used"}},
		{"pager", pager("?after=1", "?before=2"), []string{`href="?after=1" rel="prev"`, `href="?before=2" rel="next"`}},
		{"empty", empty("key", "No tokens yet"), []string{"<h2>No tokens yet</h2>", "<i>children</i>"}},
		{"copyable", copyable("clone", "clone command", "git clone"), []string{`<pre id="clone">git clone</pre>`, `data-copy="clone"`}},
	} {
		got := text(t, c.page)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %s:\n%s", c.what, want, got)
			}
		}
	}
}

func TestNothingToSayIsNotSaid(t *testing.T) {
	for what, got := range map[string]string{
		"summary without problems":   text(t, errorSummary(nil)),
		"pager of a single page":     text(t, pager("", "")),
		"problem of another field":   text(t, fieldProblem("name", []patrol.FieldError{{Field: "owner", Message: "No"}})),
		"account menu of a stranger": regexp.MustCompile(`account-menu`).FindString(text(t, narrowLayout(Frame{}))),
	} {
		if got != "" {
			t.Errorf("%s: %s", what, got)
		}
	}
}

func TestViewersHaveTheirTheme(t *testing.T) {
	viewer := &patrol.Account{Login: "dana", Theme: patrol.Theme{Mode: "dark", Dark: "dark_high_contrast"}}
	page := text(t, layout(Frame{Viewer: viewer}))
	if !strings.Contains(page, `data-color-mode="dark" data-light-theme="light" data-dark-theme="dark_high_contrast"`) {
		t.Error(page[:300])
	}
}

// Each theme that a user may choose has its tokens in the style sheet.
func TestThemesExist(t *testing.T) {
	css, err := os.ReadFile("../static/patrol.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, theme := range append(patrol.LightThemes, patrol.DarkThemes...) {
		if !strings.Contains(string(css), "-theme="+theme+"]") {
			t.Errorf("no theme %s", theme)
		}
	}
}

// Icons that pages name exist; a missing one would fail only where it is shown.
func TestIconsExist(t *testing.T) {
	sources, err := filepath.Glob("*.templ")
	if err != nil || sources == nil {
		t.Fatal(err)
	}
	for _, file := range sources {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, use := range regexp.MustCompile(`@(?:icon|empty)\("([^"]*)"`).FindAllStringSubmatch(string(source), -1) {
			if icons[use[1]] == "" {
				t.Errorf("%s: no icon %q", file, use[1])
			}
		}
	}
	for tone, name := range toneIcons {
		if icons[name] == "" {
			t.Errorf("%s: no icon %q", tone, name)
		}
	}
	if icon("no such icon").Render(context.Background(), &strings.Builder{}) == nil {
		t.Error("an icon that does not exist is drawn")
	}
}
