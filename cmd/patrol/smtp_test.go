package main

import (
	"io"
	"os"

	"github.com/emersion/go-smtp"
	"github.com/rogpeppe/go-internal/testscript"
)

// catch NAME FILE takes mail at an address, which it sets NAME to, and appends
// it to a file.
func catch(ts *testscript.TestScript, _ bool, args []string) {
	server := smtp.NewServer(catcher{ts.MkAbs(args[1])})
	l := loopback(ts)
	go server.Serve(l)
	ts.Defer(func() { server.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// A catcher is a mail server that appends all mail to one file.
type catcher struct{ file string }

func (c catcher) NewSession(*smtp.Conn) (smtp.Session, error) { return c, nil }
func (c catcher) Mail(string, *smtp.MailOptions) error        { return nil }
func (c catcher) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (c catcher) Reset()                                      {}
func (c catcher) Logout() error                               { return nil }

func (c catcher) Data(r io.Reader) error {
	f, err := os.OpenFile(c.file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(f, r)
	return err
}
