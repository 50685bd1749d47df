// Command bench measures Patrol: the real program, over loopback, with many
// tokens in its database, each figure beside that of a bare echo handler in the
// same run. It prints a table and the goals of each row.
//
//	go run ./cmd/bench [-tokens N] [-seconds S] [-only REGEXP] [-database postgres://…]
//
// Everything is made in a temporary folder that goes when it ends; a
// PostgreSQL database must be empty, and is left full.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) == 3 && os.Args[1] == floorCommand {
		log.Fatal(serveFloor(os.Args[2]))
	}
	b := &bench{}
	flag.IntVar(&b.tokens, "tokens", 100_000, "how many tokens are stored")
	flag.StringVar(&b.database, "database", "", "an empty database, postgres://…; SQLite in a temporary folder if empty")
	seconds := flag.Float64("seconds", 1, "how long each of three rounds of a row takes")
	only := flag.String("only", "", "a regular expression: measure the rows it matches alone")
	flag.Parse()
	b.round = time.Duration(*seconds * float64(time.Second))
	var err error
	if b.only, err = regexp.Compile(*only); err != nil {
		log.Fatal(err)
	}
	if b.tokens < tokensOfEach || b.round <= 0 {
		log.Fatalf("there must be %d tokens or more, and some time", tokensOfEach)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := b.run(ctx); err != nil {
		log.Fatal(err)
	}
}

// A bench is one run of measurements.
type bench struct {
	tokens   int
	database string
	round    time.Duration
	only     *regexp.Regexp

	dir    string // temporary
	binary string // of Patrol
	town   *town
	patrol *server
	floor  *server
	small  *organization // nil until it is wanted
}

// A measurement makes one or more rows of the table.
type measurement struct {
	name string
	run  func(*bench, context.Context) ([]row, error)
}

// measurements are in the order in which they are made: what wants a server
// that remembers nothing comes first, what fills the database last.
var measurements = []measurement{
	{"fsync", (*bench).measureDisk},
	{"binary", (*bench).measureBinary},
	{"start", (*bench).measureStart},
	{"memory", (*bench).measureMemory},
	{"pages: bytes and requests", (*bench).weighPages},
	{"GET /user, never seen", (*bench).measureUnseen},
	{"GET /user, one token", (*bench).measureOneToken},
	{"GET /user, tokens in turn", (*bench).measureInTurn},
	{"against the same bytes", (*bench).measureSame},
	{"law alone", (*bench).measureLaw},
	{"git info/refs", (*bench).measureGit},
	{"repository search", (*bench).measureSearch},
	{"wizard page", (*bench).measureWizard},
	{"list, 20 tokens", (*bench).measureList},
	{"list, 10,000 tokens", (*bench).measureLongList},
	{"create, one writer", (*bench).measureCreate},
	{"create, 32 writers", (*bench).measureCreateTogether},
	{"organization: lists", (*bench).measureOrganization},
	{"organization: REST", (*bench).measureGovernance},
	{"organization: lists, on PostgreSQL", (*bench).measureOrganizationOnPostgres},
	{"organization: bulk approval", (*bench).measureBulk},
	{"organization: revoke", (*bench).measureRevoke},
	{"enterprise: preview", (*bench).measureEnterprise},
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "patrol-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	defer func() { b.floor.stop(); b.patrol.stop(); b.small.stop() }()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	t := table{os.Stdout}
	t.head()
	for _, m := range measurements {
		if !b.only.MatchString(m.name) {
			continue
		}
		rows, err := m.run(b, ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		t.print(rows)
	}
	return nil
}

// prepare builds Patrol, fills its database, and starts it and the floor.
func (b *bench) prepare(ctx context.Context) (err error) {
	log.Print("building")
	if err := b.build(ctx); err != nil {
		return err
	}
	if b.database == "" {
		b.database = filepath.Join(b.dir, "bench.db")
	}
	if b.town, err = b.store(ctx); err != nil {
		return err
	}
	if b.floor, err = b.startFloor(ctx); err != nil {
		return err
	}
	b.patrol, err = b.startPatrol(ctx, b.database)
	return err
}

// store fills the database, and says how long that takes.
func (b *bench) store(ctx context.Context) (*town, error) {
	began := time.Now()
	log.Printf("storing %d tokens", b.tokens)
	t, err := b.fill(ctx, b.database, b.tokens)
	log.Printf("stored in %s", time.Since(began).Round(time.Millisecond))
	return t, err
}
