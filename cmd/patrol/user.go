package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"patrol"
	"patrol/db"
)

// A user is the group of commands for users. A running server heeds what they
// do at once.
type user struct {
	Add       userAdd       `cmd:"" help:"Add a user, whose password is read from standard input."`
	Password  userPassword  `cmd:"" help:"Set a user's password, read from standard input, and end their sessions."`
	Suspend   userSuspend   `cmd:"" help:"Put a user out at once, their sessions and tokens with them."`
	Unsuspend userUnsuspend `cmd:"" help:"Let a suspended user in again."`
}

// An account is the user that a command is about.
type account struct {
	database
	Login string `arg:"" help:"Login of the user."`
}

// with lets fn use the authority over what is in a's database.
func (a account) with(ctx context.Context, url string, fn func(*patrol.Authority) error) error {
	return a.use(ctx, func(store *db.DB) error { return fn(newAuthority(store, url, limits{})) })
}

// A linker are the flags of commands that can make a link instead.
type linker struct {
	Link string `placeholder:"FILE" help:"Write a link to a new file instead, good for 7 days, by which the user sets the password; - for standard output."`
	URL  string `default:"http://127.0.0.1:8080" help:"Where people reach us; links lead there."`
}

// password reads a password, unless a link is wanted.
func (l linker) password() (string, error) {
	if _, err := parseURL(l.URL); err != nil || l.Link != "" {
		return "", err
	}
	if isTerminal(os.Stdin) {
		return "", errors.New("the password is read from standard input, which is a terminal and would show it;" +
			" use a pipe, or --link FILE")
	}
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	password := strings.TrimRight(line, "\r\n")
	if why := patrol.CheckPassword(password); why != "" {
		return "", errors.New(why)
	}
	return password, nil
}

// give gives a user the password, or the link that is wanted, once prepare has
// made sure of the user.
func (l linker) give(ctx context.Context, c account, password string, prepare func(*patrol.Authority) error) (err error) {
	var file *linkFile
	if l.Link != "" && l.Link != "-" {
		if file, err = createLinkFile("--link", l.Link); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, file.close(err == nil)) }()
	}
	return c.with(ctx, strings.TrimSuffix(l.URL, "/"), func(a *patrol.Authority) error {
		if err := prepare(a); err != nil {
			return plain(err)
		}
		if l.Link == "" {
			return a.ResetPassword(ctx, c.Login, password)
		}
		link, err := a.PasswordLink(ctx, c.Login)
		if err != nil {
			return err
		}
		if file == nil {
			_, err = fmt.Println(link)
			return err
		}
		_, err = fmt.Fprintf(file, "%s\t%s\n", c.Login, link)
		return err
	})
}

// A userAdd is the command that adds a user.
type userAdd struct {
	account
	linker
	Name  string `help:"Name, as people say it."`
	Email string `help:"Address to sign in with, and for mail."`
}

// Run adds the user.
func (c *userAdd) Run(ctx context.Context) error {
	password, err := c.password()
	if err != nil {
		return err
	}
	return c.give(ctx, c.account, password, func(a *patrol.Authority) error {
		return a.AddUser(ctx, &patrol.Account{Login: c.Login, Name: c.Name, Email: c.Email})
	})
}

// A userPassword is the command that sets a user's password.
type userPassword struct {
	account
	linker
}

// Run sets the password.
func (c *userPassword) Run(ctx context.Context) error {
	password, err := c.password()
	if err != nil {
		return err
	}
	return c.give(ctx, c.account, password, func(*patrol.Authority) error { return nil })
}

// A userSuspend is the command that suspends a user.
type userSuspend struct{ account }

// Run suspends the user.
func (c *userSuspend) Run(ctx context.Context) error {
	return c.with(ctx, "", func(a *patrol.Authority) error { return a.Suspend(ctx, c.Login, true) })
}

// A userUnsuspend is the command that lets a suspended user in again.
type userUnsuspend struct{ account }

// Run lets the user in.
func (c *userUnsuspend) Run(ctx context.Context) error {
	return c.with(ctx, "", func(a *patrol.Authority) error { return a.Suspend(ctx, c.Login, false) })
}

// plain is err in the words of its fields alone, if it has any.
func plain(err error) error {
	e, ok := errors.AsType[*patrol.Error](err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var words []string
	for _, f := range e.Fields {
		words = append(words, f.Message)
	}
	return errors.New(strings.Join(words, "; "))
}

// isTerminal reports whether someone sits at f.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
