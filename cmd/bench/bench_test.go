package main

import (
	"bufio"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"patrol/db"
)

// What is measured are answers to tokens that Patrol knows.
func TestTokensOfTheTownAreKnown(t *testing.T) {
	b := &bench{dir: t.TempDir()}
	database := filepath.Join(b.dir, "town.db")
	town, err := b.fill(t.Context(), database, 2*tokensOfEach)
	if err != nil {
		t.Fatal(err)
	}
	store, err := db.Open(t.Context(), database, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for id, login := range map[int64]string{1: town.user, 4: "user-2", int64(town.tokens+town.waiting) + hoard: town.hoarder} {
		s, err := secret(id)
		if err != nil {
			t.Fatal(err)
		}
		bearer, err := store.Bearer(t.Context(), s.Digest())
		if err != nil {
			t.Fatal(err)
		}
		if bearer.TokenID != id || bearer.User.Login != login || len(bearer.Admissions) != 1 {
			t.Errorf("token %d is %d of %s with %d admissions", id, bearer.TokenID, bearer.User.Login, len(bearer.Admissions))
		}
	}
}

func TestReadAnswer(t *testing.T) {
	in := bufio.NewReader(strings.NewReader("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc" +
		"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" +
		"HTTP/1.1 204 No Content\r\n\r\n" +
		"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
	for _, want := range []int{200, 201, 204, 404} {
		if status, err := readAnswer(in); status != want || err != nil {
			t.Fatalf("%d, %v; want %d", status, err, want)
		}
	}
	if _, err := readAnswer(in); err == nil {
		t.Error("read an answer where there is none")
	}
}

func TestLoadOfTheFloor(t *testing.T) {
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	go serveFloor(address)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	s := &server{address: address}
	request := ask{"GET", "/user", bearer(1), ""}.bytes(address)
	for s.answers(request) != nil {
		if ctx.Err() != nil {
			t.Fatal("the floor does not answer")
		}
		time.Sleep(time.Millisecond)
	}
	l := &load{server: s, clients: 2, status: 200, request: func(int64) []byte { return request }}
	if err := l.once(ctx, 3); err != nil {
		t.Error(err)
	}
	l.status = 404
	if err := l.once(ctx, 1); err == nil {
		t.Error("took an answer for one with another status")
	}
}

func TestNeeds(t *testing.T) {
	page, err := html.Parse(strings.NewReader(`<link href="/a.css"><script src="/b.js"></script><a href="/c"></a><img src="/d">`))
	if err != nil {
		t.Fatal(err)
	}
	if got := needs(page); !slices.Equal(got, []string{"/a.css", "/b.js", "/d"}) {
		t.Errorf("needs %q", got)
	}
	css := `url(e.woff2) url("data:x") url('/f')`
	if got := inStyle("/static/a.css", []byte(css)); !slices.Equal(got, []string{"/static/e.woff2", "/f"}) {
		t.Errorf("style needs %q", got)
	}
}
