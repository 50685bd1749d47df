// Command genstatic makes what package static serves from its sources: one
// style sheet, patrol.css, of the sheets in css/, and compressed copies of all
// text. Run it after any change below static/:
//
//	go run ./cmd/genstatic
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/andybalholm/brotli"

	"patrol/static"
)

// sheets are the parts of patrol.css; later ones override earlier ones.
var sheets = []string{
	"tokens", "base", "header", "frame", "button", "label", "box", "form", "permission", "summary", "list", "page", "token",
	"enterprise", "narrow",
}

// texts are the files worth compressing. The font is compressed by itself.
var texts = []string{"LICENSES.txt", "favicon.svg", "htmx.min.js", "patrol.css", "patrol.js"}

func main() {
	dir := flag.String("dir", "static", "the folder of package static")
	flag.Parse()
	log.SetFlags(0)
	if err := generate(*dir); err != nil {
		log.Fatal(err)
	}
}

func generate(dir string) error {
	css, err := styleSheet(dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "patrol.css"), css, 0o644); err != nil {
		return err
	}
	for _, name := range texts {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := compress(filepath.Join(dir, "compressed", name), text); err != nil {
			return err
		}
	}
	return nil
}

// compress writes text to path.br and path.gz, as small as they get.
func compress(path string, text []byte) error {
	var br, gz bytes.Buffer
	b := brotli.NewWriterLevel(&br, brotli.BestCompression)
	b.Write(text) // a bytes.Buffer takes everything
	b.Close()
	g, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	g.Write(text)
	g.Close()
	if err := os.WriteFile(path+".br", br.Bytes(), 0o644); err != nil {
		return err
	}
	return os.WriteFile(path+".gz", gz.Bytes(), 0o644)
}

// styleSheet joins the sheets and points them to the font under its hashed name.
func styleSheet(dir string) ([]byte, error) {
	var css strings.Builder
	for _, name := range sheets {
		b, err := os.ReadFile(filepath.Join(dir, "css", name+".css"))
		if err != nil {
			return nil, err
		}
		css.WriteString(minify(string(b)))
	}
	font, err := os.ReadFile(filepath.Join(dir, "mona-sans.woff2"))
	if err != nil {
		return nil, err
	}
	hashed := static.HashedName("mona-sans.woff2", font)
	return []byte(strings.ReplaceAll(css.String(), "mona-sans.woff2", hashed)), nil
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	space   = regexp.MustCompile(`\s+`)
	// around are marks beside which css needs no space. A space before a colon
	// may be a descendant combinator, and those around + and - matter in calc.
	around = regexp.MustCompile(` ?([{};,>]) ?|(:) `)
)

// minify leaves out comments and the space that means nothing.
func minify(css string) string {
	css = comment.ReplaceAllString(css, "")
	css = space.ReplaceAllString(css, " ")
	css = around.ReplaceAllString(css, "$1$2")
	return strings.TrimSpace(strings.ReplaceAll(css, ";}", "}"))
}
