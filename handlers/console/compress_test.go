package console

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/labstack/echo/v4"
)

func TestPagesArePacked(t *testing.T) {
	page := strings.Repeat("<li>A row of a page.</li>", 10_000)
	for accepted, want := range map[string]string{"gzip, deflate, br, zstd": "zstd", "gzip, br": "gzip", "br": "", "": ""} {
		for range 2 { // the second time with the packer of the first
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set(echo.HeaderAcceptEncoding, accepted)
			w := httptest.NewRecorder()
			if err := send(echo.New().NewContext(r, w), http.StatusOK, []byte(page)); err != nil {
				t.Fatal(err)
			}
			coding := w.Header().Get(echo.HeaderContentEncoding)
			if got := unpacked(t, coding, w.Body); coding != want || got != page {
				t.Errorf("%q: %q, %d bytes instead of %d", accepted, coding, len(got), len(page))
			}
		}
	}
}

// unpacked is what was packed in a coding.
func unpacked(t *testing.T, coding string, packed io.Reader) string {
	t.Helper()
	var err error
	switch coding {
	case "zstd":
		packed, err = zstd.NewReader(packed)
	case "gzip":
		packed, err = gzip.NewReader(packed)
	}
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
