package db

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"patrol"
)

// A listener hears from other processes on the same server what they changed.
type listener struct {
	config *pgx.ConnConfig
	memory *memory
	log    *slog.Logger
	name   string       // ours, to know our own voice
	heard  atomic.Int64 // when all was heard that had been said, in nanoseconds
	cancel context.CancelFunc
	gone   chan struct{}
}

const (
	channel   = "patrol"
	pollEvery = 250 * time.Millisecond
	deafAfter = time.Second
	longest   = 100 // digests in a notification; PostgreSQL takes 8000 bytes
)

func startListener(ctx context.Context, config *pgx.ConnConfig, m *memory, log *slog.Logger) *listener {
	ctx, cancel := context.WithCancel(ctx)
	l := &listener{config: config, memory: m, log: log, name: rand.Text(),
		cancel: cancel, gone: make(chan struct{})}
	go l.run(ctx)
	return l
}

// fresh reports whether l heard all that was said until a second ago.
func (l *listener) fresh() bool { return time.Now().UnixNano()-l.heard.Load() < int64(deafAfter) }

// tell is c in words that hear understands.
func (l *listener) tell(c *changes) string {
	if c.everything || len(c.digests) > longest {
		return l.name + " everything"
	}
	words := []string{l.name}
	for _, d := range c.digests {
		words = append(words, d.String())
	}
	return strings.Join(words, " ")
}

// hear makes the memory forget what others changed.
func (l *listener) hear(said string) {
	words := strings.Fields(said)
	if len(words) == 0 || words[0] == l.name {
		return
	}
	var c changes
	for _, word := range words[1:] {
		var d digest
		if d.Scan(word) != nil {
			c.everything = true // as they say
		}
		c.digests = append(c.digests, patrol.Digest(d))
	}
	l.memory.forget(&c)
}

// run listens, again when the connection breaks. Until then l is deaf, and
// after a second nobody believes the memory.
func (l *listener) run(ctx context.Context) {
	defer close(l.gone)
	for ctx.Err() == nil {
		if err := l.listen(ctx); err != nil && ctx.Err() == nil {
			l.log.Warn("no word from the database", "error", err)
		}
		select {
		case <-time.After(pollEvery):
		case <-ctx.Done():
		}
	}
}

// listen hears all that is said until the connection breaks.
func (l *listener) listen(ctx context.Context) error {
	config := l.config.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, said *pgconn.Notification) { l.hear(said.Payload) }
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	l.memory.clear() // of what changed while nobody listened
	for {
		if err := l.ask(ctx, c); err != nil {
			return err
		}
		wait, cancel := context.WithTimeout(ctx, pollEvery)
		err := c.PgConn().WaitForNotification(wait)
		cancel()
		if err != nil && !pgconn.Timeout(err) {
			return err
		}
	}
}

// ask waits for an answer, before which comes all that was said before.
func (l *listener) ask(ctx context.Context, c *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, deafAfter)
	defer cancel()
	asked := time.Now()
	if err := c.Ping(ctx); err != nil {
		return err
	}
	l.heard.Store(asked.UnixNano())
	return nil
}

// close stops listening.
func (l *listener) close() {
	l.cancel()
	<-l.gone
}
