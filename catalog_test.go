package patrol

import (
	"strings"
	"testing"
	"unicode"
)

func TestCatalogIsWhole(t *testing.T) {
	for group, want := range map[Group][2]int{RepositoryGroup: {32, 0}, OrganizationGroup: {36, 3}, AccountGroup: {20, 1}} {
		var got [2]int // GitHub's and our own
		for _, p := range PermissionsOf(group) {
			if p.Own {
				got[1]++
			} else {
				got[0]++
			}
		}
		if got != want {
			t.Errorf("%d %s permissions, want %d", got, group, want)
		}
	}
	var inGroups []string
	for _, group := range Groups {
		inGroups = append(inGroups, keys(PermissionsOf(group))...)
	}
	if got, want := strings.Join(inGroups, " "), strings.Join(keys(Catalog()), " "); got != want {
		t.Errorf("the groups hold\n%s\nand the catalogue\n%s", got, want)
	}
}

func TestCatalogSpeaksPlainly(t *testing.T) {
	seen := map[string]string{}
	for _, p := range Catalog() {
		sentence(t, p.Key, p.Opens, 90)
		name := string(p.Group) + " " + p.Name
		for _, words := range []string{"opens " + p.Opens, "noun " + p.Noun, name, "key " + p.Key} {
			if other, twice := seen[words]; twice {
				t.Errorf("%s and %s both say %q", p.Key, other, words)
			}
			seen[words] = p.Key
		}
		if p.Noun == "" || strings.HasSuffix(p.Noun, ".") || p.Name == "" {
			t.Errorf("%s: name %q, noun %q", p.Key, p.Name, p.Noun)
		}
		if (p.RiskFrom == None) != (p.Risk == "") {
			t.Errorf("%s: risk %q from level %v", p.Key, p.Risk, p.RiskFrom)
		}
		if p.Risk != "" {
			sentence(t, p.Key, p.Risk, 100)
		}
	}
}

// sentence checks that s, said of a permission, is one, and short.
func sentence(t *testing.T, key, s string, longest int) {
	t.Helper()
	if s == "" || !unicode.IsUpper(rune(s[0])) || strings.Index(s, ".") != len(s)-1 || len(s) > longest {
		t.Errorf("%s: %q (%d letters) is no short sentence", key, s, len(s))
	}
}

func TestLevelsAreInOrder(t *testing.T) {
	var withAdmin []string
	for _, p := range Catalog() {
		for i, l := range p.Levels {
			if l == None || i > 0 && l <= p.Levels[i-1] {
				t.Errorf("%s has levels %v", p.Key, p.Levels)
			}
		}
		if p.Allows(Admin) {
			withAdmin = append(withAdmin, p.Key)
		}
		if p.Allows(None) || p.RiskFrom != None && !p.Allows(p.RiskFrom) {
			t.Errorf("%s allows none, or is risky at %v, which it does not offer", p.Key, p.RiskFrom)
		}
	}
	// GitHub: only two permissions have a level of admin.
	if got := strings.Join(withAdmin, " "); got != "organization_custom_properties organization_projects" {
		t.Errorf("admin is a level of %s", got)
	}
}

func TestRiskyChoicesSayWhy(t *testing.T) {
	for _, key := range []string{
		"administration", "contents", "workflows", "environments",
		"secrets", "agent_secrets", "codespaces_secrets", "dependabot_secrets",
		"organization_secrets", "organization_agent_secrets",
		"organization_codespaces_secrets", "organization_dependabot_secrets",
		"repository_hooks", "organization_hooks", "members",
		"organization_administration", "organization_self_hosted_runners",
		"keys", "gpg_keys", "git_signing_ssh_public_keys", "codespaces_user_secrets",
	} {
		p, known := PermissionByKey(key)
		if !known || p.RiskAt(Write) == "" || p.RiskAt(Read) != "" || p.RiskAt(None) != "" {
			t.Errorf("%s (known: %v) warns %q, to read %q", key, known, p.RiskAt(Write), p.RiskAt(Read))
		}
	}
	for _, key := range []string{"metadata", "issues", "starring"} {
		if p, known := PermissionByKey(key); !known || p.RiskAt(Admin) != "" {
			t.Errorf("%s warns %q", key, p.RiskAt(Admin))
		}
	}
}

func TestKnownPermissions(t *testing.T) {
	contents, known := PermissionByKey("contents")
	if !known || contents.Name != "Contents" || contents.Noun != "code" || contents.Group != RepositoryGroup ||
		!contents.Allows(Read) || !contents.Allows(Write) || contents.Allows(Admin) {
		t.Errorf("contents is %+v", contents)
	}
	hooks, known := PermissionByKey("repository_hooks")
	if !known || hooks.Name != "Webhooks" || hooks.Noun != "repository hooks" {
		t.Errorf("repository_hooks is %+v", hooks)
	}
	if p, known := PermissionByKey("single_file"); known {
		t.Errorf("single_file is for apps alone, yet %+v", p)
	}
}

// A row that lacks a column is found when the program starts, not when a page
// is shown.
func TestBadTablesDoNotLoad(t *testing.T) {
	for name, read := range map[string]func(){
		"a short row":           func() { readCatalog("contents\trepository\tContents\n") },
		"no such level":         func() { readCatalog("a\trepository\tA\tsome\tA.\ta\t-\t-\n") },
		"no such permission":    func() { readOperations("GET\t/\tnonsense:read\tstated\tmeta/root\n") },
		"a level that is wrong": func() { readOperations("GET\t/\tcontents:some\tstated\tmeta/root\n") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was loaded", name)
				}
			}()
			read()
		}()
	}
}
