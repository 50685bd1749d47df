package patrol

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// slowCount counts from the text of the table alone, as a reader would.
func slowCount(p Permissions, owner AccountKind, publicOnly bool) int {
	count := 0
	for line := range strings.Lines(endpointsTSV) {
		row := strings.Split(line, "\t")
		if strings.HasPrefix(line, "#") || row[2] == "!" {
			continue
		}
		segment := strings.Split(row[1], "/")[1]
		atHome := true
		switch segment {
		case "repos":
			atHome = !publicOnly
		case "orgs", "organizations", "teams":
			atHome = owner == Organization
		}
		switch {
		case row[2] != "-" && atHome && anySetIsIn(p, row[2], owner, publicOnly):
			count++
		}
	}
	return count
}

// anySetIsIn reports whether p has one of the sets of a requirement, as the
// table writes it, in power.
func anySetIsIn(p Permissions, requirement string, owner AccountKind, publicOnly bool) bool {
	for set := range strings.SplitSeq(requirement, "|") {
		missing := false
		for word := range strings.SplitSeq(set, "+") {
			key, level, _ := strings.Cut(word, ":")
			c, _ := PermissionByKey(key)
			powerless := c.Group == AccountGroup && owner != User ||
				c.Group == OrganizationGroup && owner != Organization || c.Group == RepositoryGroup && publicOnly
			rank := map[string]Level{"read": 1, "write": 2, "admin": 3}[level]
			missing = missing || powerless || p[key] < rank
		}
		if !missing {
			return true
		}
	}
	return false
}

func TestCallableCountsAsAReaderWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reach{
			Selection:   rapid.SampledFrom([]Selection{"", PublicOnly, All, Selected}).Draw(t, "selection"),
			Permissions: anyPermissions().Draw(t, "permissions"),
		}
		owner := rapid.SampledFrom([]AccountKind{User, Organization}).Draw(t, "owner")
		want := slowCount(r.Permissions, owner, r.Selection == "" || r.Selection == PublicOnly)
		if got := r.countCallable(owner); got != want {
			t.Errorf("%+v of a %s calls %d operations, want %d", r, owner, got, want)
		}
		if got := len(r.Callable(owner)); got != want {
			t.Errorf("%+v of a %s lists %d operations, want %d", r, owner, got, want)
		}
	})
}

// everything is the highest level of every permission.
func everything() Permissions {
	p := Permissions{}
	for _, c := range Catalog() {
		p[c.Key] = c.Levels[len(c.Levels)-1]
	}
	return p
}

func TestWhatCanBeCalled(t *testing.T) {
	can := func(r Reach, owner AccountKind, route string) bool {
		for _, o := range r.Callable(owner) {
			if o.Route() == route {
				return true
			}
		}
		return false
	}
	reads := Reach{Selection: All, Permissions: Permissions{"contents": Read}.WithMetadata()}
	whole := Reach{Selection: All, Permissions: everything()}
	public := Reach{Selection: PublicOnly, Permissions: everything()}
	tests := []struct {
		name  string
		r     Reach
		owner AccountKind
		route string
		want  bool
	}{
		{"what needs no permission", whole, User, "GET /user", false},
		{"to read", reads, User, "GET /repos/{owner}/{repo}/contents/{path}", true},
		{"to write", reads, User, "PUT /repos/{owner}/{repo}/contents/{path}", false},
		{"metadata", reads, User, "GET /repos/{owner}/{repo}", true},
		{"either of two", Reach{Selection: All, Permissions: Permissions{"pull_requests": Read}}, User,
			"GET /repos/{owner}/{repo}/labels", true},
		{"classic tokens alone", whole, Organization, "GET /app", false},
		{"an organization's, as a user", whole, User, "POST /orgs/{org}/repos", false},
		{"an organization's, as that", whole, Organization, "POST /orgs/{org}/repos", true},
		{"one's own, as an organization", whole, Organization, "POST /gists", false},
		{"one's own", public, User, "POST /gists", true},
		{"to write in public", public, User, "PUT /repos/{owner}/{repo}/contents/{path}", false},
	}
	for _, tt := range tests {
		if got := can(tt.r, tt.owner, tt.route); got != tt.want {
			t.Errorf("%s: %s: %v, want %v", tt.name, tt.route, got, tt.want)
		}
	}
}

// The count is shown while a form is filled in, so it may cost nothing.
func TestCountingAllocatesNothing(t *testing.T) {
	r := Reach{Selection: All, Permissions: everything()}
	if n := testing.AllocsPerRun(10, func() { r.countCallable(Organization) }); n != 0 {
		t.Errorf("%v allocations for one count", n)
	}
}

func BenchmarkCountCallable(b *testing.B) {
	r := Reach{Selection: All, Permissions: everything()}
	b.ReportAllocs()
	for b.Loop() {
		r.countCallable(Organization)
	}
}

// What fits is all that can be given: nothing in it is a misfit, and what is
// left out is one.
func TestFitting(t *testing.T) {
	for _, owner := range []AccountKind{User, Organization} {
		for _, selection := range []Selection{PublicOnly, All, Selected} {
			fitting := Reach{Selection: selection, Permissions: everything()}.Fitting(owner).Permissions
			for key, level := range everything() {
				fits := misfit(key, level, owner == User, selection == PublicOnly) == ""
				if _, kept := fitting[key]; kept != fits {
					t.Errorf("%s for a %s that reaches %s: kept %t", key, owner, selection, kept)
				}
			}
		}
	}
}
