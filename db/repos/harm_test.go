package repos_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db/repos"
)

// traps are programs that nobody should run.
type traps struct {
	t     *testing.T
	marks string // a directory for those that ran
}

// set makes a trap and returns where it lies.
func (w traps) set(name string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	script := fmt.Sprintf("#!/bin/sh\ntouch %s\nexit 0\n", filepath.Join(w.marks, name))
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// check fails if one was run.
func (w traps) check() {
	w.t.Helper()
	sprung, err := filepath.Glob(filepath.Join(w.marks, "*"))
	if err != nil || len(sprung) > 0 {
		w.t.Errorf("these ran: %v %v", sprung, err)
	}
}

// What a repository brings along is never run.
func TestRepositoryRunsNothing(t *testing.T) {
	s := newShelf(t)
	w := traps{t, t.TempDir()}
	hooks := filepath.Join(s.repo.Path, "hooks")
	if err := os.MkdirAll(hooks, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, hook := range []string{"pre-receive", "update", "post-receive", "post-update", "reference-transaction",
		"proc-receive", "push-to-checkout", "post-checkout"} {
		if err := os.Rename(w.set(hook), filepath.Join(hooks, hook)); err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range []string{"core.alternateRefsCommand", "core.fsmonitor", "core.sshCommand", "core.gitProxy",
		"uploadpack.packObjectsHook", "gpg.program", "gpg.ssh.program", "core.pager", "core.editor", "credential.helper",
		"diff.external", "remote.origin.uploadpack"} {
		run(t, s.repo.Path, "config", key, w.set(key))
	}
	for key, value := range map[string]string{
		"core.hooksPath": hooks, "receive.certNonceSeed": "seed", "receive.advertisePushOptions": "true",
		"gc.auto": "1", "receive.autogc": "true", "receive.denyCurrentBranch": "updateInstead",
		"remote.origin.url": "ext::" + w.set("ext"), "protocol.ext.allow": "always",
		"remote.origin.promisor": "true", "remote.origin.partialclonefilter": "blob:none",
	} {
		run(t, s.repo.Path, "config", key, value)
	}
	elsewhere := newShelf(t)
	alternates := filepath.Join(s.repo.Path, "objects", "info", "alternates")
	if err := os.WriteFile(alternates, []byte(filepath.Join(elsewhere.repo.Path, "objects")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, workflows := range []bool{true, false} {
		s.workflows.Store(workflows)
		dir := s.clone()
		write(t, dir, fmt.Sprint("workflows-", workflows), "x")
		run(t, dir, "push", "-q", "origin", "main")
		run(t, dir, "fetch", "-q")
		if _, err := s.Content(t.Context(), s.repo, "main", "README.md", 100); err != nil {
			t.Fatal(err)
		}
	}
	w.check()
}

// What a repository lacks is not fetched from where it says it could be had.
func TestNothingIsFetchedFromElsewhere(t *testing.T) {
	s := newShelf(t)
	w := traps{t, t.TempDir()}
	for key, value := range map[string]string{
		"core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "protocol.ext.allow": "always",
		"remote.origin.url":      "ext::" + w.set("ext"),
		"remote.origin.promisor": "true", "remote.origin.partialclonefilter": "blob:none",
	} {
		run(t, s.repo.Path, "config", key, value)
	}
	id := run(t, s.repo.Path, "rev-parse", "main:README.md")
	if err := os.Remove(filepath.Join(s.repo.Path, "objects", id[:2], id[2:])); err != nil {
		t.Fatal(err)
	}
	if c, err := s.Content(t.Context(), s.repo, "main", "README.md", 100); err == nil {
		t.Errorf("it came from somewhere: %+v", c)
	}
	if out, err := try(t, t.TempDir(), "clone", s.url); err == nil {
		t.Error(out)
	}
	w.check()
}

// A stalled is a client that sends no more.
type stalled struct{ closed chan struct{} }

func (s stalled) Read([]byte) (int, error) { <-s.closed; return 0, io.ErrUnexpectedEOF }
func (s stalled) Close() error             { close(s.closed); return nil }

func TestTooManyAtOnce(t *testing.T) {
	d, err := repos.Open(t.Context(), repos.Limits{Processes: 1, Wait: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	s := newShelf(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		x := patrol.Exchange{Service: patrol.UploadPack}
		ended <- d.Serve(ctx, s.repo, x, stalled{make(chan struct{})}, io.Discard)
	}()
	for {
		if _, err = d.Branches(t.Context(), s.repo); err != nil {
			break
		}
	}
	if !patrol.TooMany.Is(err) {
		t.Errorf("with all turns taken: %v", err)
	}
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := d.Branches(t.Context(), s.repo); err != nil {
		t.Errorf("with a turn to be had: %v", err)
	}
}

// When a request ends, so does all that it started.
func TestNothingIsLeftBehind(t *testing.T) {
	s := newShelf(t)
	before := runtime.NumGoroutine()
	for _, workflows := range []bool{true, false} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		x := patrol.Exchange{Service: patrol.ReceivePack, Workflows: workflows}
		still := stalled{make(chan struct{})}
		in := struct {
			io.Reader
			io.Closer
		}{io.MultiReader(strings.NewReader(pushOf(run(t, s.repo.Path, "rev-parse", "main"))), still), still}
		if err := s.Serve(ctx, s.repo, x, in, io.Discard); err != context.DeadlineExceeded {
			t.Errorf("workflows %v: %v", workflows, err)
		}
		cancel()
	}
	if left := children(t); len(left) > 0 {
		t.Errorf("still running: %v", left)
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
	if left, _ := filepath.Glob(filepath.Join(s.repo.Path, "objects", "tmp_*")); len(left) > 0 {
		t.Errorf("left in quarantine: %v", left)
	}
}

// pushOf is a push to a new branch, up to where the pack would come.
func pushOf(id string) string {
	line := strings.Repeat("0", 40) + " " + id + " refs/heads/new\x00report-status side-band-64k"
	return fmt.Sprintf("%04x%s0000PACK", len(line)+4, line)
}

// children are the processes that this one started and that are still there.
func children(t *testing.T) (all []string) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(tasks) == 0 {
		t.Fatalf("cannot tell what runs: %v", err)
	}
	for _, task := range tasks {
		out, err := os.ReadFile(task)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, strings.Fields(string(out))...)
	}
	return all
}

// What is refused before it is read to the end leaves the repository as it was.
func TestBrokenPushes(t *testing.T) {
	s := newShelf(t)
	for name, body := range map[string]string{
		"nothing":           "",
		"no packets":        "hello, git",
		"cut short":         "00ff" + strings.Repeat("0", 40),
		"no reference":      "0009hello0000",
		"a path":            strings.Replace(pushOf(strings.Repeat("1", 40)), "refs/heads/new", "refs/heads/../", 1),
		"a certified push":  "0010push-cert\x00ab0000",
		"a pack of nothing": pushOf(strings.Repeat("1", 40)) + "garbage",
	} {
		var out strings.Builder
		in := io.NopCloser(strings.NewReader(body))
		err := s.Serve(t.Context(), s.repo, patrol.Exchange{Service: patrol.ReceivePack}, in, &out)
		if name == "a pack of nothing" {
			if err != nil || !strings.Contains(out.String(), "unpack index-pack failed") {
				t.Errorf("%s: %v %q", name, err, out.String())
			}
		} else if !patrol.Invalid.Is(err) {
			t.Errorf("%s: %v %q", name, err, out.String())
		}
	}
}
