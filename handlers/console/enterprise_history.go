package console

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// showHistory shows who changed an enterprise's policy, and how.
func (h *Console) showHistory(c echo.Context, v *patrol.Viewer) error {
	before := number(c.QueryParam("before"))
	history, err := h.Authority.PolicyHistory(c.Request().Context(), v, c.Param("enterprise"), "", before)
	if err != nil {
		return err
	}
	p := views.PolicyHistory{PolicyHistory: history, Later: before > 0, Now: h.Authority.Now()}
	e := history.Owner
	p.Frame, err = h.enterpriseFrame(c, v, e, "History", policiesCrumb(e), historyCrumb(e))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.PolicyHistoryPage(p))
}

// historyCrumb is where the changes of e's policies are.
func historyCrumb(e *patrol.Account) views.Crumb {
	return views.Crumb{Text: "History", URL: enterprisePolicies(e.Login) + "/history"}
}

// askUndo asks whether a change is to be withdrawn or rolled back.
func (h *Console) askUndo(c echo.Context, v *patrol.Viewer) error {
	return h.drawUndo(c, v, http.StatusOK, views.PolicyUndo{})
}

// withdraw takes back a change that was announced.
func (h *Console) withdraw(c echo.Context, v *patrol.Viewer) error {
	err := h.Authority.WithdrawChange(c.Request().Context(), v, c.Param("enterprise"), rowID(c))
	return h.undone(c, v, "withdrawn", err)
}

// rollBack sets the policy back to what it was before a change.
func (h *Console) rollBack(c echo.Context, v *patrol.Viewer) error {
	note := c.Request().PostForm.Get("note")
	err := h.Authority.RollBack(c.Request().Context(), v, c.Param("enterprise"), rowID(c), note)
	return h.undone(c, v, "back", err)
}

// undone leads to the policies once a change is undone, or says why it was not.
func (h *Console) undone(c echo.Context, v *patrol.Viewer, done string, err error) error {
	bad, wrong := patrol.Problems(err)
	p := views.PolicyUndo{Note: c.Request().PostForm.Get("note"), Problems: bad}
	switch {
	case wrong:
		return h.drawUndo(c, v, http.StatusUnprocessableEntity, p)
	case patrol.Conflict.Is(err):
		p.TooLate = err.Error() + "."
		return h.drawUndo(c, v, http.StatusConflict, p)
	case err != nil:
		return err
	}
	return redirect(c, enterprisePolicies(url.PathEscape(c.Param("enterprise")))+"?saved="+done)
}

// drawUndo completes p with the change that c names, and shows it.
func (h *Console) drawUndo(c echo.Context, v *patrol.Viewer, status int, p views.PolicyUndo) (err error) {
	p.PolicyUndo, err = h.Authority.PolicyUndo(c.Request().Context(), v, c.Param("enterprise"), rowID(c))
	if err != nil {
		return err
	}
	p.Now = h.Authority.Now()
	title := "Roll back a change"
	switch p.Entry.StateAt(p.Now) {
	case patrol.ChangeScheduled:
		title = "Withdraw a change"
	case patrol.ChangeWithdrawn:
		title = "A change that was withdrawn"
	}
	here := views.Crumb{Text: title, URL: historyCrumb(p.Owner).URL + "/" + strconv.FormatInt(p.Entry.ID, 10)}
	p.Frame, err = h.enterpriseFrame(c, v, p.Owner, title, policiesCrumb(p.Owner), historyCrumb(p.Owner), here)
	if err != nil {
		return err
	}
	return render(c, status, views.PolicyUndoPage(p))
}
