package console

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// reviewChange shows what a change would do: all of it as a page to confirm, or,
// to a script, the part of it that is shown beside the choice.
func (h *Console) reviewChange(c echo.Context, v *patrol.Viewer) error {
	form := c.QueryParams()
	change, ok := readEnterpriseChange(form)
	if !ok {
		return echo.ErrBadRequest
	}
	o, err := h.Authority.PolicyOutlook(c.Request().Context(), v, patrol.Enterprise, c.Param("enterprise"), change)
	if err != nil {
		return h.refuseChange(c, v, change, form, err)
	}
	return h.drawReview(c, v, http.StatusOK, views.PolicyReview{PolicyOutlook: o,
		Note: form.Get("note"), Later: form.Get("when") == "later", On: form.Get("on")})
}

// changeEnterprisePolicy makes a change that was reviewed, or announces it.
func (h *Console) changeEnterprisePolicy(c echo.Context, v *patrol.Viewer) error {
	ctx, form := c.Request().Context(), c.Request().PostForm
	change, ok := readEnterpriseChange(form)
	if !ok {
		return echo.ErrBadRequest
	}
	login, later := c.Param("enterprise"), form.Get("when") == "later"
	change.Note = form.Get("note")
	bad := readDay(&change, later, form.Get("on"))
	var err error
	if bad == nil {
		err = h.Authority.ChangeEnterprisePolicy(ctx, v, login, change)
		bad, _ = patrol.Problems(err)
	}
	if bad != nil {
		return h.mendReview(c, v, change, later, bad)
	}
	if err != nil {
		return h.refuseChange(c, v, change, form, err)
	}
	done := url.Values{"kind": {string(change.Kind)}, "saved": {"now"}}
	if later {
		done.Set("saved", "later")
	}
	return redirect(c, enterprisePolicies(url.PathEscape(login))+"?"+done.Encode())
}

// readEnterpriseChange is what a form of an enterprise's policies asks for, if
// it is one: an answer that is missing is none.
func readEnterpriseChange(form url.Values) (patrol.PolicyChange, bool) {
	change, ok := readPolicyChange(form)
	answer := form.Get(string(change.Block))
	said := answer == views.OrganizationsDecide || answer == string(patrol.Yes) || answer == string(patrol.No)
	return change, ok && (change.Block == patrol.LifetimeBlock || said)
}

// readDay reads the day that a change is to take effect, if it is to wait, and
// says what is wrong with it.
func readDay(change *patrol.PolicyChange, later bool, text string) (bad []patrol.FieldError) {
	if !later {
		return nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return []patrol.FieldError{{Field: "on", Message: "Choose the day that it takes effect"}}
	}
	change.On = day
	return nil
}

// mendReview shows a change again that has something wrong with it.
func (h *Console) mendReview(c echo.Context, v *patrol.Viewer, change patrol.PolicyChange, later bool,
	bad []patrol.FieldError) error {
	form := c.Request().PostForm
	asked := change
	asked.Note, asked.On = "", time.Time{} // whatever is wrong with these, the change itself can be shown
	o, err := h.Authority.PolicyOutlook(c.Request().Context(), v, patrol.Enterprise, c.Param("enterprise"), asked)
	if err != nil {
		return h.refuseChange(c, v, change, form, err)
	}
	return h.drawReview(c, v, http.StatusUnprocessableEntity, views.PolicyReview{PolicyOutlook: o,
		Note: form.Get("note"), Later: later, On: form.Get("on"), Problems: bad})
}

// refuseChange shows the policies as they are now, why they were not changed, and
// what form asked for.
func (h *Console) refuseChange(c echo.Context, v *patrol.Viewer, change patrol.PolicyChange, form url.Values,
	err error) error {
	status, tried, err := h.attempted(c, v, c.Param("enterprise"), change, form, err)
	if err != nil {
		return err
	}
	return h.drawEnterprisePolicy(c, v, status, change.Kind,
		views.EnterprisePolicy{Live: fragment(c.Request()) != "", Tried: tried})
}

// drawReview completes p and shows it.
func (h *Console) drawReview(c echo.Context, v *patrol.Viewer, status int, p views.PolicyReview) (err error) {
	p.Now = h.Authority.Now()
	place := policiesCrumb(p.Account)
	p.Frame, err = h.enterpriseFrame(c, v, p.Account, "Review a change", place,
		views.Crumb{Text: "Review", URL: place.URL})
	if err != nil {
		return err
	}
	return render(c, status, views.PolicyReviewPage(p))
}
