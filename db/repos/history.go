package repos

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// Branches implements patrol.Repositories.
func (d *Disk) Branches(ctx context.Context, r *patrol.Repository) ([]patrol.Branch, error) {
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	out, err := d.output(ctx, command{dir: dir, args: []string{"for-each-ref",
		"--format=%(objectname) %(refname:lstrip=2)", "refs/heads/"}})
	if err != nil {
		return nil, err
	}
	var all []patrol.Branch
	for line := range bytes.Lines(out) {
		id, name, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		all = append(all, patrol.Branch{Name: name, SHA: id})
	}
	return all, nil
}

// Commits implements patrol.Repositories.
func (d *Disk) Commits(ctx context.Context, r *patrol.Repository, q patrol.CommitQuery) (
	[]*patrol.Commit, error) {
	dir, l, leave, err := d.consult(ctx, r)
	if err != nil {
		return nil, err
	}
	defer leave()
	tip, err := l.commit(q.Ref)
	if err != nil {
		return nil, err
	}
	ids, err := d.output(ctx, command{dir: dir, args: listing(q, tip)})
	if err != nil {
		return nil, err
	}
	return d.readCommits(ctx, dir, ids)
}

// listing is how git is asked for the part of the history of tip in q.
func listing(q patrol.CommitQuery, tip string) []string {
	args := []string{"rev-list", fmt.Sprintf("--skip=%d", q.Offset), fmt.Sprintf("--max-count=%d", q.Limit)}
	if q.Author != "" {
		args = append(args, "--fixed-strings", "--regexp-ignore-case", "--author="+q.Author)
	}
	if !q.Since.IsZero() {
		args = append(args, fmt.Sprintf("--since=@%d +0000", max(0, q.Since.Unix())))
	}
	if !q.Until.IsZero() {
		args = append(args, fmt.Sprintf("--until=@%d +0000", max(0, q.Until.Unix())))
	}
	args = append(args, tip, "--")
	if q.Path != "" {
		args = append(args, q.Path)
	}
	return args
}

// readCommits reads the commits with these ids, one to a line.
func (d *Disk) readCommits(ctx context.Context, dir string, ids []byte) ([]*patrol.Commit, error) {
	var out bytes.Buffer
	c := command{dir: dir, args: []string{"cat-file", "--batch"}}
	if err := d.run(ctx, c, bytes.NewReader(ids), &out); err != nil {
		return nil, err
	}
	var commits []*patrol.Commit
	for in := bufio.NewReader(&out); ; {
		o, data, err := readObject(in)
		if err == io.EOF {
			return commits, nil
		}
		if err != nil {
			return nil, err
		}
		commits = append(commits, parseCommit(o.id, string(data)))
	}
}

// readObject reads one object as git cat-file --batch prints it.
func readObject(in *bufio.Reader) (object, []byte, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return object{}, nil, err
	}
	o, err := parseObject(line)
	if err != nil {
		return object{}, nil, err
	}
	data := make([]byte, o.size+1) // a newline ends it
	_, err = io.ReadFull(in, data)
	return o, data[:o.size], err
}

// parseCommit takes a commit as git keeps it apart.
func parseCommit(id, text string) *patrol.Commit {
	head, message, _ := strings.Cut(text, "\n\n")
	c := &patrol.Commit{SHA: id, Message: strings.TrimSuffix(message, "\n")}
	for key, value := range headers(head) {
		switch key {
		case "tree":
			c.Tree = value
		case "parent":
			c.Parents = append(c.Parents, value)
		case "author":
			c.Author = parseSignature(value)
		case "committer":
			c.Committer = parseSignature(value)
		case "gpgsig", "gpgsig-sha256":
			c.Signed = value
			c.Payload = strings.Replace(text, key+" "+strings.ReplaceAll(value, "\n", "\n ")+"\n", "", 1)
		}
	}
	return c
}

// headers are the keys and values at the head of a commit or a tag. A line that
// begins with a space goes on with the value before.
func headers(head string) iter.Seq2[string, string] {
	return func(yield func(key, value string) bool) {
		lines := strings.Split(strings.ReplaceAll(head, "\n ", "\x00"), "\n")
		for _, line := range lines {
			key, value, _ := strings.Cut(line, " ")
			if !yield(key, strings.ReplaceAll(value, "\x00", "\n")) {
				return
			}
		}
	}
}

// parseSignature reads "NAME <EMAIL> SECONDS ZONE".
func parseSignature(s string) patrol.Signature {
	name, rest, _ := strings.Cut(s, " <")
	email, when, _ := strings.Cut(rest, "> ")
	seconds, _, _ := strings.Cut(when, " ")
	at, _ := strconv.ParseInt(seconds, 10, 64) // an old history may be without
	return patrol.Signature{Name: name, Email: email, When: time.Unix(at, 0).UTC()}
}
