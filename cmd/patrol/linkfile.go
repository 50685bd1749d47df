package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"patrol"
)

// A linkFile holds the links by which people set their passwords, and only
// whoever asked for them may read it. A nil linkFile holds nothing.
type linkFile struct{ *os.File }

// createLinkFile makes the file that flag names, before anything else is done.
func createLinkFile(flag, name string) (*linkFile, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return &linkFile{f}, nil
}

// write writes a line for each user, with login and link. It runs within the
// transaction that makes them, so that no link can be lost; the transaction
// may run again, and so begins at the top.
func (f *linkFile) write(a *patrol.Authority, tx patrol.Tx, users []*patrol.Account) error {
	if f == nil {
		return nil
	}
	var b bytes.Buffer
	for _, user := range users {
		link, err := a.NewPasswordLink(tx, user)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s\t%s\n", user.Login, link)
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	if _, err := f.WriteAt(b.Bytes(), 0); err != nil {
		return err
	}
	return f.Sync()
}

// close closes the file, and removes it unless it is to be kept.
func (f *linkFile) close(keep bool) error {
	if f == nil {
		return nil
	}
	err := f.Close()
	if !keep {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
