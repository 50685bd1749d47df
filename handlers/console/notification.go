package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const (
	notificationsPage = "/notifications"
	mailSettingsPage  = "/settings/notifications"
	outboxPage        = "/settings/outbox"
	unsubscribePage   = "/unsubscribe/:key"
	// newsShown is how many notifications or mails a page has.
	newsShown = 30
)

// newsRoutes are those of what people are told.
func (h *Console) newsRoutes(e *echo.Echo) {
	e.GET(notificationsPage, h.signedIn(h.listNotifications))
	e.POST(notificationsPage, h.signedIn(h.readAll))
	e.POST(notificationsPage+"/:id", h.signedIn(h.readOne))
	e.GET(mailSettingsPage, h.signedIn(h.mailSettings))
	e.POST(mailSettingsPage, h.signedIn(h.setMailSettings))
	e.GET(outboxPage, h.signedIn(h.outbox))
	e.GET(unsubscribePage, h.open(h.askUnsubscribe))
	// Mail programs send this form for their users, from other sites and without
	// a cookie: its lock is the signature in its path.
	e.POST(unsubscribePage, h.unsubscribe)
}

func (h *Console) listNotifications(c echo.Context, v *patrol.Viewer) error {
	from := number(c.QueryParam("before"))
	all, older, err := h.Authority.Notifications(c.Request().Context(), v, from, newsShown)
	if err != nil {
		return err
	}
	p := views.Notifications{All: all, Before: from, Older: older, Now: h.Authority.Now()}
	p.Frame, err = h.frame(c, v, "Notifications", notificationsPage,
		views.Crumb{Text: "Notifications", URL: notificationsPage})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.NotificationsPage(p))
}

// readAll marks all notifications as read that were there when v looked.
func (h *Console) readAll(c echo.Context, v *patrol.Viewer) error {
	newest := number(c.Request().PostForm.Get("newest"))
	if err := h.Authority.ReadAllNotifications(c.Request().Context(), v, newest); err != nil {
		return err
	}
	return redirect(c, notificationsPage)
}

// readOne marks a notification as read, and leads to what it is about or back to
// where it is.
func (h *Console) readOne(c echo.Context, v *patrol.Viewer) error {
	n, err := h.Authority.ReadNotification(c.Request().Context(), v, rowID(c))
	if err != nil {
		return err
	}
	if c.Request().PostForm.Get("then") == "open" {
		return redirect(c, views.NewsPath(n.News))
	}
	return redirect(c, views.NotificationPath(n.ID, number(c.Request().PostForm.Get("before"))))
}

func (h *Console) mailSettings(c echo.Context, v *patrol.Viewer) error {
	settings, err := h.Authority.MailSettings(c.Request().Context(), v)
	if err != nil {
		return err
	}
	return h.showMailSettings(c, v, http.StatusOK, views.MailSettings{
		Settings: settings,
		Saved:    c.QueryParam("saved") != "",
	})
}

func (h *Console) setMailSettings(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	settings := patrol.MailSettings{Requests: patrol.Pace(form.Get("requests")), Expiry: form.Get("expiry") != ""}
	err := h.Authority.SetMailSettings(c.Request().Context(), v, settings)
	if bad, ok := patrol.Problems(err); ok {
		return h.showMailSettings(c, v, http.StatusUnprocessableEntity, views.MailSettings{Settings: settings, Problems: bad})
	}
	if err != nil {
		return err
	}
	return redirect(c, mailSettingsPage+"?saved=1")
}

func (h *Console) showMailSettings(c echo.Context, v *patrol.Viewer, status int, p views.MailSettings) (err error) {
	p.Frame, err = h.settingFrame(c, v, "Mail", mailSettingsPage)
	if err != nil {
		return err
	}
	return render(c, status, views.MailSettingsPage(p))
}

// outbox shows administrators what became of mails.
func (h *Console) outbox(c echo.Context, v *patrol.Viewer) error {
	from := number(c.QueryParam("before"))
	mails, older, err := h.Authority.Outbox(c.Request().Context(), v, from, newsShown)
	if err != nil {
		return err
	}
	p := views.Outbox{Mails: mails, Later: from > 0, Older: older, Sends: h.SendsMail, Now: h.Authority.Now()}
	p.Frame, err = h.settingFrame(c, v, "Outbox", outboxPage)
	if err != nil {
		return err
	}
	p.Unsent = false // the page says so itself
	return render(c, http.StatusOK, views.OutboxPage(p))
}

// unsubscribeFrame is around what links in mails lead to: it is the same for
// whoever has the mail.
var unsubscribeFrame = views.Frame{Title: "Unsubscribe"}

func (h *Console) askUnsubscribe(c echo.Context, _ *patrol.Viewer) error {
	u, err := h.Authority.CheckUnsubscription(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.UnsubscribePage(views.Unsubscribe{Frame: unsubscribeFrame, Topic: u.Topic}))
}

func (h *Console) unsubscribe(c echo.Context) error {
	u, err := h.Authority.Unsubscribe(c.Request().Context(), c.Param("key"))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.UnsubscribePage(views.Unsubscribe{
		Frame: unsubscribeFrame,
		Topic: u.Topic,
		Done:  true,
	}))
}
