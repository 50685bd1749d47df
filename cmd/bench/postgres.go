package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"os"
	"os/exec"
	"strings"
)

// A postgres is a PostgreSQL server for this run alone. It ends with its input.
type postgres struct {
	dsn   string
	input io.Closer
	cmd   *exec.Cmd
}

// startPostgres starts one as tests do.
func startPostgres(ctx context.Context) (*postgres, error) {
	cmd := exec.CommandContext(ctx, "bash", ".ci/postgres", "sh", "-c", `echo "$PATROL_TEST_POSTGRES"; cat`)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return nil } // what ends it is its input
	input, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &postgres{input: input, cmd: cmd}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, p.stop())
	}
	p.dsn = strings.TrimSpace(line)
	return p, nil
}

func (p *postgres) stop() error { return errors.Join(p.input.Close(), p.cmd.Wait()) }

// measureOrganizationOnPostgres looks at the same lists as measureOrganization,
// on a server that is started for that, if it can be.
func (b *bench) measureOrganizationOnPostgres(ctx context.Context) (rows []row, err error) {
	if strings.Contains(b.database, "://") {
		return nil, nil // they have been
	}
	server, err := startPostgres(ctx)
	if err != nil {
		log.Printf("PostgreSQL is not measured: %v", err)
		return nil, nil
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	there := &bench{tokens: b.tokens, database: server.dsn, round: b.round, dir: b.dir, binary: b.binary, floor: b.floor}
	if there.town, err = there.store(ctx); err != nil {
		return nil, err
	}
	if there.patrol, err = there.startPatrol(ctx, there.database); err != nil {
		return nil, err
	}
	defer func() { there.patrol.stop(); there.small.stop() }()
	rows, err = there.measureOrganization(ctx)
	for i := range rows {
		rows[i].what = "PostgreSQL, " + rows[i].what
	}
	return rows, err
}
