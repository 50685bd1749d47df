package git

import (
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
)

// A body is the body of a request, unpacked, up to a limit.
type body struct {
	io.Reader
	left     int64
	over     atomic.Bool // all is read
	patience time.Duration
	conn     *http.ResponseController
}

// body is what c's client sends.
func (h *Git) body(c echo.Context) (*body, error) {
	b := &body{Reader: c.Request().Body, left: cmp.Or(h.Limits.Body, 1<<63-1),
		patience: cmp.Or(h.Limits.Patience, time.Minute), conn: http.NewResponseController(c.Response())}
	b.over.Store(c.Request().ContentLength == 0)
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
	b.conn.SetReadDeadline(time.Now().Add(b.patience))
	n, err := b.Reader.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return 0, &http.MaxBytesError{}
	}
	if errors.Is(err, io.EOF) {
		b.conn.SetReadDeadline(time.Time{}) // or else the connection counts as lost later on
		b.over.Store(true)
	}
	return n, err
}

// Close makes a Read that waits for the client return.
func (b *body) Close() error { return b.conn.SetReadDeadline(time.Unix(1, 0)) }

// mostHeld is how much of an answer is held back at most.
const mostHeld = 8 << 20

// An answer reaches the client as it is written, but no sooner than all of the
// request is read: by HTTP/1, whoever begins to answer has heard enough.
type answer struct {
	*echo.Response
	to   *body
	held []byte
}

func (a *answer) Write(p []byte) (int, error) {
	if !a.to.over.Load() {
		if len(a.held)+len(p) > mostHeld {
			return 0, errors.New("git answers before it was asked")
		}
		a.held = append(a.held, p...)
		return len(p), nil
	}
	if err := a.release(); err != nil {
		return 0, err
	}
	a.to.conn.SetWriteDeadline(time.Now().Add(a.to.patience))
	defer a.to.conn.SetWriteDeadline(time.Time{})
	n, err := a.Response.Write(p)
	a.Flush()
	return n, err
}

// release writes what was held back.
func (a *answer) release() error {
	_, err := a.Response.Write(a.held)
	a.held = nil
	return err
}
