package patrol

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// smallWorld is every choice of levels for two permissions.
func smallWorld() []Permissions {
	var all []Permissions
	for a := None; a <= Admin; a++ {
		for b := None; b <= Admin; b++ {
			all = append(all, Permissions{"a": a, "b": b})
		}
	}
	return all
}

func TestIncludeComparesEveryLevel(t *testing.T) {
	for _, p := range smallWorld() {
		for _, q := range smallWorld() {
			want := p["a"] >= q["a"] && p["b"] >= q["b"]
			if got := p.Include(q); got != want {
				t.Errorf("(%v).Include(%v) = %v", p, q, got)
			}
			if got := p.Equal(q); got != (p["a"] == q["a"] && p["b"] == q["b"]) {
				t.Errorf("(%v).Equal(%v) = %v", p, q, got)
			}
		}
	}
}

// Nothing is granted unasked by taking p apart into what it had and what is new.
func TestBeyondIsExactlyWhatIsNewOrHigher(t *testing.T) {
	for _, p := range smallWorld() {
		for _, granted := range smallWorld() {
			beyond := p.Beyond(granted)
			for _, key := range []string{"a", "b"} {
				want := p[key]
				if want <= granted[key] {
					want = None
				}
				if beyond[key] != want {
					t.Errorf("(%v).Beyond(%v) = %v", p, granted, beyond)
				}
			}
		}
	}
}

func TestMeetIsTheLowerOfTwoLevels(t *testing.T) {
	for _, p := range smallWorld() {
		for _, q := range smallWorld() {
			both := p.Meet(q)
			if both["a"] != min(p["a"], q["a"]) || both["b"] != min(p["b"], q["b"]) {
				t.Errorf("(%v).Meet(%v) = %v", p, q, both)
			}
		}
	}
}

// anyPermissions draws from the catalogue, and beyond it.
func anyPermissions() *rapid.Generator[Permissions] {
	keys := []string{"no_such_permission"}
	for _, p := range Catalog() {
		keys = append(keys, p.Key)
	}
	m := rapid.MapOfN(rapid.SampledFrom(keys), rapid.SampledFrom([]Level{None, Read, Write, Admin}), 0, 12)
	return rapid.Custom(func(t *rapid.T) Permissions { return m.Draw(t, "permissions") })
}

func TestPermissionsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q, r := anyPermissions().Draw(t, "p"), anyPermissions().Draw(t, "q"), anyPermissions().Draw(t, "r")
		if !p.Include(p) || !p.Include(nil) {
			t.Errorf("%v does not include itself, or nothing", p)
		}
		lower := p.Meet(q)
		if lowest := lower.Meet(r); !p.Include(lower) || !lower.Include(lowest) || !p.Include(lowest) {
			t.Errorf("%v, %v, %v are no chain", p, lower, lowest)
		}
		if (len(p.Beyond(q)) == 0) != q.Include(p) {
			t.Errorf("%v beyond %v is %v", p, q, p.Beyond(q))
		}
		if again, err := ParsePermissions(p.String()); err != nil || !again.Equal(p) {
			t.Errorf("%v reads as %v, %v", p, again, err)
		}
	})
}

func FuzzPermissions(f *testing.F) {
	for _, s := range []string{"", "b=write a=read", "a=none", "a=b=read", "=read", "a=read a=write"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePermissions(s)
		if err != nil {
			return
		}
		again, err := ParsePermissions(p.String())
		if err != nil || again.String() != p.String() {
			t.Errorf("%q -> %q -> %q, %v", s, p, again, err)
		}
	})
}

func TestParsePermissionsRefuses(t *testing.T) {
	for _, s := range []string{"contents", "contents=", "a=READ", "a=root", "=read", "a=read a=write"} {
		if p, err := ParsePermissions(s); err == nil {
			t.Errorf("%q reads as %v", s, p)
		}
	}
}

func TestLevelsReadAsTheyPrint(t *testing.T) {
	for l := None; l <= Admin; l++ {
		if again, err := ParseLevel(l.String()); err != nil || again != l {
			t.Errorf("%v reads as %v, %v", l, again, err)
		}
	}
	if got := Level(-1).String() + Level(4).String(); got != "Level(-1)Level(4)" {
		t.Errorf("no levels print as %s", got)
	}
}

func TestWithMetadata(t *testing.T) {
	tests := []struct{ chosen, want string }{
		{"", ""},
		{"contents=write", "contents=write metadata=read"},
		{"metadata=read", "metadata=read"},
		{"members=read", "members=read"},
		{"gists=write", "gists=write"},
		{"contents=none", ""},
	}
	for _, tt := range tests {
		p := mustParse(t, tt.chosen)
		if got := p.WithMetadata().String(); got != tt.want {
			t.Errorf("%q with metadata: %q, want %q", tt.chosen, got, tt.want)
		}
		if !p.Equal(mustParse(t, tt.chosen)) {
			t.Errorf("%q became %q", tt.chosen, p)
		}
	}
	if got := Permissions(nil).WithMetadata(); len(got) != 0 {
		t.Errorf("nothing with metadata: %v", got)
	}
}

func TestAtGroupsByLevelInDisplayOrder(t *testing.T) {
	p := Permissions{"members": Read, "contents": Read, "actions": Write, "issues": None, "nonsense": Read}
	got := fmt.Sprint(keys(p.At(Read)), keys(p.At(Write)), keys(p.At(None)))
	if got != "[contents members] [actions] []" {
		t.Errorf("read, write and none: %s", got)
	}
}

func TestPermissionsFitTheirOwnerAndRepositories(t *testing.T) {
	const ofUser, ofOrg, public, more = true, false, true, false
	tests := []struct {
		permissions             string
		ownerIsUser, publicOnly bool
		want                    string
	}{
		{"contents=write metadata=read", ofUser, more, "[]"},
		{"contents=write metadata=read", ofOrg, more, "[]"},
		{"contents=none members=none nonsense=none", ofUser, public, "[]"},
		{"metadata=read", ofUser, public,
			"[{permission.metadata Metadata can only be given to a token" +
				" that reaches more than public repositories }]"},
		{"members=read", ofOrg, public, "[]"},
		{"members=read", ofUser, more,
			"[{permission.members Members can only be given when the resource owner is an organization }]"},
		{"emails=read", ofUser, public, "[]"},
		{"emails=read", ofOrg, more,
			"[{permission.emails Email addresses can only be given when you are the resource owner yourself }]"},
		{"gists=read", ofUser, more, "[{permission.gists Gists can't be given as read, only as write }]"},
		{"metadata=write", ofUser, more,
			"[{permission.metadata Metadata can't be given as write, only as read }]"},
		{"contents=admin", ofUser, more,
			"[{permission.contents Contents can't be given as admin, only as read or write }]"},
		{"organization_projects=admin", ofOrg, more, "[]"},
		{"aardvark=read workflows=read", ofUser, more,
			"[{permission.workflows Workflows can't be given as read, only as write }" +
				" {permission.aardvark There is no permission \"aardvark\" }]"},
	}
	for _, tt := range tests {
		got := fmt.Sprint(mustParse(t, tt.permissions).fit(tt.ownerIsUser, tt.publicOnly))
		if got != tt.want {
			t.Errorf("%s, of a user %v, public only %v:\n got %s\nwant %s",
				tt.permissions, tt.ownerIsUser, tt.publicOnly, got, tt.want)
		}
	}
}

func mustParse(t *testing.T, s string) Permissions {
	t.Helper()
	p, err := ParsePermissions(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// keys is the keys of permissions, in their order.
func keys(permissions []Permission) []string {
	names := []string{}
	for _, p := range permissions {
		names = append(names, p.Key)
	}
	return names
}
