package repos

import (
	"strings"
	"testing"

	"patrol"
)

// Whatever git prints of a difference, whole or cut off, it is read or refused.
func FuzzDifference(f *testing.F) {
	const id = "940532533944dd159bfd11136fac2ee35872de38"
	for _, s := range []string{"", ":", "\x00", ":100644 100644 " + id + " " + id + " M\x00a\x001\t2\ta\x00\x00diff --git a/a b/a\n@@ -1 +1 @@\n-a\n+b\n",
		":100644 100644 " + id + " " + id + " R100\x00a\x00b\x000\t0\t\x00a\x00b\x00\x00diff --git a/a b/b\nrename",
		":120000 100644 " + id + " " + id + " T\x00l\x00-\t-\tl\x00\x00diff --git\ndiff --git", ":1 2 3 4 X\x00", "1\x00"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, whole bool) {
		d, err := parseDifference(s, whole)
		if err != nil {
			return
		}
		for _, c := range d.Files {
			if c.Status == "" || strings.Contains(c.Path+c.Was, "\x00") || c.Patch != "" && !strings.HasPrefix(c.Patch, "@@ ") {
				t.Errorf("%+v", c)
			}
		}
	})
}

// What is said of a commit or a tag is what git keeps, whatever it is.
func FuzzCommit(f *testing.F) {
	f.Add("tree 1\nparent 2\nauthor A <a@b> 3 +0200\ngpgsig a\n b\n c\n\nSubject\n\nBody\n")
	f.Add("object 1\ntype commit\ntag v1\ntagger A <a@b> 3 +0200\n\nOne\n-----BEGIN PGP SIGNATURE-----\nx\n")
	f.Add("")
	f.Add("\n\n")
	f.Add("gpgsig\n\n \n")
	f.Fuzz(func(t *testing.T, s string) {
		c, tag := parseCommit("1", s), parseTag("1", s)
		if c.Signed != "" && len(c.Payload) > len(s) || tag.Signed != "" && tag.Payload+tag.Signed != s {
			t.Errorf("%+v, %+v", c, tag)
		}
	})
}

func TestSignedCommit(t *testing.T) {
	const plain = "tree 1\nauthor A <a@b> 3 +0200\ncommitter A <a@b> 3 +0200\n"
	c := parseCommit("1", plain+"gpgsig -----BEGIN\n x\n \n -----END\n\nSubject\n")
	if c.Signed != "-----BEGIN\nx\n\n-----END" || c.Payload != plain+"\nSubject\n" || c.Message != "Subject" {
		t.Errorf("%+v", c)
	}
	if got := signed(patrol.Signature{Name: " A <\n> B\x00", Email: "<a@b>\n"}); !strings.HasPrefix(got, "A   B <a@b> ") {
		t.Errorf("%q", got)
	}
}
