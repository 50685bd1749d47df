package seal

import (
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"patrol"
)

// stored are the hashes of a tree as package tlog keeps them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) (hashes []tlog.Hash, err error) {
	for _, i := range indexes {
		hashes = append(hashes, s[i])
	}
	return hashes, nil
}

// The tree is that of transparency logs, and one can go on from its parts.
func TestTree(t *testing.T) {
	var s stored
	grown := new(tree)
	for n := range int64(70) {
		text := fmt.Appendf(nil, "event %d", n)
		more, err := tlog.StoredHashes(n, text, s)
		if err != nil {
			t.Fatal(err)
		}
		s = append(s, more...)
		grown.add(tlog.RecordHash(text))
		c := &patrol.Checkpoint{Size: grown.size}
		for _, h := range grown.parts {
			c.Trees = append(c.Trees, h)
		}
		grown = newTree(c)
		if want, err := tlog.TreeHash(n+1, s); err != nil || grown.root() != want {
			t.Fatalf("the root of %d is %v, want %v (%v)", n+1, grown.root(), want, err)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("a\n1\nb\n\n— x y\n\na\n2\nc\n\n— x z\n")
	f.Add("\n\n— ")
	f.Fuzz(func(t *testing.T, file string) {
		for _, n := range split(file) {
			if n == "" {
				t.Errorf("%q has an empty note", file)
			}
		}
	})
}
