package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// A wire is one connection of a client that does as little as it can, so that
// what is measured is the server. It is kept alive from request to request.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

// patience is how long an answer may take.
const patience = 30 * time.Second

func dial(address string) (*wire, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &wire{conn, bufio.NewReaderSize(conn, 16<<10)}, nil
}

func (w *wire) close() { w.conn.Close() }

// exchange sends a request and reads the whole answer, of which it returns the
// status.
func (w *wire) exchange(request []byte) (status int, err error) {
	if _, err := w.conn.Write(request); err != nil {
		return 0, err
	}
	return readAnswer(w.in)
}

// readAnswer reads an answer and forgets all of it but the status.
func readAnswer(in *bufio.Reader) (status int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < len("HTTP/1.1 200") {
		return 0, fmt.Errorf("%q begins no answer", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		name, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(": "))
		switch {
		case len(name) == 0:
			return status, skipBody(in, status, length, chunked)
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
}

// skipBody reads the body of an answer.
func skipBody(in *bufio.Reader, status, length int, chunked bool) error {
	if status == http.StatusNoContent || status == http.StatusNotModified {
		return nil
	}
	if !chunked {
		_, err := in.Discard(length)
		return err
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		if _, err := in.Discard(int(size) + len("\r\n")); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// An ask is what a request has beside its path.
type ask struct {
	method  string
	path    string
	headers http.Header
	body    string
}

// bytes is a as it goes over the wire to a host.
func (a ask) bytes(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.method, a.path, host)
	a.headers.Write(&b)
	if a.method == http.MethodPost {
		fmt.Fprintf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(a.body))
	}
	io.WriteString(&b, "\r\n"+a.body)
	return b.Bytes()
}
