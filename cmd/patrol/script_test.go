package main

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"patrol": main})
}

// The scripts in testdata run the program as people do.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			path, _, _ := strings.Cut(e.Getenv("PATH"), string(os.PathListSeparator))
			e.Setenv("PROGRAM", filepath.Join(path, "patrol"))
			for _, who := range []string{"AUTHOR", "COMMITTER"} {
				e.Setenv("GIT_"+who+"_NAME", "Dana")
				e.Setenv("GIT_"+who+"_EMAIL", "dana@example.com")
			}
			e.Setenv("GIT_TERMINAL_PROMPT", "0")
			jar, err := cookiejar.New(nil)
			trusted := x509.NewCertPool()
			e.Values["trusted"] = trusted
			e.Values["browser"] = &http.Client{Jar: jar, Timeout: time.Minute,
				Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"get":     get,
			"post":    post,
			"await":   await,
			"capture": capture,
			"occupy":  occupy,
			"catch":   catch,
			"certify": certify,
			"tamper":  tamper,
		},
	})
}

// get URL prints the status and the page, after redirects.
func get(ts *testscript.TestScript, _ bool, args []string) {
	res, err := ts.Value("browser").(*http.Client).Get(args[0])
	show(ts, res, err)
}

// post URL NAME=VALUE ... sends a form and prints as get does.
func post(ts *testscript.TestScript, _ bool, args []string) {
	form := url.Values{}
	for _, field := range args[1:] {
		name, value, _ := strings.Cut(field, "=")
		form.Add(name, value)
	}
	res, err := ts.Value("browser").(*http.Client).PostForm(args[0], form)
	show(ts, res, err)
}

func show(ts *testscript.TestScript, res *http.Response, err error) {
	ts.Check(err)
	defer res.Body.Close()
	fmt.Fprintln(ts.Stdout(), res.Status, res.Request.URL.Path)
	_, err = io.Copy(ts.Stdout(), res.Body)
	ts.Check(err)
}

// await NAME FILE PATTERN waits until a file has text that fits, and sets NAME to it.
func await(ts *testscript.TestScript, _ bool, args []string) {
	pattern := regexp.MustCompile(args[2])
	for range 1200 {
		text, err := os.ReadFile(ts.MkAbs(args[1]))
		if found := pattern.Find(text); err == nil && found != nil {
			ts.Setenv(args[0], string(found))
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("nothing in %s fits %s", args[1], args[2])
}

// capture NAME PATTERN sets NAME to what fits in the last output.
func capture(ts *testscript.TestScript, _ bool, args []string) {
	found := regexp.MustCompile(args[1]).FindString(ts.ReadFile("stdout"))
	if found == "" {
		ts.Fatalf("nothing fits %s", args[1])
	}
	ts.Setenv(args[0], found)
}

// occupy NAME takes a port and sets NAME to its address.
func occupy(ts *testscript.TestScript, _ bool, args []string) {
	l := loopback(ts)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// loopback listens on a port of this machine alone.
func loopback(ts *testscript.TestScript) net.Listener {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	return l
}

// tamper DATABASE STATEMENT does to a file what the law never would.
func tamper(ts *testscript.TestScript, _ bool, args []string) {
	d, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer d.Close()
	_, err = d.Exec(args[1])
	ts.Check(err)
}

// certify CERT KEY writes a certificate of 127.0.0.1 that the browser of the
// script trusts and nobody else does, and its key.
func certify(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	ts.Value("trusted").(*x509.CertPool).AddCert(server.Certificate())
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	ts.Check(err)
	for i, block := range []*pem.Block{
		{Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		{Type: "PRIVATE KEY", Bytes: key},
	} {
		ts.Check(os.WriteFile(ts.MkAbs(args[i]), pem.EncodeToMemory(block), 0o600))
	}
}
