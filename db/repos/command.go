package repos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A command is one run of git.
type command struct {
	dir  string // of the repository; empty for none
	args []string
	env  []string // more of it
}

// settings go before what a repository's own configuration says. They keep it
// from naming programs to run and make all repositories answer alike.
var settings = [][2]string{
	{"safe.directory", "*"},                 // who may serve which repository is for the law to say
	{"advice.graftFileDeprecated", "false"}, // there is none: see GIT_GRAFT_FILE
	{"core.hooksPath", "/dev/null"},
	{"core.fsmonitor", "false"},
	{"core.splitIndex", "false"}, // an index is for one commit, and goes then
	{"core.untrackedCache", "false"},
	{"core.protectHFS", "true"}, // no path may look like .git to anybody
	{"core.protectNTFS", "true"},
	{"core.alternateRefsCommand", "true"}, // a program that prints nothing
	{"core.sshCommand", "false"},
	{"core.gitProxy", "false"},
	{"gpg.program", "false"},
	{"gpg.openpgp.program", "false"},
	{"gpg.x509.program", "false"},
	{"gpg.ssh.program", "false"},
	{"gc.auto", "0"},
	{"maintenance.auto", "false"},
	{"receive.autogc", "false"},
	{"receive.advertisePushOptions", "false"}, // only hooks would read them
	{"receive.denyCurrentBranch", "refuse"},   // of a linked worktree, whose filters would run
	{"receive.fsckObjects", "true"},
	{"receive.fsck.badTimezone", "ignore"}, // faults of old histories that hurt nobody
	{"receive.fsck.missingSpaceBeforeDate", "ignore"},
	{"receive.fsck.zeroPaddedFilemode", "ignore"},
	{"uploadpack.allowFilter", "true"},
	{"uploadpack.allowTipSHA1InWant", "true"},
	{"uploadpack.allowReachableSHA1InWant", "true"},
}

// environment is all that git sees of the world. No one else's configuration
// holds, nothing is fetched from elsewhere, and objects are what they are.
func (d *Disk) environment() []string {
	env := []string{
		"PATH=" + filepath.Dir(d.git) + ":/usr/local/bin:/usr/bin:/bin",
		"LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_ATTR_NOSYSTEM=1",
		"GIT_TERMINAL_PROMPT=0",
		"GIT_ALLOW_PROTOCOL=none",
		"GIT_NO_LAZY_FETCH=1",
		"GIT_NO_REPLACE_OBJECTS=1",
		"GIT_GRAFT_FILE=/dev/null",
		"GIT_LITERAL_PATHSPECS=1",
		"GIT_OPTIONAL_LOCKS=0",
		fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(settings)),
	}
	for i, s := range settings {
		env = append(env,
			fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i, s[0]),
			fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i, s[1]))
	}
	return env
}

// prepare makes a process of c. When ctx ends, it dies with all its children.
func (d *Disk) prepare(ctx context.Context, c command) *exec.Cmd {
	cmd := exec.CommandContext(ctx, d.git, c.args...)
	cmd.Env = append(d.environment(), c.env...)
	if c.dir != "" {
		cmd.Env = append(cmd.Env, "GIT_DIR="+c.dir)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// output is what c prints.
func (d *Disk) output(ctx context.Context, c command) ([]byte, error) {
	var out bytes.Buffer
	err := d.run(ctx, c, nil, &out)
	return out.Bytes(), err
}

// errEnough ends a git that prints more than is wanted.
var errEnough = errors.New("that is enough")

// beginning is what c prints, so many bytes at most, and whether that is all.
func (d *Disk) beginning(ctx context.Context, c command, most int) (out []byte, whole bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &vessel{room: most, full: func() { cancel(errEnough) }}
	err = d.run(ctx, c, nil, w)
	if w.room < 0 && errors.Is(err, errEnough) {
		err = nil
	}
	return w.kept, w.room >= 0, err
}

// A vessel keeps what is written to it as long as there is room, which is less
// than none once something was lost.
type vessel struct {
	kept []byte
	room int
	full func()
}

func (v *vessel) Write(p []byte) (int, error) {
	v.kept = append(v.kept, p[:max(0, min(len(p), v.room))]...)
	if v.room -= len(p); v.room < 0 {
		v.full()
	}
	return len(p), nil
}

// run runs c from in, which may be nil, to out.
func (d *Disk) run(ctx context.Context, c command, in io.Reader, out io.Writer) error {
	_, err := d.hear(ctx, c, in, out)
	return err
}

// hear runs c as run does, and tells the end of what it complains of.
func (d *Disk) hear(ctx context.Context, c command, in io.Reader, out io.Writer) (string, error) {
	var complaint tail
	cmd := d.prepare(ctx, c)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, &complaint
	err := explain(ctx, c, cmd.Run(), &complaint)
	return string(complaint.kept), err
}

// explain says more of err, with which c ended.
func explain(ctx context.Context, c command, err error, complaint *tail) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &gitError{c.args[0], err, strings.TrimSpace(string(complaint.kept))}
}

// A gitError is git's own failure.
type gitError struct {
	subcommand string
	err        error
	complaint  string
}

func (e *gitError) Error() string {
	return fmt.Sprintf("git %s: %v: %s", e.subcommand, e.err, e.complaint)
}
func (e *gitError) Unwrap() error { return e.err }

// exited reports whether err is that git ended by itself, with a complaint.
func exited(err error) bool {
	failure, ok := errors.AsType[*exec.ExitError](err)
	return ok && failure.Exited()
}

// A tail keeps the end of what is written to it.
type tail struct{ kept []byte }

func (t *tail) Write(p []byte) (int, error) {
	const most = 2048
	t.kept = append(t.kept, p...)
	if extra := len(t.kept) - most; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(p), nil
}
