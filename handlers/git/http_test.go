package git_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// ask sends one request and returns the answer with its body read.
func (w *town) ask(method, path string, body io.Reader, headers ...string) (*http.Response, string) {
	w.t.Helper()
	r, err := http.NewRequest(method, w.URL+path, body)
	w.must(err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	w.must(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	w.must(err)
	return resp, string(text)
}

const (
	fetching = "application/x-git-upload-pack-request"
	pushing  = "application/x-git-receive-pack-request"
)

func TestUnauthorizedAsksForBasic(t *testing.T) {
	w := newTown(t)
	for _, path := range []string{"/acme/site/info/refs?service=git-upload-pack", "/acme/docs/info/refs?service=git-receive-pack",
		"/acme/none/info/refs?service=git-upload-pack"} {
		resp, _ := w.ask("GET", path, nil)
		if resp.StatusCode != 401 || resp.Header.Get("WWW-Authenticate") != `Basic realm="Patrol"` {
			t.Errorf("%s: %d %v", path, resp.StatusCode, resp.Header)
		}
	}
}

// A token may also be a bearer's.
func TestBearer(t *testing.T) {
	w := newTown(t)
	secret := w.token("contents=read")
	for header, status := range map[string]int{
		"Bearer " + secret: 200, "token " + secret: 200, "Bearer x": 401, "Digest " + secret: 401, secret: 401, "Basic !": 401,
	} {
		resp, _ := w.ask("GET", "/acme/site/info/refs?service=git-upload-pack", nil, "Authorization", header)
		if resp.StatusCode != status {
			t.Errorf("%.8s…: %d, want %d", header, resp.StatusCode, status)
		}
	}
}

// Who may read cannot write by naming one service here and another there.
func TestOneServiceOnly(t *testing.T) {
	w := newTown(t)
	reader := "Bearer " + w.token("contents=read")
	for _, c := range []struct {
		method, path, kind string
		status             int
	}{
		{"POST", "/acme/site/git-receive-pack", pushing, 403},
		{"POST", "/acme/site/git-receive-pack?service=git-upload-pack", pushing, 403},
		{"POST", "/acme/site/git-receive-pack?service=git-upload-pack", fetching, 403},
		{"POST", "/acme/site/git-upload-pack?service=git-receive-pack", pushing, 415},
		{"POST", "/acme/site/git-upload-pack", "text/plain", 415},
		{"GET", "/acme/site/info/refs?service=git-receive-pack", "", 403},
		{"GET", "/acme/site/info/refs?service=git-upload-pack&service=git-receive-pack", "", 403},
		{"GET", "/acme/site/info/refs?service=upload-pack", "", 403},
		{"GET", "/acme/site/info/refs?service=git-upload-archive", "", 403},
		{"GET", "/acme/site/info/refs", "", 403},
		{"GET", "/acme/vault%2f..%2fsite/info/refs?service=git-upload-pack", "", 404},
		{"GET", "/acme/..%2fsite/info/refs?service=git-upload-pack", "", 404},
		{"GET", "/acme/site/git-upload-pack", "", 405},
		{"POST", "/acme/site/info/refs?service=git-upload-pack", fetching, 405},
	} {
		resp, body := w.ask(c.method, c.path, strings.NewReader("0000"), "Authorization", reader, "Content-Type", c.kind)
		if resp.StatusCode != c.status {
			t.Errorf("%s %s: %d %s", c.method, c.path, resp.StatusCode, body)
		}
	}
}

// Each protocol is spoken as git itself speaks it.
func TestProtocols(t *testing.T) {
	w := newTown(t)
	for header, begins := range map[string]string{
		"":                       "001e# service=git-upload-pack\n0000",
		"version=1":              "001e# service=git-upload-pack\n0000000eversion 1\n",
		"version=2":              "000eversion 2\n",
		"version=1:version=2":    "000eversion 2\n",
		"version=9":              "001e# service=git-upload-pack\n0000",
		"version=2\t; rm -rf / ": "001e# service=git-upload-pack\n0000",
	} {
		_, body := w.ask("GET", "/acme/docs/info/refs?service=git-upload-pack", nil, "Git-Protocol", header)
		if !strings.HasPrefix(body, begins) {
			t.Errorf("%q: %.60q", header, body)
		}
	}
	writer := "Bearer " + w.token("contents=write")
	_, body := w.ask("GET", "/acme/site/info/refs?service=git-receive-pack", nil,
		"Git-Protocol", "version=2", "Authorization", writer)
	if !strings.HasPrefix(body, "001f# service=git-receive-pack\n0000") {
		t.Errorf("to push: %.60q", body)
	}
	for _, version := range []string{"0", "1", "2"} {
		dir := t.TempDir()
		w.run(dir, "-c", "protocol.version="+version, "clone", "-q", w.at("acme/docs", "", ""), ".")
		w.run(dir, "-c", "protocol.version="+version, "fetch", "-q")
	}
}

// What we say by ourselves is what git would say of that very repository.
func TestOfferIsGits(t *testing.T) {
	w := newTown(t)
	path := "/acme/docs/info/refs?service=git-upload-pack"
	_, ours := w.ask("GET", path, nil, "Git-Protocol", "version=2")
	config, err := os.OpenFile(filepath.Join(w.by["acme/docs"].Path, "config"), os.O_APPEND|os.O_WRONLY, 0)
	w.must(err)
	_, err = config.WriteString("[transfer]\n") // makes us ask git
	w.must(err)
	w.must(config.Close())
	if _, gits := w.ask("GET", path, nil, "Git-Protocol", "version=2"); ours != gits || !strings.Contains(ours, "filter") {
		t.Errorf("we say %q, git says %q", ours, gits)
	}
}

func TestShallowAndPartial(t *testing.T) {
	w := newTown(t)
	dir := w.clone("acme/site", "a.txt", "a\n")
	at := w.at("acme/site", "dana", w.token("contents=write"))
	w.run(dir, "push", "-q", at, "HEAD:main")
	shallow, partial := t.TempDir(), t.TempDir()
	w.run(shallow, "clone", "-q", "--depth=1", at, ".")
	if n := w.run(shallow, "rev-list", "--count", "HEAD"); n != "1" {
		t.Errorf("%s commits in a shallow clone", n)
	}
	w.run(partial, "clone", "-q", "--filter=blob:none", at, ".")
	w.run(partial, "fetch", "-q", at, w.run(dir, "rev-parse", "HEAD~1")) // by its name
	w.must(os.WriteFile(filepath.Join(shallow, "b.txt"), []byte("b\n"), 0o644))
	w.run(shallow, "add", ".")
	w.run(shallow, "commit", "-qm", "From a shallow clone")
	w.run(shallow, "push", "-q", at, "HEAD:main")
}

// A push of megabytes comes in chunks, and goes in with every kind of token.
func TestLargePush(t *testing.T) {
	w := newTown(t)
	for branch, permissions := range map[string]string{"one": "contents=write", "two": "contents=write workflows=write"} {
		dir := w.clone("acme/site", "big.bin", noise(t, 5<<20))
		w.run(dir, "push", "-q", w.at("acme/site", "dana", w.token(permissions)), "HEAD:refs/heads/"+branch)
	}
	dir := w.clone("acme/site", "big.bin", noise(t, 9<<20))
	out, err := w.try(dir, "push", w.at("acme/site", "dana", w.token("contents=write issues=read")), "HEAD:main")
	if err == nil || !strings.Contains(out, "413") {
		t.Errorf("beyond the limit: %v\n%s", err, out)
	}
}

// noise is n bytes that do not compress.
func noise(t *testing.T, n int) string {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestGzip(t *testing.T) {
	w := newTown(t)
	pack := func(text string) *bytes.Buffer {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := io.WriteString(z, text); err != nil {
			t.Fatal(err)
		}
		w.must(z.Close())
		return &b
	}
	const path = "/acme/docs/git-upload-pack"
	headers := []string{"Content-Type", fetching, "Git-Protocol", "version=2", "Content-Encoding", "gzip"}
	resp, body := w.ask("POST", path, pack("0013command=ls-refs0000"), headers...)
	if resp.StatusCode != 200 || !strings.Contains(body, " HEAD\n") {
		t.Errorf("ls-refs: %d %q", resp.StatusCode, body)
	}
	line := "ref-prefix " + strings.Repeat("x", 996)
	bomb := pack("0014command=ls-refs\n0001" + strings.Repeat(fmt.Sprintf("%04x%s", len(line)+4, line), 10_000))
	if resp, body := w.ask("POST", path, bomb, headers...); resp.StatusCode != 413 {
		t.Errorf("a bomb: %d %.80q", resp.StatusCode, body)
	}
	if resp, _ := w.ask("POST", path, strings.NewReader("plain"), headers...); resp.StatusCode != 400 {
		t.Errorf("no gzip: %d", resp.StatusCode)
	}
	headers[5] = "br"
	if resp, _ := w.ask("POST", path, strings.NewReader("?"), headers...); resp.StatusCode != 415 {
		t.Errorf("brotli: %d", resp.StatusCode)
	}
}

// A client that waits to be told to go on hears of a refusal before it sends.
func TestExpectContinue(t *testing.T) {
	w := newTown(t)
	dir := w.clone("acme/site", "a.txt", noise(t, 2<<20))
	at := w.at("acme/site", "dana", w.token("contents=write"))
	w.run(dir, "-c", "http.extraHeader=Expect: 100-continue", "push", "-q", at, "HEAD:main")
	resp, _ := w.ask("POST", "/acme/vault/git-receive-pack", strings.NewReader("0000"),
		"Expect", "100-continue", "Content-Type", pushing)
	if resp.StatusCode != 401 {
		t.Errorf("refused with %d", resp.StatusCode)
	}
}

// half is a connection on which half of a request was sent.
func (w *town) half() net.Conn {
	w.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(w.URL, "http://"))
	w.must(err)
	w.t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "POST /acme/docs/git-upload-pack HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\n"+
		"Git-Protocol: version=2\r\nContent-Length: 24\r\n\r\n0014command=ls-refs\n", conn.RemoteAddr(), fetching)
	w.must(err)
	return conn
}

// A client that sends half and waits is not waited for.
func TestStalledClient(t *testing.T) {
	w := newPatientTown(t, time.Second)
	conn := w.half()
	answer, err := io.ReadAll(conn)
	w.must(err)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
		t.Errorf("answered with %.40q", answer)
	}
}

// When the client goes away, git goes with it.
func TestGitDiesWithItsRequest(t *testing.T) {
	w := newTown(t)
	conn := w.half()
	for len(children(t)) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.must(conn.Close())
	for late := time.Now().Add(time.Minute); len(children(t)) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("still running: %v", children(t))
		}
	}
}

// children are the processes that this one started and that are still there.
func children(t *testing.T) (all []string) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil || len(tasks) == 0 {
		t.Fatalf("cannot tell what runs: %v", err)
	}
	for _, task := range tasks {
		out, err := os.ReadFile(task)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, strings.Fields(string(out))...)
	}
	return all
}
