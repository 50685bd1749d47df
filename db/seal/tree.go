// Package seal seals the audit log and finds out whether somebody changed it
// since. Each event is a leaf of a Merkle tree, as in transparency logs; a
// signed note, the checkpoint, tells the tree's size and its root, and so
// vouches for every event before it.
package seal

import (
	"golang.org/x/mod/sumdb/tlog"

	"patrol"
)

// A tree is a Merkle tree that only grows: the hashes of the complete trees
// that its leaves make, the largest first.
type tree struct {
	size  int64
	parts []tlog.Hash
}

// newTree is the tree that a checkpoint vouches for; the empty one for nil.
func newTree(c *patrol.Checkpoint) *tree {
	t := new(tree)
	if c == nil {
		return t
	}
	t.size = c.Size
	for _, h := range c.Trees {
		t.parts = append(t.parts, h)
	}
	return t
}

// add adds a leaf.
func (t *tree) add(leaf tlog.Hash) {
	t.parts = append(t.parts, leaf)
	for n := t.size; n&1 == 1; n >>= 1 { // two complete trees of the same size make one
		last := len(t.parts) - 1
		t.parts = append(t.parts[:last-1], tlog.NodeHash(t.parts[last-1], t.parts[last]))
	}
	t.size++
}

// root is the hash of all of t, which has a leaf at least.
func (t *tree) root() tlog.Hash {
	root := t.parts[len(t.parts)-1]
	for i := len(t.parts) - 2; i >= 0; i-- {
		root = tlog.NodeHash(t.parts[i], root)
	}
	return root
}

// leaf is the hash of an event.
func leaf(e *patrol.Event) (tlog.Hash, error) {
	text, err := e.Canonical()
	return tlog.RecordHash(text), err
}
