// Command patrol is an authority for fine-grained personal access tokens: it
// serves its pages, its API and git, and manages what it serves.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
)

// A program is the command line. Each flag can also be given by the
// environment variable that --help names; nothing else reads the environment.
type program struct {
	Serve   serve    `cmd:"" help:"Serve pages, the API and git."`
	Demo    demo     `cmd:"" help:"Serve a made-up enterprise on loopback, to try things out."`
	Import  importer `cmd:"" help:"Take in people, organizations and repositories."`
	User    user     `cmd:"" help:"Manage users."`
	Audit   audit    `cmd:"" help:"Check and take along the audit log."`
	Version version  `cmd:"" help:"Say which version this is."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends us at once
	err := run(ctx, os.Args[1:])
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "patrol:", err)
		os.Exit(1)
	}
}

// run does what the arguments say.
func run(ctx context.Context, args []string) error {
	parser, err := kong.New(new(program),
		kong.Name("patrol"),
		kong.Description("An authority for fine-grained personal access tokens."),
		kong.DefaultEnvars("PATROL"),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
	)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return err
	}
	return command.Run()
}

// A version is the command that says which version this is.
type version struct{}

// Run prints the version.
func (version) Run() error {
	v, revision := "(unknown)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		v = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = " " + s.Value
			}
		}
	}
	_, err := fmt.Println("patrol " + v + revision)
	return err
}
