package console

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// attempted is what form asked for, a change of the policy of login's, and why
// that failed with err, as a page shows it with a status.
func (h *Console) attempted(c echo.Context, v *patrol.Viewer, login string, change patrol.PolicyChange, form url.Values,
	err error) (status int, a views.Attempt, _ error) {
	a = views.Attempt{PolicyChange: change, Days: form.Get("max_days"), When: form.Get("when"), On: form.Get("on"),
		Now: h.Authority.Now()}
	a.Note = form.Get("note")
	bad, ok := patrol.Problems(err)
	switch {
	case ok:
		a.Problems = bad
		return http.StatusUnprocessableEntity, a, nil
	case patrol.Forbidden.Is(err):
		a.TooLate = err.Error() + ". Nothing was saved."
		return http.StatusForbidden, a, nil
	case patrol.Conflict.Is(err):
		a.TooLate = err.Error() + ". Nothing was saved."
		a.Last, err = h.lastChange(c, v, login, change)
		return http.StatusConflict, a, err
	}
	return 0, a, err
}

// lastChange is the latest of a policy of login's about what change was to
// change, nil if none is known.
func (h *Console) lastChange(c echo.Context, v *patrol.Viewer, login string, change patrol.PolicyChange) (
	*patrol.PolicyEntry, error) {
	past, err := h.Authority.PolicyHistory(c.Request().Context(), v, login, change.Kind, 0)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(past.Entries, func(e *patrol.PolicyEntry) bool {
		return e.Block == change.Block && e.State != patrol.ChangeWithdrawn
	})
	if i < 0 {
		return nil, nil
	}
	return past.Entries[i], nil
}
