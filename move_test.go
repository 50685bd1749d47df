package patrol

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// did is a visit to acme, or to a repository of it.
func did(operation string, repositoryID int64) *Visit {
	v := &Visit{Reached: Reached{OwnerID: 7, RepositoryID: repositoryID, Operation: operation}, Owner: "acme",
		OwnerKind: Organization, Uses: 1}
	if repositoryID != 0 {
		v.Repository = "site"
	}
	return v
}

func TestMoveIsTheLeastThatCovers(t *testing.T) {
	acme := &ResourceOwner{Account: &Account{ID: 7, Login: "acme", Kind: Organization}, Allowed: true}
	const repository = "/repos/{owner}/{repo}"
	tests := []struct {
		name        string
		visits      []*Visit
		selection   Selection
		ids         []int64
		permissions string
		uncovered   int
	}{
		{"a fetch", []*Visit{did("git-upload-pack", 5)}, Selected, []int64{5}, "contents=read metadata=read", 0},
		{"fetches and pushes", []*Visit{did("git-upload-pack", 6), did("git-receive-pack", 5)}, Selected, []int64{5, 6},
			"contents=write metadata=read", 0},
		{"what another permission opens already", []*Visit{did("POST "+repository+"/issues/{issue_number}/labels", 5),
			did("PATCH "+repository+"/pulls/{pull_number}", 5)}, Selected, []int64{5}, "metadata=read pull_requests=write", 0},
		{"a list shows what the token reaches", []*Visit{did("GET /orgs/{org}/repos", 0)}, PublicOnly, nil, "", 0},
		{"members", []*Visit{did("GET /orgs/{org}/members", 0)}, PublicOnly, nil, "members=read", 0},
		{"a new repository", []*Visit{did("POST /orgs/{org}/repos", 0)}, All, nil, "administration=write metadata=read", 0},
		{"more than can be named", []*Visit{did("git-upload-pack", 1), did("git-upload-pack", 2), did("git-upload-pack", 3)}, All,
			nil, "contents=read metadata=read", 0},
		{"a repository that is gone", []*Visit{{Reached: Reached{OwnerID: 7, RepositoryID: 9, Operation: "git-upload-pack"},
			OwnerKind: Organization}}, "", nil, "", 1},
		{"another's", []*Visit{{Reached: Reached{OwnerID: 8, RepositoryID: 9, Operation: "git-receive-pack"}, Owner: "initech",
			OwnerKind: Organization, Repository: "tps"}}, "", nil, "", 1},
		{"an enterprise", []*Visit{{Reached: Reached{OwnerID: 9, Operation: "GET /enterprises/{enterprise}/teams"},
			OwnerKind: Enterprise}}, "", nil, "", 1},
		{"classic tokens alone", []*Visit{did("GET /user/emails", 0), did("POST "+repository+"/check-runs", 5)}, "", nil, "", 2},
	}
	for _, tt := range tests {
		m := propose(&Token{}, tt.visits, map[int64]*ResourceOwner{7: acme}, 2)
		var got Reach
		if len(m.Steps) > 0 {
			got = m.Steps[0].Reach
		}
		if got.Selection != tt.selection || !slices.Equal(got.Repositories, tt.ids) || got.Permissions.String() != tt.permissions ||
			len(m.Uncovered) != tt.uncovered {
			t.Errorf("%s: %s %v %q, uncovered %+v", tt.name, got.Selection, got.Repositories, got.Permissions, m.Uncovered)
		}
	}
}

// Whatever a classic token did is covered, or it is said why it is not; and
// what is covered the new token may do, and could be asked for as it is.
func TestMoveCoversWhatItSays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom([]AccountKind{User, Organization}).Draw(r, "kind")
		owner := &ResourceOwner{Account: &Account{ID: 7, Login: "acme", Kind: kind}, Allowed: true}
		var visits []*Visit
		for range rapid.IntRange(1, 6).Draw(r, "visits") {
			o := rapid.SampledFrom(operations).Draw(r, "operation")
			v := did(o.Route(), 0)
			if v.OwnerKind = kind; o.home == RepositoryGroup {
				v.RepositoryID, v.Repository = rapid.Int64Range(1, 4).Draw(r, "repository"), "site"
			}
			visits = append(visits, v)
		}
		m := propose(&Token{}, visits, map[int64]*ResourceOwner{7: owner}, 3)
		covered := 0
		for _, s := range m.Steps {
			covered += len(s.Covers)
			if bad := s.Reach.Permissions.fit(kind == User, s.Reach.Selection == PublicOnly); bad != nil {
				r.Fatalf("%s %q can't be asked for: %v", s.Reach.Selection, s.Reach.Permissions, bad)
			}
			for _, v := range s.Covers {
				o, _ := v.operation()
				list := v.RepositoryID == 0 && !o.Writes() && o.inRepositories()
				sufficient := len(o.Needs) == 0 || slices.ContainsFunc(o.Needs, s.Reach.Permissions.Include)
				if !list && !sufficient || v.RepositoryID != 0 && !s.Reach.Has(v.RepositoryID) {
					r.Errorf("%s is not covered by %s %q", v.Operation, s.Reach.Selection, s.Reach.Permissions)
				}
			}
		}
		if covered+len(m.Uncovered) != len(visits) {
			r.Errorf("of %d visits, %d are covered and %d not", len(visits), covered, len(m.Uncovered))
		}
	})
}
