// Command genstatic makes what package static serves from its sources: one
// style sheet, patrol.css, of the sheets in css/, one script, patrol.js, of those
// in js/, one picture, icons.svg, of all icons, and compressed copies of all text.
// Run it after any change below static/:
//
//	go run ./cmd/genstatic
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
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

// scripts are the parts of patrol.js.
var scripts = []string{"htmx.min.js", "patrol.js"}

// made are the files that are put together of others, and how.
var made = map[string]func(dir string) ([]byte, error){
	"patrol.css": styleSheet, "patrol.js": script, "icons.svg": sprite,
}

// texts are the files worth compressing. The font is compressed by itself.
var texts = []string{"LICENSES.txt", "favicon.svg", "icons.svg", "patrol.css", "patrol.js"}

func main() {
	dir := flag.String("dir", "static", "the folder of package static")
	flag.Parse()
	log.SetFlags(0)
	if err := generate(*dir); err != nil {
		log.Fatal(err)
	}
}

func generate(dir string) error {
	for name, make := range made {
		content, err := make(dir)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
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
	font, err := os.ReadFile(filepath.Join(dir, "patrol-sans.woff2"))
	if err != nil {
		return nil, err
	}
	hashed := static.HashedName("patrol-sans.woff2", font)
	return []byte(strings.ReplaceAll(css.String(), "patrol-sans.woff2", hashed)), nil
}

// script joins the scripts: a browser asks once for what it always needs together.
func script(dir string) ([]byte, error) {
	var all [][]byte
	for _, name := range scripts {
		b, err := os.ReadFile(filepath.Join(dir, "js", name))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes.TrimSpace(b))
	}
	return append(bytes.Join(all, []byte(";\n")), '\n'), nil
}

// svg is the element around an icon, whose content goes into the sprite.
var svg = regexp.MustCompile(`^<svg [^>]*(viewBox="[^"]*")>((?s).*)</svg>\s*$`)

// sprite holds every icon of icons/ as a symbol named like its file.
func sprite(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "icons", "*.svg"))
	if err != nil {
		return nil, err
	}
	all := bytes.NewBufferString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, file := range files {
		icon, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		parts := svg.FindSubmatch(icon)
		if parts == nil {
			return nil, fmt.Errorf("%s is no svg element with a viewBox", file)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		fmt.Fprintf(all, `<symbol id="%s" %s>%s</symbol>`, name, parts[1], parts[2])
	}
	all.WriteString("</svg>\n")
	return all.Bytes(), nil
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
