// Command gentokens writes static/css/tokens.css: the design tokens that our
// style sheets use, and no others, in each of the eight themes that one may choose.
// They come from the npm package @primer/primitives 11.10.0:
//
//	npm pack @primer/primitives@11.10.0 && tar xzf primer-primitives-11.10.0.tgz
//	go run ./cmd/gentokens -primitives package && go run ./cmd/genstatic
//
// It is needed only when a style sheet takes a token that it had not before.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// themes are what a user may choose, as the package names them. Not all of its
// themes are: the words of dark-dimmed are too faint on its labels and buttons.
var themes = []string{
	"light", "dark", "light-high-contrast", "dark-high-contrast", "light-colorblind", "dark-colorblind",
	"light-tritanopia", "dark-tritanopia",
}

// bases are the files of tokens that are the same in every theme.
var bases = []string{
	"base/size/size", "base/typography/typography", "base/motion/motion",
	"functional/size/border", "functional/size/radius", "functional/size/size", "functional/size/z-index",
	"functional/spacing/space", "functional/typography/typography", "functional/motion/motion",
}

func main() {
	primitives := flag.String("primitives", "package", "the folder of the unpacked npm package")
	styles := flag.String("styles", "static/css", "the folder of style sheets, where tokens.css goes")
	flag.Parse()
	log.SetFlags(0)
	if err := generate(filepath.Join(*primitives, "dist/css"), *styles); err != nil {
		log.Fatal(err)
	}
}

func generate(primitives, styles string) error {
	css, err := ownStyles(styles)
	if err != nil {
		return err
	}
	p, err := readPalette(primitives)
	if err != nil {
		return err
	}
	names, err := p.reach(css)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(styles, "tokens.css"), p.print(names), 0o644)
}

// ownStyles is the text of all style sheets but tokens.css.
func ownStyles(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.css"))
	if err != nil {
		return "", err
	}
	var css strings.Builder
	for _, f := range files {
		if filepath.Base(f) == "tokens.css" {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		css.Write(b)
	}
	return css.String(), nil
}

var (
	comment     = regexp.MustCompile(`(?s)/\*.*?\*/`)
	declaration = regexp.MustCompile(`(--[A-Za-z0-9-]+):\s*([^;}]+)`)
	reference   = regexp.MustCompile(`var\((--[A-Za-z0-9-]+)`)
)

// tokens are custom properties and their values.
type tokens map[string]string

// readTokens reads a style sheet of the package. Each token's first value
// counts: what follows repeats it inside media queries.
func readTokens(file string) (tokens, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t := tokens{}
	for _, d := range declaration.FindAllStringSubmatch(comment.ReplaceAllString(string(b), ""), -1) {
		if _, seen := t[d[1]]; !seen {
			t[d[1]] = strings.TrimSpace(d[2])
		}
	}
	return t, nil
}

// A palette is all tokens of the package.
type palette struct {
	base  tokens
	theme map[string]tokens
}

func readPalette(dir string) (palette, error) {
	p := palette{tokens{}, map[string]tokens{}}
	for _, name := range bases {
		t, err := readTokens(filepath.Join(dir, name+".css"))
		if err != nil {
			return p, err
		}
		maps.Copy(p.base, t)
	}
	for _, name := range themes {
		t, err := readTokens(filepath.Join(dir, "functional/themes", name+".css"))
		if err != nil {
			return p, err
		}
		p.theme[name] = t
	}
	return p, nil
}

// values are all that a token may stand for.
func (p palette) values(name string) []string {
	var all []string
	if v, ok := p.base[name]; ok {
		all = append(all, v)
	}
	for _, theme := range themes {
		if v, ok := p.theme[theme][name]; ok {
			all = append(all, v)
		}
	}
	return all
}

// reach lists the tokens that css refers to, and those that they refer to, sorted.
func (p palette) reach(css string) ([]string, error) {
	found := map[string]bool{}
	for todo := []string{css}; len(todo) > 0; todo = todo[1:] {
		for _, r := range reference.FindAllStringSubmatch(todo[0], -1) {
			name := r[1]
			if found[name] {
				continue
			}
			values := p.values(name)
			if len(values) == 0 {
				return nil, fmt.Errorf("no token %s", name)
			}
			found[name] = true
			todo = append(todo, values...)
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// print writes the named tokens as css, a rule per theme. A theme holds when it
// is chosen and its mode is, or when the mode is auto and the system is of it.
func (p palette) print(names []string) []byte {
	var b bytes.Buffer
	b.WriteString("/* Made by cmd/gentokens from @primer/primitives (MIT, GitHub Inc.). Do not edit. */\n")
	block(&b, ":root", p.base, names)
	for _, name := range themes {
		id, mode := strings.ReplaceAll(name, "-", "_"), "light"
		if strings.HasPrefix(name, "dark") {
			mode = "dark"
		}
		chosen := fmt.Sprintf("[data-color-mode=%s][data-%[1]s-theme=%s]", mode, id)
		byDay := fmt.Sprintf("[data-color-mode=auto][data-light-theme=%s]", id)
		if mode == "light" {
			block(&b, chosen+","+byDay, p.theme[name], names)
			continue
		}
		block(&b, chosen, p.theme[name], names)
		b.WriteString("@media (prefers-color-scheme:dark){")
		// The attribute twice outweighs the rule for the theme by day.
		block(&b, fmt.Sprintf("[data-color-mode][data-color-mode=auto][data-dark-theme=%s]", id), p.theme[name], names)
		b.WriteString("}\n")
	}
	return b.Bytes()
}

func block(b *bytes.Buffer, selector string, t tokens, names []string) {
	b.WriteString(selector + "{")
	for _, name := range names {
		if v, ok := t[name]; ok {
			fmt.Fprintf(b, "%s:%s;", name, v)
		}
	}
	b.WriteString("}\n")
}
