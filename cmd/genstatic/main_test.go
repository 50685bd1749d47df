package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
)

const dir = "../../static"

func TestMadeFilesAreFresh(t *testing.T) {
	for name, make := range made {
		want, err := make(dir)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read(t, name), want) {
			t.Errorf("%s is older than its sources: go run ./cmd/genstatic", name)
		}
	}
}

func TestCompressedFilesAreFresh(t *testing.T) {
	for _, name := range texts {
		text := read(t, name)
		for ext, open := range map[string]func(io.Reader) (io.Reader, error){
			".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
			".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		} {
			packed := read(t, "compressed/"+name+ext)
			r, err := open(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(name, ext, err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, text) {
				t.Errorf("compressed/%s%s is older than %[1]s: go run ./cmd/genstatic (%v)", name, ext, err)
			}
		}
	}
}

// A first visit stays small: what is sent of each file has a limit.
func TestFilesAreSmall(t *testing.T) {
	for name, limit := range map[string]int{
		"compressed/patrol.css.br": 10_000,
		"compressed/patrol.js.br":  13_500,
		"compressed/icons.svg.br":  5_000,
		"patrol-sans.woff2":        30_000,
	} {
		if size := len(read(t, name)); size > limit {
			t.Errorf("%s has %d bytes, more than %d", name, size, limit)
		}
	}
}

func TestMinify(t *testing.T) {
	const css = `
		/* a note */
		.a > .b :hover,
		.c { margin: calc(1px + 2px) 0; color: red; }
		@media (max-width: 3rem) { .a { top: 0 } }
	`
	const want = `.a>.b :hover,.c{margin:calc(1px + 2px) 0;color:red}@media (max-width:3rem){.a{top:0}}`
	if got := minify(css); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
