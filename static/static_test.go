package static

import (
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
)

func get(url, acceptEncoding string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	r.Header.Set("Accept-Encoding", acceptEncoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreServedToBeKept(t *testing.T) {
	for name := range assets {
		res := get(URL(name), "")
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %s, Content-Type %q", name, res.Status, res.Header.Get("Content-Type"))
		}
		if !strings.HasSuffix(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: Cache-Control %q", name, res.Header.Get("Cache-Control"))
		}
	}
}

func TestFilesAreSentAsTheBrowserCanTakeThem(t *testing.T) {
	for _, c := range []struct{ name, accept, want string }{
		{"patrol.css", "gzip, deflate, br, zstd", "br"},
		{"patrol.css", "gzip, br;q=0", "gzip"},
		{"patrol.css", "BR;q=0.5", "br"},
		{"patrol.css", "br; q=0.000", ""},
		{"patrol.css", "br;q=much", ""},
		{"patrol.css", "brotli", ""},
		{"patrol.css", "", ""},
		{"patrol-sans.woff2", "gzip, br", ""}, // is compressed already
	} {
		res := get(URL(c.name), c.accept)
		if got := res.Header.Get("Content-Encoding"); got != c.want {
			t.Errorf("%s for %q: encoded as %q, want %q", c.name, c.accept, got, c.want)
		}
		if res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: no Vary", c.name, c.accept)
		}
	}
}

func TestOtherNamesAreNotFound(t *testing.T) {
	for _, name := range []string{
		"", "patrol.css", "patrol.0000000000.css", "static.go", "compressed/patrol.css.br", "../go.mod",
	} {
		if res := get(Prefix+name, ""); res.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %s", name, res.Status)
		}
	}
}

// The style sheet asks for the font under the name that it is served by.
func TestStyleSheetFindsTheFont(t *testing.T) {
	if !strings.Contains(string(assets["patrol.css"].plain), "url("+path.Base(URL("patrol-sans.woff2"))+")") {
		t.Error("patrol.css has another font's name")
	}
}
