package repos

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"patrol"
)

// Blob implements patrol.Repositories.
func (d *Disk) Blob(ctx context.Context, r *patrol.Repository, id string, limit int64) (*patrol.Content, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	o, err := d.object(ctx, dir, id, patrol.BlobObject)
	if err != nil {
		return nil, err
	}
	c := &patrol.Content{Kind: patrol.File, SHA: o.id, Size: o.size}
	if c.Size > limit {
		return c, nil
	}
	return d.file(ctx, dir, c)
}

// Tag implements patrol.Repositories.
func (d *Disk) Tag(ctx context.Context, r *patrol.Repository, id string) (*patrol.Tag, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	o, err := d.object(ctx, dir, id, patrol.TagObject)
	if err != nil {
		return nil, err
	}
	text, err := d.output(ctx, command{dir: dir, args: []string{"cat-file", "tag", o.id}})
	return parseTag(o.id, string(text)), err
}

// object is what there is by an ID, or nothing if it is of another kind.
func (d *Disk) object(ctx context.Context, dir, id string, kind patrol.ObjectKind) (object, error) {
	if !isID(id) {
		return object{}, errNothing
	}
	l, err := d.lookUp(ctx, command{dir: dir})
	if err != nil {
		return object{}, err
	}
	defer l.close()
	o, err := l.find(id)
	if err == nil && o.kind != string(kind) {
		err = errNothing
	}
	return o, err
}

// parseTag takes an annotated tag as git keeps it apart.
func parseTag(id, text string) *patrol.Tag {
	head, message, _ := strings.Cut(text, "\n\n")
	t := &patrol.Tag{SHA: id, Message: strings.TrimSuffix(message, "\n")}
	if at := strings.Index(message, "-----BEGIN "); at == 0 || at > 0 && message[at-1] == '\n' {
		t.Message, t.Signed = strings.TrimSuffix(message[:at], "\n"), message[at:]
		t.Payload = strings.TrimSuffix(text, t.Signed)
	}
	for key, value := range headers(head) {
		switch key {
		case "object":
			t.Object = value
		case "type":
			t.Kind = patrol.ObjectKind(value)
		case "tag":
			t.Name = value
		case "tagger":
			t.Tagger = parseSignature(value)
		}
	}
	return t
}

// KeepBlob implements patrol.Repositories.
func (d *Disk) KeepBlob(ctx context.Context, r *patrol.Repository, data []byte) (string, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return "", err
	}
	defer leave()
	return d.keep(ctx, dir, patrol.BlobObject, bytes.NewReader(data))
}

// KeepCommit implements patrol.Repositories.
func (d *Disk) KeepCommit(ctx context.Context, r *patrol.Repository, c *patrol.Commit) (*patrol.Commit, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := d.checkCommit(ctx, dir, c); err != nil {
		return nil, err
	}
	return d.commit(ctx, dir, c)
}

// checkCommit says which of what c refers to is not there.
func (d *Disk) checkCommit(ctx context.Context, dir string, c *patrol.Commit) error {
	_, err := d.object(ctx, dir, c.Tree, patrol.TreeObject)
	if patrol.NotFound.Is(err) {
		return &patrol.Error{Kind: patrol.Invalid, Message: "Tree SHA does not exist"}
	}
	for _, parent := range c.Parents {
		if err == nil {
			_, err = d.object(ctx, dir, parent, patrol.CommitObject)
		}
		if patrol.NotFound.Is(err) {
			return &patrol.Error{Kind: patrol.Invalid, Message: "Parent SHA does not exist or is not a commit object"}
		}
	}
	return err
}

// commit keeps c and returns it as it is kept.
func (d *Disk) commit(ctx context.Context, dir string, c *patrol.Commit) (*patrol.Commit, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, parent := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", parent)
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n", signed(c.Author), signed(c.Committer))
	if c.Signed != "" {
		fmt.Fprintf(&b, "gpgsig %s\n", strings.ReplaceAll(strings.TrimRight(c.Signed, "\n"), "\n", "\n "))
	}
	fmt.Fprintf(&b, "\n%s", c.Message)
	id, err := d.keep(ctx, dir, patrol.CommitObject, strings.NewReader(b.String()))
	return parseCommit(id, b.String()), err
}

// KeepTag implements patrol.Repositories.
func (d *Disk) KeepTag(ctx context.Context, r *patrol.Repository, t *patrol.Tag) (string, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return "", err
	}
	defer leave()
	if _, err := d.object(ctx, dir, t.Object, t.Kind); err != nil {
		if patrol.NotFound.Is(err) {
			err = errNoObject
		}
		return "", err
	}
	text := fmt.Sprintf("object %s\ntype %s\ntag %s\ntagger %s\n\n%s\n",
		t.Object, t.Kind, t.Name, signed(t.Tagger), t.Message)
	return d.keep(ctx, dir, patrol.TagObject, strings.NewReader(text))
}

// errNoObject is said of an object that something should refer to.
var errNoObject = &patrol.Error{Kind: patrol.Invalid, Message: "Object does not exist"}

// keep keeps an object and returns its ID.
func (d *Disk) keep(ctx context.Context, dir string, kind patrol.ObjectKind, from io.Reader) (string, error) {
	var out bytes.Buffer
	c := command{dir: dir, args: []string{"hash-object", "-w", "-t", string(kind), "--stdin"}}
	err := d.run(ctx, c, from, &out)
	return strings.TrimSpace(out.String()), err
}

// signed is s as git keeps it. What marks its parts off cannot be in them.
func signed(s patrol.Signature) string {
	clean := strings.NewReplacer("<", "", ">", "", "\n", " ", "\x00", "")
	return fmt.Sprintf("%s <%s> %d %s", strings.TrimSpace(clean.Replace(s.Name)),
		strings.TrimSpace(clean.Replace(s.Email)), s.When.Unix(), s.When.Format("-0700"))
}
