package repos

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"patrol"
)

// receiveGuarded takes a push, but refuses updates that change workflows. It
// looks at what is pushed in quarantine; git then receives what may go in.
func (d *Disk) receiveGuarded(ctx context.Context, dir string, in io.ReadCloser, out io.Writer) error {
	from := body{bufio.NewReader(in), in}
	p, err := readPush(from)
	if err != nil {
		return unreadable(err)
	}
	if deletesOnly(p.updates) {
		whole := body{io.MultiReader(bytes.NewReader(p.encode(p.updates)), from), in}
		return d.stream(ctx, receive(dir), whole, out)
	}
	q, err := d.quarantine(ctx, dir, from)
	if err != nil {
		if exited(err) {
			return p.report(out, "index-pack failed", p.refuseAll("unpacker error", nil))
		}
		return err
	}
	defer q.release()
	refused, err := q.judge(ctx, p.updates)
	if err != nil {
		return err
	}
	return q.receive(ctx, p, refused, out)
}

// receive takes of p what is not refused, out of quarantine.
func (q *quarantine) receive(ctx context.Context, p *push, refused map[string]string, out io.Writer) error {
	if len(refused) > 0 && !p.can("report-status") && !p.can("report-status-v2") {
		return &patrol.Error{Kind: patrol.Forbidden, Message: slices.Collect(maps.Values(refused))[0]}
	}
	if len(refused) > 0 && p.can("atomic") {
		refused = p.refuseAll("atomic push failure", refused)
	}
	allowed := slices.DeleteFunc(slices.Clone(p.updates), func(u update) bool { return refused[u.ref] != "" })
	if len(allowed) == 0 {
		return p.report(out, "ok", refused)
	}
	pack, err := os.Open(q.pack)
	if err != nil {
		return err
	}
	defer pack.Close()
	whole := io.NopCloser(io.MultiReader(bytes.NewReader(p.encode(allowed)), pack))
	if len(refused) == 0 {
		return q.disk.stream(ctx, receive(q.repository), whole, out)
	}
	var answer bytes.Buffer
	if err := q.disk.stream(ctx, receive(q.repository), whole, &answer); err != nil {
		return err
	}
	return p.amend(out, &answer, refused)
}

// receive is the command that takes a push.
func receive(dir string) command { return rpc(dir, patrol.Exchange{Service: patrol.ReceivePack}) }

// A body is what is left of a request to read, and how to stop reading it.
type body struct {
	io.Reader
	io.Closer
}

// unreadable is err, for which a push could not be read, as its caller is told.
func unreadable(err error) error {
	if errors.Is(err, errPacket) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &patrol.Error{Kind: patrol.Invalid, Message: "This is no push as git sends it."}
	}
	return err
}
