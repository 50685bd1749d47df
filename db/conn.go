package db

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"runtime"
	"strconv"
	"strings"
)

// A conn is a connection to SQLite with the statements prepared on it:
// preparing one takes longer than running it. One goroutine uses it at a time.
type conn struct {
	sql        *sql.Conn
	statements map[string]*statement
}

// A statement takes its arguments by their places in the text. By their
// numbers, the driver would look for each among all that stand before it.
type statement struct {
	*sql.Stmt
	numbers []int // of the arguments, in the order of their places
	inOrder bool  // whether each comes once, and in its turn
}

// maxStatements bounds what a conn keeps: some queries come in many lengths.
const maxStatements = 256

func newConn(c *sql.Conn) *conn { return &conn{c, map[string]*statement{}} }

var placeholder = regexp.MustCompile(`\$[0-9]+`)

// forSQLite has a query run as it is meant. By LIMIT with a bare argument, it
// would be planned anew each time that it is given one; and what keeps
// PostgreSQL from looking for more than is asked for only takes time here.
var forSQLite = strings.NewReplacer(`LIMIT $`, `LIMIT +$`, lookedUp, ``)

func (c *conn) prepare(ctx context.Context, query string) (*statement, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		for _, s := range c.statements {
			s.Close()
		}
		clear(c.statements)
	}
	s := &statement{inOrder: true}
	byPlace := placeholder.ReplaceAllStringFunc(forSQLite.Replace(query), func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		s.numbers = append(s.numbers, n)
		s.inOrder = s.inOrder && n == len(s.numbers)
		return "?"
	})
	var err error
	if s.Stmt, err = c.sql.PrepareContext(ctx, byPlace); err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

// inPlace are arguments by the places that they go to.
func (s *statement) inPlace(args []any) ([]any, error) {
	if s.inOrder && len(s.numbers) == len(args) {
		return args, nil
	}
	placed := make([]any, len(s.numbers))
	for i, n := range s.numbers {
		if n < 1 || n > len(args) {
			return nil, fmt.Errorf("there is no argument $%d", n)
		}
		placed[i] = args[n-1]
	}
	return placed, nil
}

// ready returns the statement for a query and its arguments, and the context to
// run it in. Whoever waits for the processor goes first: a long update would
// keep those who only ask something for 10 ms at a time.
//
// Who has gone away has no other statement run, but the one that runs comes to
// its end: to watch over each would take two goroutines.
func (c *conn) ready(ctx context.Context, query string, args []any) (context.Context, *sql.Stmt, []any, error) {
	runtime.Gosched()
	if err := ctx.Err(); err != nil {
		return nil, nil, nil, err
	}
	ctx = context.WithoutCancel(ctx)
	s, err := c.prepare(ctx, query)
	if err != nil {
		return nil, nil, nil, err
	}
	args, err = s.inPlace(args)
	return ctx, s.Stmt, args, err
}

// ExecContext implements session.
func (c *conn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx, s, args, err := c.ready(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext implements session.
func (c *conn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx, s, args, err := c.ready(ctx, query, args)
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
