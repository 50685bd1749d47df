package db

import (
	"context"
	"database/sql"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// A conn is a connection to SQLite with the statements prepared on it:
// preparing one takes longer than running it. One goroutine uses it at a time.
type conn struct {
	sql        *sql.Conn
	statements map[string]*sql.Stmt
}

// maxStatements bounds what a conn keeps: some queries come in many lengths.
const maxStatements = 256

func newConn(c *sql.Conn) *conn { return &conn{c, map[string]*sql.Stmt{}} }

var placeholder = regexp.MustCompile(`\$[0-9]+`)

// forSQLite has a query run as it is meant. By LIMIT with a bare argument, it
// would be planned anew each time that it is given one. What keeps PostgreSQL
// from looking for more than is asked for only takes time here. And of an INSERT
// that fails all is undone with its transaction: else it would first copy each
// page that it changes, to be undone alone.
var forSQLite = strings.NewReplacer(`LIMIT $`, `LIMIT +$`, lookedUp, ``, `INTO `, `OR FAIL INTO `)

func (c *conn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		for _, s := range c.statements {
			s.Close()
		}
		clear(c.statements)
	}
	s, err := c.sql.PrepareContext(ctx, byPlace(forSQLite.Replace(query)))
	if err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

// byPlace is a query with a bare ? for each argument that comes in its turn:
// the driver looks up by name what has a number.
func byPlace(query string) string {
	last := 0
	return placeholder.ReplaceAllStringFunc(query, func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		if n == last+1 {
			last = n
			return "?"
		}
		last = max(last, n)
		return "?" + p[1:]
	})
}

// ready returns the statement for a query, and the context to run it in. Whoever
// waits for the processor goes first: a long update would keep those who only
// ask something for 10 ms at a time.
//
// Who has gone away has no other statement run, but the one that runs comes to
// its end: to watch over each would take two goroutines.
func (c *conn) ready(ctx context.Context, query string) (context.Context, *sql.Stmt, error) {
	runtime.Gosched()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	ctx = context.WithoutCancel(ctx)
	s, err := c.prepare(ctx, query)
	return ctx, s, err
}

// ExecContext implements session.
func (c *conn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx, s, err := c.ready(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext implements session.
func (c *conn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx, s, err := c.ready(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// run runs a statement without arguments, such as BEGIN.
func (c *conn) run(ctx context.Context, statement string) error {
	_, err := c.ExecContext(ctx, statement)
	return err
}

func (c *conn) close() error {
	for _, s := range c.statements {
		s.Close()
	}
	return c.sql.Close()
}
