package console

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/labstack/echo/v4"
)

// A packer packs what is written to it.
type packer interface {
	io.WriteCloser
	Reset(io.Writer)
}

// packings are the codings that pages are sent in, best first: zstd packs a page
// as small as gzip, in two thirds of the time. Packers rest between pages:
// making one costs more than packing a page.
var packings = []struct {
	coding  string
	packers *sync.Pool
}{
	{"zstd", &sync.Pool{New: func() any {
		w, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
			zstd.WithWindowSize(64<<10), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
		return w // known options: none can fail
	}}},
	{"gzip", &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, 5) // a known level: cannot fail
		return w
	}}},
}

// send answers with a page, packed for browsers that take it so. Guessing a
// secret by the size of answers takes many of them, and the one page that has
// a secret has it once.
func send(c echo.Context, status int, page []byte) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	accepted := c.Request().Header.Get(echo.HeaderAcceptEncoding)
	for _, p := range packings {
		if !strings.Contains(accepted, p.coding) || c.Request().Method == http.MethodHead {
			continue
		}
		h.Set(echo.HeaderContentEncoding, p.coding)
		c.Response().WriteHeader(status)
		w := p.packers.Get().(packer)
		defer p.packers.Put(w)
		w.Reset(c.Response())
		if _, err := w.Write(page); err != nil {
			return err
		}
		return w.Close()
	}
	return c.Blob(status, echo.MIMETextHTMLCharsetUTF8, page)
}
