package seal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"patrol"
)

// origin names the log, in each checkpoint and in the key that signs it.
const origin = "patrol-audit"

// Key returns the key of a store's log, which is made when it is first asked
// for. It is kept in the database, so that all servers of one have the same:
// whoever can write there can sign as well. That a log was changed by them is
// seen by checkpoints that are kept elsewhere.
func Key(ctx context.Context, store patrol.Store) (*patrol.SealKey, error) {
	key, err := find(ctx, store)
	if !patrol.NotFound.Is(err) {
		return key, err
	}
	signer, verifier, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return nil, err
	}
	err = store.Update(ctx, func(tx patrol.Tx) error {
		return tx.InsertSealKey(&patrol.SealKey{Signer: signer, Verifier: verifier})
	})
	if err != nil && !patrol.Conflict.Is(err) { // a conflict: another server was faster
		return nil, err
	}
	return find(ctx, store)
}

func find(ctx context.Context, store patrol.Store) (key *patrol.SealKey, err error) {
	err = store.View(ctx, func(tx patrol.Tx) error {
		key, err = tx.SealKey()
		return err
	})
	return key, err
}

// sign vouches for a tree, in the format of c2sp.org/tlog-checkpoint.
func sign(t *tree, key *patrol.SealKey) (*patrol.Checkpoint, error) {
	signer, err := note.NewSigner(key.Signer)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", origin, t.size, t.root())
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	c := &patrol.Checkpoint{Size: t.size, Note: string(signed)}
	for _, h := range t.parts {
		c.Trees = append(c.Trees, h)
	}
	return c, err
}

// A mark is what a checkpoint says: the root of a tree of some size.
type mark struct {
	size int64
	root tlog.Hash
	from string // where the checkpoint was kept
}

// readMark reads a checkpoint that a key signed.
func readMark(signed, from string, verifier note.Verifier) (mark, error) {
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return mark{}, err
	}
	m := mark{from: from}
	var root string
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 || lines[0] != origin {
		return mark{}, errors.New("it is no checkpoint of an audit log")
	}
	if _, err = fmt.Sscan(lines[1]+" "+lines[2], &m.size, &root); err != nil {
		return mark{}, err
	}
	m.root, err = tlog.ParseHash(root)
	return m, err
}

// split cuts a file of checkpoints, each of which ends with its signature.
func split(file string) (notes []string) {
	const signature = "\n\n— "
	for {
		i := strings.Index(file, signature)
		if i < 0 {
			return notes
		}
		end := len(file)
		if j := strings.IndexByte(file[i+len(signature):], '\n'); j >= 0 {
			end = i + len(signature) + j + 1
		}
		notes = append(notes, strings.TrimLeft(file[:end], "\n"))
		file = file[end:]
	}
}
