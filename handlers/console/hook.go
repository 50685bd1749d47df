package console

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// hookRoutes are those of an organization's webhooks.
func (h *Console) hookRoutes(e *echo.Echo) {
	hooks, hook := hooksPage(":org"), hooksPage(":org")+"/:id"
	e.GET(hooks, h.signedIn(h.listHooks))
	e.POST(hooks, h.signedIn(h.createHook))
	e.GET(hooks+"/new", h.signedIn(h.newHook))
	e.GET(hook, h.signedIn(h.editHook))
	e.POST(hook, h.signedIn(h.saveHook))
	e.POST(hook+"/ping", h.signedIn(h.pingHook))
	e.GET(hook+"/delete", h.signedIn(h.askDeleteHook))
	e.POST(hook+"/delete", h.signedIn(h.deleteHook))
	e.GET(hook+"/deliveries/:delivery", h.signedIn(h.showDelivery))
	e.POST(hook+"/deliveries/:delivery", h.signedIn(h.redeliver))
}

func hooksPage(org string) string { return "/organizations/" + org + "/settings/hooks" }

// hookPage is the path of the webhook that c is about.
func hookPage(c echo.Context) string {
	return hooksPage(url.PathEscape(c.Param("org"))) + "/" + strconv.FormatInt(rowID(c), 10)
}

// hookNotices are what is said after something was done, by the value of "done".
var hookNotices = map[string]string{
	"created": "The webhook is there. A ping is on its way to it.",
	"saved":   "Saved.",
	"pinged":  "A ping is on its way.",
	"deleted": "The webhook is gone.",
	"again":   "It is on its way once more.",
}

// listHooks shows the webhooks of an organization.
func (h *Console) listHooks(c echo.Context, v *patrol.Viewer) error {
	return h.hookList(c, v, http.StatusOK, "")
}

// hookList answers with the webhooks of an organization, and why they are not
// what was asked for, if they are not.
func (h *Console) hookList(c echo.Context, v *patrol.Viewer, status int, late string) error {
	org, hooks, err := h.Authority.Hooks(c.Request().Context(), v, c.Param("org"))
	if err != nil {
		return err
	}
	f, err := h.hookFrame(c, v, org, "Webhooks")
	if err != nil {
		return err
	}
	return render(c, status, views.HooksPage(views.Hooks{
		Frame: f, Org: org, Hooks: hooks, Notice: hookNotices[c.QueryParam("done")], TooLate: late,
	}))
}

// hookFailed answers a form about a webhook that failed with err. If that is
// because there is no such webhook any more, the answer is those that there are;
// who may not see them hears that there is no such page.
func (h *Console) hookFailed(c echo.Context, v *patrol.Viewer, err error) error {
	if patrol.NotFound.Is(err) {
		return h.hookList(c, v, http.StatusNotFound, "There is no such webhook, or not any more: it may have been deleted already.")
	}
	return err
}

// newHook shows the form of a webhook. It asks for the password before, so that
// no secret is held up on its way.
func (h *Console) newHook(c echo.Context, v *patrol.Viewer) error {
	return h.newHookForm(c, v, http.StatusOK, views.HookForm{Spec: patrol.HookSpec{Active: true}})
}

// createHook adds a webhook, or shows the form again.
func (h *Console) createHook(c echo.Context, v *patrol.Viewer) error {
	spec := readHookForm(c.Request().PostForm)
	created, err := h.Authority.CreateHook(c.Request().Context(), v, c.Param("org"), spec)
	if bad, ok := patrol.Problems(err); ok {
		return h.newHookForm(c, v, http.StatusUnprocessableEntity, views.HookForm{Spec: spec, Problems: bad})
	}
	if err != nil {
		return err
	}
	path := hooksPage(url.PathEscape(c.Param("org")))
	return redirect(c, path+"/"+strconv.FormatInt(created.ID, 10)+"?done=created")
}

// newHookForm completes p and shows it.
func (h *Console) newHookForm(c echo.Context, v *patrol.Viewer, status int, p views.HookForm) error {
	org, _, err := h.Authority.Hooks(c.Request().Context(), v, c.Param("org"))
	if err != nil {
		return err
	}
	if !v.Confirmed(h.Authority.Now()) {
		return askPasswordFirst(c)
	}
	p.Org = org
	here := views.Crumb{Text: "New webhook", URL: hooksPage(org.Login) + "/new"}
	if p.Frame, err = h.hookFrame(c, v, org, here.Text, here); err != nil {
		return err
	}
	return render(c, status, views.NewHookPage(p))
}

// readHookForm is what the form of a webhook says.
func readHookForm(form url.Values) patrol.HookSpec {
	return patrol.HookSpec{
		URL:      form.Get("url"),
		Secret:   patrol.HookSecret(form.Get("secret")),
		Unsigned: form.Get("unsigned") != "",
		Active:   form.Get("active") != "",
	}
}

// editHook shows a webhook and what it was sent.
func (h *Console) editHook(c echo.Context, v *patrol.Viewer) error {
	if _, err := h.hook(c, v); err != nil {
		return err
	}
	if !v.Confirmed(h.Authority.Now()) {
		return askPasswordFirst(c)
	}
	return h.showHook(c, v, http.StatusOK, nil, nil)
}

// saveHook changes a webhook, or shows the form again.
func (h *Console) saveHook(c echo.Context, v *patrol.Viewer) error {
	spec := readHookForm(c.Request().PostForm)
	err := h.Authority.EditHook(c.Request().Context(), v, c.Param("org"), rowID(c), spec)
	if bad, ok := patrol.Problems(err); ok {
		return h.showHook(c, v, http.StatusUnprocessableEntity, &spec, bad)
	}
	if err != nil {
		return h.hookFailed(c, v, err)
	}
	return redirect(c, hookPage(c)+"?done=saved")
}

// hook is the webhook that c names, with the deliveries that it asks for.
func (h *Console) hook(c echo.Context, v *patrol.Viewer) (*patrol.HookDossier, error) {
	return h.Authority.HookDossier(c.Request().Context(), v, c.Param("org"), rowID(c),
		number(c.QueryParam("before")))
}

// showHook shows a webhook with its form as typed, nil for as it is.
func (h *Console) showHook(c echo.Context, v *patrol.Viewer, status int, typed *patrol.HookSpec,
	bad []patrol.FieldError) error {
	d, err := h.hook(c, v)
	if err != nil {
		return err
	}
	if typed == nil {
		typed = &patrol.HookSpec{URL: d.Hook.URL, Active: d.Hook.Active}
	}
	f, err := h.hookFrame(c, v, d.Org, d.Hook.Host(), hookCrumb(d))
	if err != nil {
		return err
	}
	return render(c, status, views.HookPage(views.Hook{
		Frame: f, HookDossier: d, Spec: *typed, Problems: bad, Later: number(c.QueryParam("before")) > 0,
		Notice: hookNotices[c.QueryParam("done")], Now: h.Authority.Now(),
	}))
}

// pingHook tells a webhook that it is there.
func (h *Console) pingHook(c echo.Context, v *patrol.Viewer) error {
	err := h.Authority.PingHook(c.Request().Context(), v, c.Param("org"), rowID(c))
	if err != nil {
		return h.hookFailed(c, v, err)
	}
	return redirect(c, hookPage(c)+"?done=pinged")
}

// askDeleteHook asks whether a webhook is really to go.
func (h *Console) askDeleteHook(c echo.Context, v *patrol.Viewer) error {
	d, err := h.hook(c, v)
	if err != nil {
		return err
	}
	f, err := h.hookFrame(c, v, d.Org, "Delete webhook", hookCrumb(d))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.DeleteHookPage(views.Hook{Frame: f, HookDossier: d}))
}

// deleteHook removes a webhook.
func (h *Console) deleteHook(c echo.Context, v *patrol.Viewer) error {
	err := h.Authority.DeleteHook(c.Request().Context(), v, c.Param("org"), rowID(c))
	if err != nil {
		return h.hookFailed(c, v, err)
	}
	return redirect(c, hooksPage(url.PathEscape(c.Param("org")))+"?done=deleted")
}

// hookFrame is around the pages of org's webhooks.
func (h *Console) hookFrame(c echo.Context, v *patrol.Viewer, org *patrol.Account, title string,
	below ...views.Crumb) (views.Frame, error) {
	return h.orgFrame(c, v, org, title, views.Crumb{Text: "Webhooks", URL: hooksPage(org.Login)}, below...)
}

// hookCrumb is the page of d's webhook.
func hookCrumb(d *patrol.HookDossier) views.Crumb {
	return views.Crumb{Text: d.Hook.Host(), URL: hooksPage(d.Org.Login) + "/" + strconv.FormatInt(d.Hook.ID, 10)}
}

// showDelivery shows what was sent to a webhook and answered.
func (h *Console) showDelivery(c echo.Context, v *patrol.Viewer) error {
	d, err := h.Authority.Delivery(c.Request().Context(), v, c.Param("org"), rowID(c),
		number(c.Param("delivery")))
	if err != nil {
		return err
	}
	f, err := h.hookFrame(c, v, d.Org, "Delivery", hookCrumb(d),
		views.Crumb{Text: "Delivery", URL: c.Request().URL.Path})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.DeliveryPage(views.Delivery{
		Frame: f, HookDossier: d, Delivery: d.Deliveries[0], Notice: hookNotices[c.QueryParam("done")],
		Now: h.Authority.Now(),
	}))
}

// redeliver sends a delivery once more and shows the new one.
func (h *Console) redeliver(c echo.Context, v *patrol.Viewer) error {
	again, err := h.Authority.Redeliver(c.Request().Context(), v, c.Param("org"), rowID(c),
		number(c.Param("delivery")))
	if err != nil {
		return h.hookFailed(c, v, err)
	}
	return redirect(c, hookPage(c)+"/deliveries/"+strconv.FormatInt(again.ID, 10)+"?done=again")
}
