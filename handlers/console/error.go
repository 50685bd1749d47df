package console

import (
	"cmp"
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// An excuse is what a page says of an answer that is none.
type excuse struct{ title, help string }

// excuses are by status. What the error says itself comes first.
var excuses = map[int]excuse{
	http.StatusBadRequest: {"That did not make sense",
		"Patrol could not read what your browser sent. Go back, load the page again and try once more."},
	http.StatusUnauthorized: {"Sign in first", "Only people who have signed in can see this."},
	http.StatusForbidden:    {"That is not for you to do", "Your account may not do this."},
	http.StatusNotFound: {"Page not found",
		"There is nothing at this address, or it is not for you to see. Check it, or start from the first page."},
	http.StatusMethodNotAllowed: {"That did not make sense",
		"This address is there, but not for what was asked of it."},
	http.StatusConflict: {"Somebody was faster",
		"Go back and load the page again to see how things stand now."},
	http.StatusRequestEntityTooLarge: {"Too much at once",
		"Go back and send less: a shorter text, or fewer repositories."},
	http.StatusMisdirectedRequest: {"Wrong address",
		"Patrol is not reached under this name. Use the address that you were given."},
	http.StatusTooManyRequests: {"Slow down", "Wait a moment, then try again."},
	http.StatusInternalServerError: {"Something went wrong",
		"This is our mistake, not yours. Try again; if it stays so, tell whoever runs Patrol the number below."},
}

// WriteError answers a person with e.
func WriteError(c echo.Context, status int, e *patrol.Error) error {
	x, known := excuses[status]
	if !known {
		x.title = cmp.Or(http.StatusText(status), "Something went wrong")
	}
	p := views.Error{Frame: views.Frame{Title: x.title}, Help: x.help}
	if v, _ := c.Get(viewerValue).(*patrol.Viewer); v != nil {
		p.Viewer = v.Account
	}
	if status == http.StatusInternalServerError {
		p.RequestID = c.Response().Header().Get(echo.HeaderXRequestID)
	} else if e.Message != http.StatusText(status) {
		p.Message = e.Message
	}
	retryAfter(c, e)
	wholePage(c)
	return render(c, status, views.ErrorPage(p))
}
