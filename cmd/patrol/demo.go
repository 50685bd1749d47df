package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"patrol/db"
	"patrol/db/repos"
	"patrol/web"
)

// A demo is the command that serves a made-up enterprise, to try things out.
// Its passwords are known to all, so it is for this machine alone.
type demo struct {
	Listen string `placeholder:"ADDRESS" help:"Address to listen on: 127.0.0.1:8080, or another port if that is taken."`
	Data   string `placeholder:"DIR" help:"Folder to make the demo in, or to find it in. Without one it is gone at the end."`
	JSON   bool   `name:"json" help:"Once it serves, say what there is in one line of JSON."`
	crowded
	limits
	webhooks
}

const usualAddress = "127.0.0.1:8080"

// Run makes the demo, unless it is there, and serves it until ctx ends.
func (d *demo) Run(ctx context.Context) (err error) {
	disk, err := repos.Open(ctx, d.disk())
	if err != nil {
		return err
	}
	address, l, err := d.listen()
	if err != nil {
		return err
	}
	defer l.Close()
	dir, leave, err := d.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, leave()) }()
	disk.Home = filepath.Join(dir, "repositories", "new")
	if err := d.make(ctx, dir, disk); err != nil {
		return err
	}
	f := &front{listener: l, url: urlOf(address, l, false)}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return database{filepath.Join(dir, "patrol.db")}.open(ctx, log, func(store *db.DB) error {
		a := newAuthority(store, f.url.String(), d.limits)
		handler, err := newHandler(a, disk, f, d.limits, web.Options{Log: log})
		if err != nil {
			return err
		}
		tour, err := newTour(ctx, a)
		if err != nil {
			return err
		}
		if err := tour.print(os.Stdout, d.JSON); err != nil {
			return err
		}
		defer d.webhooks.start(ctx, a, log)()
		return checkpointFile{}.sealed(ctx, store, log, func() error {
			return besides(ctx, log, clockJobs(a), func() error { return serveUntil(ctx, f, handler, log) })
		})
	})
}

// listen takes the address asked for, or the usual one, or some other.
func (d *demo) listen() (address string, l net.Listener, err error) {
	if d.Listen != "" {
		if !isLoopback(d.Listen) {
			return "", nil, fmt.Errorf("%s is not loopback, and everybody knows the demo's passwords", d.Listen)
		}
		l, err = listen(d.Listen)
		return d.Listen, l, err
	}
	if l, err = listen(usualAddress); err == nil {
		return usualAddress, l, nil
	}
	fmt.Fprintf(os.Stderr, "%v; taking another port\n", err)
	l, err = listen("127.0.0.1:0")
	return usualAddress, l, err
}

// folder is where the demo is or goes, and what to do at the end.
func (d *demo) folder() (dir string, leave func() error, err error) {
	if d.Data == "" {
		dir, err = os.MkdirTemp("", "patrol-demo-")
		return dir, func() error { return os.RemoveAll(dir) }, err
	}
	if err = os.MkdirAll(d.Data, 0o700); err == nil {
		dir, err = filepath.Abs(d.Data)
	}
	return dir, func() error { return nil }, err
}

// make makes the demo in dir, unless it is there. The database gets its
// name when all is done, so that a demo is never half there.
func (d *demo) make(ctx context.Context, dir string, disk *repos.Disk) error {
	done, unfinished := filepath.Join(dir, "patrol.db"), database{filepath.Join(dir, "unfinished.db")}
	if _, err := os.Stat(done); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeRoom(dir, unfinished); err != nil {
		return err
	}
	h, err := readHistory()
	if err != nil {
		return err
	}
	m, err := parseManifest("people.yaml", dir, peopleFile)
	if err == nil {
		err = d.crowded.build(h, m)
	}
	if err != nil {
		return err
	}
	err = unfinished.open(ctx, slog.New(slog.DiscardHandler), func(store *db.DB) error {
		if err := h.commitAll(ctx, disk, dir); err != nil {
			return err
		}
		s := newStage(ctx, store)
		if err := s.begin(m, dir); err != nil {
			return err
		}
		if err := d.crowded.fill(ctx, store, s.opened); err != nil {
			return err
		}
		return s.play()
	})
	if err != nil {
		return errors.Join(err, os.RemoveAll(filepath.Join(dir, "repositories")))
	}
	return os.Rename(unfinished.Database, done)
}

// makeRoom removes what was left in dir of a demo that someone stopped us
// from finishing. A folder with other things in it is not ours to use.
func makeRoom(dir string, unfinished database) error {
	if unfinished.exists() {
		unfinished.remove()
		return os.RemoveAll(filepath.Join(dir, "repositories"))
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("--data: %s holds other things than a demo", dir)
	}
	return err
}
