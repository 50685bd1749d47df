package patrol_test

import (
	"fmt"
	"testing"

	"patrol"
)

func TestBeside(t *testing.T) {
	const none, all, some = patrol.PublicOnly, patrol.All, patrol.Selected
	for _, c := range []struct {
		name        string
		was         *patrol.Reach
		wants       patrol.Reach
		want        string
		first, more bool
	}{
		{"a first request", nil, reach(some, "contents=write metadata=read", 1), "+contents +metadata [1]", true, true},
		{"a first request for nothing but what is public", nil, reach(none, ""), "[]", true, false},
		{"a first request for everything", nil, reach(all, "issues=read"), "+issues []", true, true},
		{"a level raised", grant(some, "contents=read", 1), reach(some, "contents=write", 1), "^contents:read []", false, false},
		{"a permission added", grant(all, "contents=read"), reach(all, "contents=read issues=read"),
			"+issues =contents []", false, false},
		{"one more repository", grant(some, "contents=read", 1, 2), reach(some, "contents=read", 1, 3),
			"=contents [3]", false, true},
		{"all in place of some", grant(some, "contents=read", 1), reach(all, "contents=read"), "=contents []", false, true},
		{"some in place of all", grant(all, "contents=read"), reach(some, "contents=read", 1), "=contents []", false, false},
		{"a permission given up", grant(all, "contents=write issues=read"), reach(all, "contents=read"),
			"=contents []", false, false},
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
			if words += fmt.Sprint(got.More); words != c.want || got.First != c.first || got.Widens != c.more {
				t.Errorf("%q %t %t, want %q %t %t", words, got.First, got.Widens, c.want, c.first, c.more)
			}
		})
	}
}

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
