package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A server is a process that answers HTTP.
type server struct {
	address string
	took    time.Duration // from its start to its first answer
	cmd     *exec.Cmd
	ended   chan struct{} // closed when it has
	said    bytes.Buffer  // to be read when it has ended
}

// build makes Patrol's program as the README does.
func (b *bench) build(ctx context.Context) error {
	b.binary = filepath.Join(b.dir, "patrol")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", b.binary, "patrol/cmd/patrol")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	return build.Run()
}

// startPatrol starts Patrol on a database and waits until it knows a token.
func (b *bench) startPatrol(ctx context.Context, database string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	first := ask{http.MethodGet, "/api/v3/user", bearer(1), ""}
	return start(ctx, address, first, b.binary, "serve", "--listen", address, "--database", database,
		"--tokens-per-user", "1000000000")
}

// startFloor starts the floor and waits until it answers.
func (b *bench) startFloor(ctx context.Context) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return start(ctx, address, ask{http.MethodGet, "/user", bearer(1), ""}, self, floorCommand, address)
}

// freeAddress is an address on loopback that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start starts a server and waits for its answer to a first request.
func start(ctx context.Context, address string, first ask, program string, args ...string) (*server, error) {
	s := &server{address: address, cmd: exec.CommandContext(ctx, program, args...), ended: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = 10 * time.Second
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		s.cmd.Wait()
		close(s.ended)
	}()
	request := first.bytes(address)
	for !s.listens() {
		select {
		case <-s.ended:
			return nil, s.complaint("has ended")
		case <-time.After(200 * time.Microsecond):
		}
		if time.Since(began) > patience {
			s.stop()
			return nil, s.complaint("does not listen")
		}
	}
	if err := s.answers(request); err != nil {
		s.stop()
		return nil, s.complaint(err.Error())
	}
	s.took = time.Since(began)
	return s, nil
}

// complaint says what is wrong with s, which has ended, and what it said itself.
func (s *server) complaint(wrong string) error {
	said := s.said.String()
	return fmt.Errorf("%s %s: %s", filepath.Base(s.cmd.Path), wrong, said[:min(len(said), 1000)])
}

func (s *server) listens() bool {
	w, err := dial(s.address)
	if err != nil {
		return false
	}
	w.close()
	return true
}

// answers says what is wrong with the answer to a request, if anything is.
func (s *server) answers(request []byte) error {
	w, err := dial(s.address)
	if err != nil {
		return err
	}
	defer w.close()
	w.conn.SetDeadline(time.Now().Add(patience))
	status, err := w.exchange(request)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("answers %d", status)
	}
	return err
}

// stop ends s, if there is one, and waits until it has.
func (s *server) stop() {
	if s == nil {
		return
	}
	s.cmd.Process.Signal(syscall.SIGTERM) // an error says that it has ended
	select {
	case <-s.ended:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
		<-s.ended
	}
}

// tick is the unit in which Linux counts the time of processes.
const tick = time.Second / 100

// cpu is the processor time that s has taken so far.
func (s *server) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	// proc(5): utime and stime are the 14th and 15th field; the name, the second, may have spaces.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// memory is what s takes in bytes, as a field of /proc/PID/status has it.
func (s *server) memory(field string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if name, value, _ := strings.Cut(line, ":"); name == field {
			kilobytes, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kilobytes << 10, err
		}
	}
	return 0, errors.New("Linux does not say " + field)
}
