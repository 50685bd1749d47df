package git

import (
	"compress/gzip"
	"io"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// A body is the body of a request, unpacked, up to a limit.
type body struct {
	io.Reader
	left    int64
	request *http.ResponseController
}

// body is what c's client sends. It may be read while the answer is written.
func (h *Git) body(c echo.Context) (*body, error) {
	b := &body{Reader: c.Request().Body, left: h.Limits.Body, request: http.NewResponseController(c.Response())}
	if b.left == 0 {
		b.left = 1<<63 - 1
	}
	switch c.Request().Header.Get(echo.HeaderContentEncoding) {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(b.Reader)
		if err != nil {
			return nil, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
		}
		z.Multistream(false) // git sends one; nothing that is empty goes on for ever
		b.Reader = z
	default:
		return nil, echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	// Only HTTP/1 must be told; what cannot be told needs no telling.
	b.request.EnableFullDuplex()
	return b, nil
}

// Read reads what is left.
func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, &http.MaxBytesError{}
	}
	if int64(len(p)) > b.left {
		p = p[:b.left+1] // one more than there may be
	}
	n, err := b.Reader.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, &http.MaxBytesError{}
	}
	return n, err
}

// Close makes a Read that waits for the client return.
func (b *body) Close() error { return b.request.SetReadDeadline(time.Unix(1, 0)) }

// An answer reaches the client as it is written.
type answer struct{ *echo.Response }

func (a *answer) Write(p []byte) (int, error) {
	n, err := a.Response.Write(p)
	a.Flush()
	return n, err
}
