package console

import (
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"
)

// packers are gzip writers at rest: making one costs more than packing a page.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, 5) // a known level: cannot fail
	return w
}}

// send answers with a page, packed for browsers that take it so. Guessing a
// secret by the size of answers takes many of them, and the one page that has
// a secret has it once.
func send(c echo.Context, status int, page []byte) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if !strings.Contains(c.Request().Header.Get(echo.HeaderAcceptEncoding), "gzip") || c.Request().Method == http.MethodHead {
		return c.Blob(status, echo.MIMETextHTMLCharsetUTF8, page)
	}
	h.Set(echo.HeaderContentEncoding, "gzip")
	c.Response().WriteHeader(status)
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(c.Response())
	if _, err := w.Write(page); err != nil {
		return err
	}
	return w.Close()
}
