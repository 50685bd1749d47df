package repos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"patrol"
)

// Serve implements patrol.Repositories.
func (d *Disk) Serve(
	ctx context.Context, r *patrol.Repository, x patrol.Exchange, in io.ReadCloser, out io.Writer,
) error {
	if x.Advertise && x.Service == patrol.UploadPack && x.Protocol == 2 && isPlain(r.Path) {
		return d.offer(ctx, out)
	}
	dir, leave, err := d.enter(ctx, r)
	if err != nil {
		return err
	}
	defer leave()
	switch {
	case x.Advertise:
		return d.advertise(ctx, dir, x, out)
	case x.Service == patrol.ReceivePack:
		defer pushed(dir)
	}
	if x.Service == patrol.ReceivePack && !x.Workflows {
		return d.receiveGuarded(ctx, dir, in, out)
	}
	return d.stream(ctx, rpc(dir, x), in, out)
}

// rpc is the command for x at dir.
func rpc(dir string, x patrol.Exchange) command {
	args := []string{strings.TrimPrefix(string(x.Service), "git-"), "--stateless-rpc"}
	if x.Advertise {
		args = append(args, "--http-backend-info-refs")
	}
	c := command{args: append(args, dir)}
	if x.Protocol > 0 {
		c.env = []string{fmt.Sprintf("GIT_PROTOCOL=version=%d", x.Protocol)}
	}
	return c
}

// advertise says what there is at dir, as a web server does.
func (d *Disk) advertise(ctx context.Context, dir string, x patrol.Exchange, out io.Writer) error {
	if x.Service == patrol.ReceivePack {
		x.Protocol = min(x.Protocol, 1) // there is no other to push with
	}
	w := &counter{Writer: out}
	if x.Protocol < 2 {
		w.head = appendPacket(nil, "# service="+string(x.Service)+"\n")
		w.head = append(w.head, flush...)
	}
	return w.settle(d.run(ctx, rpc(dir, x), nil, w))
}

// stream runs c from in to out, both at once.
func (d *Disk) stream(ctx context.Context, c command, in io.ReadCloser, out io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var complaint tail
	w := &counter{Writer: out}
	cmd := d.prepare(ctx, c)
	cmd.Stdout, cmd.Stderr = w, &complaint
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		from := &source{Reader: in}
		io.Copy(stdin, from) // git may stop reading when it knows enough
		if from.err != nil {
			cancel(from.err) // what came is not all: git must not take it for that
			return
		}
		stdin.Close()
	}()
	err = explain(ctx, c, cmd.Wait(), &complaint)
	select {
	case <-fed:
	default:
		in.Close()
		<-fed
	}
	return w.settle(err)
}

// A source remembers why reading from it failed.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// A counter passes on what is written to it, head first, and knows how much
// that was.
type counter struct {
	io.Writer
	head []byte
	n    int64
}

func (c *counter) Write(p []byte) (int, error) {
	if c.head != nil {
		if _, err := c.Writer.Write(c.head); err != nil {
			return 0, err
		}
		c.head = nil
	}
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

// settle is the error that remains of err, with which git ended: its complaint
// is the client's if git told it already.
func (c *counter) settle(err error) error {
	if c.n > 0 && exited(err) {
		return nil
	}
	return err
}
