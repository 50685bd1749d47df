package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"patrol"
	"patrol/db"
	"patrol/db/seal"
)

// An audit is the group of commands for the audit log, which a server seals
// while it runs.
type audit struct {
	Verify     auditVerify     `cmd:"" help:"Find out whether somebody changed the audit log."`
	Export     auditExport     `cmd:"" help:"Print the whole sealed log, in lines of JSON."`
	Checkpoint auditCheckpoint `cmd:"" help:"Print the newest checkpoint, to be kept elsewhere."`
	Key        auditKey        `cmd:"" help:"Print the key that checkpoints are checked with."`
}

// An auditVerify is the command that checks the log.
type auditVerify struct {
	database
	Export     string `placeholder:"FILE" help:"Check what 'patrol audit export' printed, instead of a database."`
	Checkpoint string `placeholder:"FILE" help:"Checkpoints that were kept elsewhere. They tell even if all of the log was made anew."`
	Key        string `placeholder:"KEY" help:"Key of the checkpoints, if not the one in the database."`
}

// Run prints what came of checking, and fails if anything is wrong.
func (c *auditVerify) Run(ctx context.Context) error {
	from := seal.Sources{Verifier: c.Key, Name: c.Checkpoint}
	if c.Checkpoint != "" {
		text, err := os.ReadFile(c.Checkpoint)
		if err != nil {
			return err
		}
		from.File = string(text)
	}
	report, err := c.check(ctx, from)
	if err != nil {
		return err
	}
	if len(report.Wrong) > 0 && c.Export != "" {
		return fmt.Errorf("%w\nAn export is checked whole: a part that somebody took of it looks as if the rest was cut", tampered(report))
	}
	if len(report.Wrong) > 0 {
		return tampered(report)
	}
	_, err = fmt.Println(sound(report))
	return err
}

func (c *auditVerify) check(ctx context.Context, from seal.Sources) (report *seal.Report, err error) {
	if c.Export == "" {
		err = c.use(ctx, func(store *db.DB) error {
			report, err = seal.Database(ctx, store, from)
			return err
		})
		return report, err
	}
	if c.Checkpoint == "" || c.Key == "" {
		return nil, errors.New("--export takes --checkpoint and --key: what an export says of itself proves nothing")
	}
	file, err := os.Open(c.Export)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return seal.Export(file, from)
}

// tampered says what is wrong with a log.
func tampered(r *seal.Report) error {
	more := ""
	if r.More > 0 {
		more = fmt.Sprintf("\n  and %d more", r.More)
	}
	return fmt.Errorf("the audit log is not as it was sealed:\n  %s%s", strings.Join(r.Wrong, "\n  "), more)
}

// sound says of a log that nothing is wrong, and how far that is known.
func sound(r *seal.Report) string {
	words := fmt.Sprintf("All is as it was sealed: %d lines.", r.Lines)
	if n := r.Lines - r.Vouched; n > 0 {
		words += fmt.Sprintf(" The last %d are newer than the newest checkpoint.", n)
	}
	if r.Unsealed > 0 {
		words += fmt.Sprintf(" Events that are not sealed yet: %d.", r.Unsealed)
	}
	return words
}

// An auditExport is the command that prints the log.
type auditExport struct{ database }

// Run prints the log.
func (c *auditExport) Run(ctx context.Context) error {
	return c.use(ctx, func(store *db.DB) error {
		return store.View(ctx, func(tx patrol.Tx) error { return seal.Write(os.Stdout, tx) })
	})
}

// An auditCheckpoint is the command that prints the newest checkpoint.
type auditCheckpoint struct{ database }

// Run prints the checkpoint.
func (c *auditCheckpoint) Run(ctx context.Context) error {
	return c.use(ctx, func(store *db.DB) error {
		return store.View(ctx, func(tx patrol.Tx) error {
			newest, err := tx.NewestCheckpoint()
			if patrol.NotFound.Is(err) {
				return errors.New("nothing is sealed yet: a server does that while it runs")
			}
			if err == nil {
				_, err = fmt.Print(newest.Note)
			}
			return err
		})
	})
}

// An auditKey is the command that prints the key of the checkpoints.
type auditKey struct{ database }

// Run prints the key.
func (c *auditKey) Run(ctx context.Context) error {
	return c.use(ctx, func(store *db.DB) error {
		key, err := seal.Key(ctx, store)
		if err == nil {
			_, err = fmt.Println(key.Verifier)
		}
		return err
	})
}

// A checkpointFile is the flag that says where checkpoints go.
type checkpointFile struct {
	AuditCheckpoints string `placeholder:"FILE" help:"Append each checkpoint of the audit log to this file, best one on another machine."`
}

// appender opens the file; nil if there is to be none.
func (c checkpointFile) appender() (io.WriteCloser, error) {
	if c.AuditCheckpoints == "" {
		return nil, nil
	}
	return os.OpenFile(c.AuditCheckpoints, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}

// sealed runs fn while the audit log of a store is sealed, and seals what fn
// left. Checkpoints are appended to the file that c names.
func (c checkpointFile) sealed(ctx context.Context, store patrol.Store, log *slog.Logger, fn func() error) (err error) {
	sealer := &seal.Sealer{Store: store, Log: log}
	away, err := c.appender()
	if err != nil {
		return fmt.Errorf("--audit-checkpoints: %w", err)
	}
	if away != nil {
		defer func() { err = errors.Join(err, away.Close()) }()
		sealer.Away = away
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		sealer.Run(ctx)
		close(done)
	}()
	defer func() { stop(); <-done }()
	return fn()
}
