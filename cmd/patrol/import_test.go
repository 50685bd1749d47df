package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"patrol"
	"patrol/db/dbtest"
)

// carryOut imports text in a, as from the folder dir.
func carryOut(t testing.TB, a *patrol.Authority, dir, text string) (*plan, error) {
	t.Helper()
	m, err := parseManifest("file.yaml", dir, text)
	if err != nil {
		return nil, err
	}
	return new(importer).carryOut(t.Context(), a, m, nil)
}

// The example in the documentation can be imported, once.
func TestImportOfTheDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	example := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if example == nil {
		t.Fatal("the page has no example")
	}
	dir := t.TempDir()
	bare := filepath.Join(dir, "repositories/acme/site.git")
	err = errors.Join(os.MkdirAll(filepath.Join(bare, "objects"), 0o700), os.Mkdir(filepath.Join(bare, "refs"), 0o700),
		os.WriteFile(filepath.Join(bare, "HEAD"), []byte("ref: refs/heads/trunk\n"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	a := newAuthority(dbtest.Open(t), "http://patrol.test", limits{})
	for _, want := range []int{14, 0} {
		done, err := carryOut(t, a, dir, string(example[1]))
		if err != nil {
			t.Fatal(err)
		}
		if len(done.changes) != want {
			t.Errorf("%d changes, want %d:\n%s", len(done.changes), want, strings.Join(done.changes, "\n"))
		}
	}
	err = a.Store.View(t.Context(), func(tx patrol.Tx) error {
		r, err := tx.Repository("acme", "site")
		if err == nil && (r.Path != bare || r.DefaultBranch != "trunk" || r.Visibility != patrol.Public) {
			t.Errorf("acme/site is %+v", r)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantPolicies(t, a, "acme", patrol.Policy{Access: patrol.Yes, Approval: patrol.Yes, MaxDays: 90},
		patrol.Policy{MaxDays: 30})
	wantPolicies(t, a, "acme-group", patrol.Policy{MaxDays: 366, ExemptAdmins: true},
		patrol.Policy{Access: patrol.Yes, MaxDays: 180})
}

// wantPolicies fails t unless these are the policies of an account.
func wantPolicies(t *testing.T, a *patrol.Authority, login string, fineGrained, classic patrol.Policy) {
	t.Helper()
	err := a.Store.View(t.Context(), func(tx patrol.Tx) error {
		account, err := tx.AccountByLogin(login)
		if err == nil && (account.Policy != fineGrained || account.ClassicPolicy != classic) {
			t.Errorf("%s has %+v and %+v, want %+v and %+v", login, account.Policy, account.ClassicPolicy, fineGrained, classic)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a file says of one policy leaves the other, and what it does not say, alone.
func TestImportOfPolicies(t *testing.T) {
	a := newAuthority(dbtest.Open(t), "http://patrol.test", limits{})
	for _, step := range []struct {
		text, changes        string
		fineGrained, classic patrol.Policy
	}{
		{"enterprises: {group: {classic_policy: {access: restrict, exempt_admins: true}}}", "make enterprise group",
			patrol.Policy{}, patrol.Policy{Access: patrol.No, ExemptAdmins: true}},
		{"enterprises: {group: {policy: {approval: require}}}", "change group: policy",
			patrol.Policy{Approval: patrol.Yes}, patrol.Policy{Access: patrol.No, ExemptAdmins: true}},
		{"enterprises: {group: {classic_policy: {max_days: none}}}", "change group: classic policy",
			patrol.Policy{Approval: patrol.Yes}, patrol.Policy{Access: patrol.No, MaxDays: patrol.Forever, ExemptAdmins: true}},
		{"enterprises: {group: {classic_policy: {max_days: none, access: restrict}}}", "",
			patrol.Policy{Approval: patrol.Yes}, patrol.Policy{Access: patrol.No, MaxDays: patrol.Forever, ExemptAdmins: true}},
		{"enterprises: {group: {policy: {approval: default, access: allow}, classic_policy: {access: default, exempt_admins: false, max_days: default}}}",
			"change group: policy, classic policy", patrol.Policy{Access: patrol.Yes}, patrol.Policy{}},
	} {
		done, err := carryOut(t, a, "", step.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(done.changes, "\n"); got != step.changes {
			t.Errorf("%s: %s", step.text, got)
		}
		wantPolicies(t, a, "group", step.fineGrained, step.classic)
	}
	wantHistory(t, a, "group", 6)
}

// wantHistory fails the test unless so many changes of an account's policies
// are kept, by nobody who has an account.
func wantHistory(t *testing.T, a *patrol.Authority, login string, n int) {
	t.Helper()
	err := a.Store.View(t.Context(), func(tx patrol.Tx) error {
		account, err := tx.AccountByLogin(login)
		if err != nil {
			return err
		}
		entries, err := tx.PolicyEntries(patrol.PolicyQuery{AccountID: account.ID, Limit: 100})
		if len(entries) != n {
			t.Errorf("%d changes are kept, want %d", len(entries), n)
		}
		for _, e := range entries {
			if e.ByID != 0 || e.By != "" || e.From == e.To || e.State != patrol.ChangeDone {
				t.Errorf("%+v", e)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// An import that fails half-way keeps nothing at all.
func TestImportIsAllOrNothing(t *testing.T) {
	a := newAuthority(dbtest.Open(t), "http://patrol.test", limits{})
	if _, err := carryOut(t, a, "", "people: {dana: }\nrepositories: {nobody/x: }"); err == nil {
		t.Fatal("a repository of nobody's was imported")
	}
	err := a.Store.View(t.Context(), func(tx patrol.Tx) error {
		any, err := tx.AnyAccount()
		if any {
			t.Error("dana is there")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a membership was good for ends with it.
func TestImportTakesPeopleOut(t *testing.T) {
	s := newStage(t.Context(), dbtest.Open(t))
	s.now = s.opened
	m, err := parseManifest("file.yaml", "", `
organizations: {acme: {members: {dana: member}, policy: {approval: waive}}}
people: {dana: }`)
	if err == nil {
		err = s.takeIn(m)
	}
	if err == nil {
		err = s.join("dana")
	}
	if err == nil {
		err = makes(tokenCard{name: "ci", owner: "acme", days: 30, repositories: "all",
			permissions: patrol.Permissions{"contents": patrol.Read}})(s, s.viewers["dana"])
	}
	if err == nil {
		_, err = carryOut(t, s.authority, "", "organizations: {acme: {members: {dana: none}}}")
	}
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.authority.Dossier(t.Context(), s.viewers["dana"], s.tokens["ci"].Token.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d.Token.State != patrol.Revoked || d.Granted() != nil {
		t.Errorf("dana's token is %s", d.Token.State)
	}
}

// crowd is a file with n people, who are members of acme, and n repositories.
func crowd(n int) string {
	var b strings.Builder
	b.WriteString("organizations:\n  acme:\n    members:\n")
	for i := range n {
		fmt.Fprintf(&b, "      user-%d: member\n", i)
	}
	b.WriteString("people:\n")
	for i := range n {
		fmt.Fprintf(&b, "  user-%d: {name: User %d, email: user-%d@example.com}\n", i, i, i)
	}
	b.WriteString("repositories:\n")
	for i := range n {
		fmt.Fprintf(&b, "  acme/repository-%d: {visibility: public, collaborators: {user-%d: write}}\n", i, i)
	}
	return b.String()
}

// A crowd comes in once, however large it is.
func TestImportOfMany(t *testing.T) {
	const many = 1000
	a := newAuthority(dbtest.Open(t), "http://patrol.test", limits{})
	for _, want := range []int{4*many + 1, 0} {
		done, err := carryOut(t, a, "", crowd(many))
		if err != nil {
			t.Fatal(err)
		}
		if len(done.changes) != want {
			t.Errorf("%d changes, want %d", len(done.changes), want)
		}
	}
}

// 10,000 people and 10,000 repositories are to come in well under a minute.
func BenchmarkImport(b *testing.B) {
	text := crowd(10_000)
	for b.Loop() {
		b.StopTimer()
		a := newAuthority(dbtest.Open(b), "http://patrol.test", limits{})
		b.StartTimer()
		if _, err := carryOut(b, a, "", text); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzImport has the importer read anything: it never panics, and what it
// takes names only what the law takes.
func FuzzImport(f *testing.F) {
	for _, seed := range []string{
		"", "people:", "people: {dana: {email: dana@example.com}}", peopleFile, laterFile,
		"people: &a {dana: }\norganizations: *a", "<<: {people: }", "people: {? [a] : b}",
		"a: b\n---\nc: d", "- x", "\t",
		"repositories: {acme/site: {path: ../x.git, collaborators: {sam: write}}}",
		"repositories: {acme/old: none, acme/site: {moved_to: acme-labs/site}}",
		"organizations: {acme: {policy: {max_days: -1}}}", "enterprises: {acme: {classic_policy: {exempt_admins: true}}}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseManifest("file.yaml", "/dir", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "file.yaml:") && !strings.HasPrefix(err.Error(), "nothing was changed") {
				t.Errorf("%v does not say where", err)
			}
			return
		}
		for _, group := range [][]*accountWish{m.enterprises, m.organizations, m.people} {
			for _, w := range group {
				if why := patrol.CheckLogin(w.login.value); why != "" {
					t.Errorf("%q: %s", w.login.value, why)
				}
				for _, d := range []int{w.policy.maxDays.value, w.classic.maxDays.value} {
					if d < patrol.Forever || d > patrol.MaxDays {
						t.Errorf("%d days", d)
					}
				}
			}
		}
		for _, w := range m.repositories {
			if why := patrol.CheckRepositoryName(w.name.value); why != "" {
				t.Errorf("%q: %s", w.name.value, why)
			}
		}
	})
}
