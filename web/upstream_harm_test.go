package web_test

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A far server that does not behave hurts nobody but who asked, and leaves
// nothing behind.
func TestUpstreamMayMisbehave(t *testing.T) {
	const size = 64 << 20
	gone := make(chan struct{}, 1)
	b := newBorder(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("how") {
		case "redirect":
			w.Header().Set("Location", "http://"+r.Host+"/api/v3/elsewhere?x=1")
			w.WriteHeader(http.StatusFound)
		case "away":
			w.Header().Set("Location", "https://elsewhere.test/")
			w.WriteHeader(http.StatusTemporaryRedirect)
		case "silent":
			<-r.Context().Done()
		case "stalls":
			io.WriteString(w, "some")
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
			gone <- struct{}{}
		case "trickles":
			for range 8 {
				io.WriteString(w, "drop ")
				http.NewResponseController(w).Flush()
				time.Sleep(60 * time.Millisecond)
			}
		case "short":
			raw(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")
		case "cut":
			raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n9999\r\n")
		case "long":
			raw(w, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nthis and much more")
		case "nonsense":
			raw(w, "BREW 418\r\n\r\n")
		case "hints":
			raw(w, "HTTP/1.1 103 Early Hints\r\nSet-Cookie: a=b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		case "switches":
			raw(w, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
		case "headers":
			raw(w, "HTTP/1.1 200 OK\r\nX-Long: "+strings.Repeat("x", 1<<20)+"\r\n\r\n")
		case "refuses":
			w.WriteHeader(http.StatusUnauthorized)
		case "huge":
			io.CopyN(w, zeros{}, size)
		case "echo":
			http.NewResponseController(w).EnableFullDuplex()
			io.Copy(w, r.Body)
		}
	})
	as := bearer(b.approved("site", reads("contents=read issues=write", b.site)))
	before := runtime.NumGoroutine()
	for _, tt := range []struct {
		how, body string
		status    int
		location  string
		breaks    bool
	}{
		{"redirect", "", 302, "https://patrol.test/api/v3/elsewhere?x=1", false},
		{"away", "", 307, "https://elsewhere.test/", false},
		{"silent", `"Gateway Timeout"`, 504, "", false},
		{"stalls", "some", 200, "", true},
		{"trickles", strings.Repeat("drop ", 8), 200, "", false},
		{"short", "only this", 200, "", true},
		{"cut", "first", 200, "", true},
		{"long", "this", 200, "", false},
		{"nonsense", `"Bad Gateway"`, 502, "", false},
		{"hints", "ok", 200, "", false},
		{"switches", `"Bad Gateway"`, 502, "", false},
		{"headers", `"Bad Gateway"`, 502, "", false},
		{"refuses", `"Bad Gateway"`, 502, "", false},
	} {
		resp, body, err := b.over(b.request(t.Context(), "GET", as, "/repos/acme/site/topics?how="+tt.how, ""))
		if resp == nil {
			t.Errorf("%s: %v", tt.how, err)
			continue
		}
		if resp.StatusCode != tt.status || !strings.Contains(body, tt.body) || (err != nil) != tt.breaks ||
			resp.Header.Get("Location") != tt.location || resp.Header.Get("Set-Cookie") != "" ||
			resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %.100q %v %v", tt.how, resp.StatusCode, body, err, resp.Header)
		}
	}
	<-gone
	b.streams(as, size)

	ctx, leave := context.WithCancel(t.Context())
	r := b.request(ctx, "GET", as, "/repos/acme/site/topics?how=stalls", "")
	resp, err := http.DefaultTransport.RoundTrip(r)
	b.must(err)
	leave()
	resp.Body.Close()
	select {
	case <-gone:
	case <-time.After(250 * time.Millisecond):
		t.Error("the far server is not told that the client went away")
	}

	b.far.Close()
	resp, body, err := b.over(b.request(t.Context(), "GET", as, "/repos/acme/site/topics", ""))
	if err != nil || resp.StatusCode != 502 || strings.Contains(body, b.far.Listener.Addr().String()) {
		t.Errorf("with nobody there: %v %s %v", resp, body, err)
	}
	b.discreet(strings.TrimPrefix(as, "Bearer "))
	b.front.CloseClientConnections()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, and there were %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

// streams checks that what is large goes through without being kept.
func (b *border) streams(as string, size int64) {
	b.t.Helper()
	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	resp, err := http.DefaultTransport.RoundTrip(b.request(b.t.Context(), "GET", as, "/repos/acme/site/topics?how=huge", ""))
	b.must(err)
	n, err := io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	runtime.ReadMemStats(&end)
	if kept := end.TotalAlloc - start.TotalAlloc; err != nil || n != size || kept > uint64(size)/4 {
		b.t.Errorf("%d of %d bytes came, and %d were allocated: %v", n, size, kept, err)
	}
	in, out := io.Pipe()
	r := b.request(b.t.Context(), "POST", as, "/repos/acme/site/issues/1/reactions?how=echo", "")
	r.Body, r.ContentLength = in, -1
	go func() {
		io.CopyN(out, zeros{}, 8<<20)
		out.Close()
	}()
	resp, err = http.DefaultTransport.RoundTrip(r)
	b.must(err)
	n, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil || n != 8<<20 {
		b.t.Errorf("%d bytes came back: %v", n, err)
	}
}

// zeros are as many as anybody wants.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// raw answers with just these bytes.
func raw(w http.ResponseWriter, bytes string) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	buffered.WriteString(bytes)
	buffered.Flush()
}
