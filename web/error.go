package web

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/handlers/rest"
)

var statuses = map[patrol.Kind]int{
	patrol.Invalid:         http.StatusUnprocessableEntity,
	patrol.Unauthenticated: http.StatusUnauthorized,
	patrol.Forbidden:       http.StatusForbidden,
	patrol.NotFound:        http.StatusNotFound,
	patrol.Conflict:        http.StatusConflict,
	patrol.Unconfirmed:     http.StatusForbidden,
	patrol.TooMany:         http.StatusTooManyRequests,
	patrol.Malformed:       http.StatusBadRequest,
	patrol.NotServed:       http.StatusNotImplemented,
}

// answerError makes an answer of whatever a handler returned: the one place
// where errors become HTTP. Only what is ours is logged, and only here. An answer
// that fails on its way is broken off, so that nobody takes it for whole.
func answerError(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		status, known := explain(err)
		here := c.Request().Context().Err() == nil // for who has left, nothing is wrong
		if status >= http.StatusInternalServerError && status != http.StatusNotImplemented && here {
			log.ErrorContext(c.Request().Context(), "request failed", "err", err,
				"method", c.Request().Method, "route", c.Path(),
				"request", cmp.Or(c.Response().Header().Get(rest.RequestID), c.Response().Header().Get(echo.HeaderXRequestID)))
		}
		if c.Response().Committed {
			panic(http.ErrAbortHandler)
		}
		if err := speaks(c.Request())(c, status, known); err != nil {
			if here {
				log.Error("error page failed", "err", err)
			}
			c.NoContent(http.StatusInternalServerError)
		}
	}
}

// explain returns the status and the words for err.
func explain(err error) (int, *patrol.Error) {
	if e, ok := errors.AsType[*patrol.Error](err); ok {
		return statuses[e.Kind], e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, &patrol.Error{Message: "This is more than fits in one request."}
	}
	if e, ok := errors.AsType[*echo.HTTPError](err); ok { // no such route
		return e.Code, &patrol.Error{Message: http.StatusText(e.Code)}
	}
	return http.StatusInternalServerError, &patrol.Error{Message: "Internal error"}
}
