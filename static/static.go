// Package static is what browsers fetch once and keep: a script with htmx in it,
// the style sheet, the font and the icons.
//
// Each file is served under a name that tells its content, such as
// /static/patrol.0a1b2c3d4e.css, so that a browser never asks for it again and
// never keeps an old one. patrol.css, patrol.js, icons.svg and compressed/ are
// made from the rest:
//
//go:generate go run ../cmd/genstatic -dir .
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed *.css *.js *.svg *.woff2 *.txt compressed
var files embed.FS

// Prefix is the path under which Handler serves.
const Prefix = "/static/"

var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// An asset is one file, ready to be sent.
type asset struct {
	name        string // under which it is served
	contentType string
	plain       []byte
	brotli      []byte // nil where it would save nothing
	gzip        []byte
}

// assets are all files by their own names, served by those that they are served under.
var assets, served = load()

func load() (assets, served map[string]*asset) {
	assets, served = map[string]*asset{}, map[string]*asset{}
	entries, _ := fs.ReadDir(files, ".") // embedded: cannot fail, nor can reading a file that is listed
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		plain, _ := files.ReadFile(e.Name())
		a := &asset{name: HashedName(e.Name(), plain), contentType: contentTypes[path.Ext(e.Name())], plain: plain}
		a.brotli, _ = files.ReadFile("compressed/" + e.Name() + ".br")
		a.gzip, _ = files.ReadFile("compressed/" + e.Name() + ".gz")
		assets[e.Name()], served[a.name] = a, a
	}
	return assets, served
}

// HashedName is the name that a file with this content is served under.
func HashedName(name string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}

// URL is the path of a file, such as URL("patrol.css"). It panics if there is
// no such file, so that a misspelt one does not survive its first page.
func URL(name string) string {
	return Prefix + assets[name].name
}

var symbol = regexp.MustCompile(`<symbol id="([^"]+)"`)

// Icons are the names of what icons.svg has: URL("icons.svg") + "#key".
func Icons() (names []string) {
	for _, found := range symbol.FindAllSubmatch(assets["icons.svg"].plain, -1) {
		names = append(names, string(found[1]))
	}
	return names
}

// Handler serves the files below Prefix, compressed where the browser can take it.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := served[strings.TrimPrefix(r.URL.Path, Prefix)]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		body, h := a.plain, w.Header()
		switch {
		case a.brotli != nil && accepts(r, "br"):
			body = a.brotli
			h.Set("Content-Encoding", "br")
		case a.gzip != nil && accepts(r, "gzip"):
			body = a.gzip
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Type", a.contentType)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Add("Vary", "Accept-Encoding")
		w.Write(body) // a browser that has gone away is no error of ours
	})
}

// accepts reports whether the sender of r names a content coding, and not with weight 0.
func accepts(r *http.Request, coding string) bool {
	for offer := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, weighted := strings.Cut(strings.ReplaceAll(offer, " ", ""), ";q=")
		if strings.EqualFold(name, coding) {
			q, err := strconv.ParseFloat(weight, 64)
			return !weighted || err == nil && q > 0
		}
	}
	return false
}
