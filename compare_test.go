package patrol_test

import (
	"fmt"
	"testing"

	"patrol"
)

func TestBeside(t *testing.T) {
	const none, all, some = patrol.PublicOnly, patrol.All, patrol.Selected
	for _, c := range []struct {
		name  string
		was   *patrol.Reach
		wants patrol.Reach
		want  string // steps, and the repositories that are new and kept
		first bool
	}{
		{"a first request", nil, reach(some, "contents=write metadata=read", 1), "+contents +metadata subset[1] none[]", true},
		{"a first request for nothing but what is public", nil, reach(none, ""), "none[] none[]", true},
		{"a first request for everything", nil, reach(all, "issues=read"), "+issues all[] none[]", true},
		{"a level raised", grant(some, "contents=read", 1), reach(some, "contents=write", 1), "^contents:read none[] subset[1]", false},
		{"a permission added", grant(all, "contents=read"), reach(all, "contents=read issues=read"),
			"+issues =contents none[] all[]", false},
		{"one more repository", grant(some, "contents=read", 1, 2), reach(some, "contents=read", 1, 3),
			"=contents subset[3] subset[1]", false},
		{"all in place of some", grant(some, "contents=read", 1), reach(all, "contents=read"), "=contents all[] none[]", false},
		{"some in place of all", grant(all, "contents=read"), reach(some, "contents=read", 1), "=contents none[] subset[1]", false},
		{"a permission given up", grant(all, "contents=write issues=read"), reach(all, "contents=read"),
			"=contents none[] all[]", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var g *patrol.Grant
			if c.was != nil {
				g = &patrol.Grant{Reach: *c.was}
			}
			got := c.wants.Beside(g)
			words := ""
			for _, s := range got.Added {
				words += "+" + s.Permission.Key + " "
			}
			for _, s := range got.Raised {
				words += fmt.Sprintf("^%s:%s ", s.Permission.Key, s.From)
			}
			for _, s := range got.Same {
				words += "=" + s.Permission.Key + " "
			}
			words += said(got.More) + " " + said(got.Kept)
			if words != c.want || got.First != c.first {
				t.Errorf("%q %t, want %q %t", words, got.First, c.want, c.first)
			}
		})
	}
}

// said is which repositories r reaches.
func said(r patrol.Reach) string { return fmt.Sprint(r.Selection, r.Repositories) }

func reach(s patrol.Selection, permissions string, repositories ...int64) patrol.Reach {
	p, err := patrol.ParsePermissions(permissions)
	if err != nil {
		panic(err)
	}
	return patrol.Reach{Selection: s, Repositories: repositories, Permissions: p}
}

func grant(s patrol.Selection, permissions string, repositories ...int64) *patrol.Reach {
	r := reach(s, permissions, repositories...)
	return &r
}
