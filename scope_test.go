package patrol

import (
	"slices"
	"testing"
)

func TestScopesAreNormalized(t *testing.T) {
	var everything Scopes
	for _, l := range ScopeTree() {
		everything = append(everything, l.Scope)
	}
	tests := []struct{ from, want string }{
		{"", ""},
		{"user,gist,user:email", "gist, user"},
		{"repo public_repo\trepo:status", "repo"},
		{"read:org,write:org", "write:org"},
		{"read:org,write:org,admin:org", "admin:org"},
		{"gist,gist", "gist"},
		{joined(everything, ","), "admin:enterprise, admin:gpg_key, admin:org, admin:org_hook, admin:public_key, " +
			"admin:repo_hook, admin:ssh_signing_key, audit_log, codespace, copilot, delete:packages, delete_repo, gist, " +
			"notifications, project, repo, user, workflow, write:discussion, write:network_configurations, write:packages"},
	}
	for _, tt := range tests {
		got, unknown := ParseScopes(tt.from)
		if got.String() != tt.want || unknown != nil {
			t.Errorf("%q is %q and %q, want %q", tt.from, got, unknown, tt.want)
		}
	}
	got, unknown := ParseScopes("repo, reop,site_admin")
	if got.String() != "repo" || !slices.Equal(unknown, []string{"reop", "site_admin"}) {
		t.Errorf("%q, not known: %q", got, unknown)
	}
}

// What scopes include does not change when they are normalized, and each
// includes what stands under it in the tree.
func TestNormalizedScopesGiveTheSame(t *testing.T) {
	for _, a := range ScopeTree() {
		if a.Under != "" && !(Scopes{a.Under}).Include(a.Scope) {
			t.Errorf("%s does not include %s", a.Under, a.Scope)
		}
		if a.Opens == "" || a.Under != "" && a.Under.line() == nil || a.Also != "" && a.Also.line() == nil {
			t.Errorf("the line of %s is not whole", a.Scope)
		}
		for _, b := range ScopeTree() {
			both := Scopes{a.Scope, b.Scope}
			for _, c := range ScopeTree() {
				if both.Include(c.Scope) != both.normalized().Include(c.Scope) {
					t.Errorf("%s, normalized to %s, differ about %s", both, both.normalized(), c.Scope)
				}
			}
		}
	}
}

func FuzzScopes(f *testing.F) {
	f.Add("repo, gist")
	f.Add(",read:org write:org\n")
	f.Fuzz(func(t *testing.T, text string) {
		once, _ := ParseScopes(text)
		if again, unknown := ParseScopes(once.String()); !slices.Equal(once, again) || unknown != nil {
			t.Errorf("%q is %q, and that is %q, %q", text, once, again, unknown)
		}
	})
}
