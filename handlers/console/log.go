package console

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const securityLogPage = "/settings/security-log"

// auditLogPage is the audit log of an organization or an enterprise.
func auditLogPage(owner *patrol.Account) string {
	if owner.Kind == patrol.Enterprise {
		return enterprisePage(owner.Login) + "/audit-log"
	}
	return "/organizations/" + owner.Login + "/settings/audit-log"
}

// logRoutes are those of the audit logs of an organization and of an enterprise,
// and of one's own security log, as pages and to take along.
func (h *Console) logRoutes(e *echo.Echo) {
	for path, find := range map[string]func(echo.Context, *patrol.Viewer) *logbook{
		auditLogPage(anyOrg): h.auditLog, auditLogPage(anyEnterprise): h.auditLog, securityLogPage: h.securityLog,
	} {
		e.GET(path, h.signedIn(func(c echo.Context, v *patrol.Viewer) error { return h.showLog(c, v, find(c, v)) }))
		for format := range logFormats {
			e.GET(path+"."+format, h.signedIn(func(c echo.Context, v *patrol.Viewer) error {
				return exportLog(c, find(c, v), format)
			}))
		}
	}
}

// A logbook is one of the logs, for somebody who may or may not read it.
type logbook struct {
	title, path string
	read        func(context.Context, patrol.LogSearch) (*patrol.Log, error)
}

func (h *Console) auditLog(c echo.Context, v *patrol.Viewer) *logbook {
	owner := ownerOf(c)
	return &logbook{
		title: "Audit log",
		path:  auditLogPage(escaped(owner)),
		read: func(ctx context.Context, s patrol.LogSearch) (*patrol.Log, error) {
			return h.Authority.AuditLog(ctx, v, owner.Kind, owner.Login, s)
		},
	}
}

func (h *Console) securityLog(_ echo.Context, v *patrol.Viewer) *logbook {
	return &logbook{
		title: "Security log",
		path:  securityLogPage,
		read: func(ctx context.Context, s patrol.LogSearch) (*patrol.Log, error) {
			return h.Authority.SecurityLog(ctx, v, s)
		},
	}
}

// logFrame is the frame of a log of org's, or, without one, of v's own.
func (h *Console) logFrame(c echo.Context, v *patrol.Viewer, b *logbook, org *patrol.Account) (views.Frame, error) {
	if org == nil {
		return h.settingFrame(c, v, b.title, b.path)
	}
	return h.orgFrame(c, v, org, b.title, views.Crumb{Text: b.title, URL: b.path})
}

// eventsShown is how many events a page of a log has.
const eventsShown = 30

// showLog shows a page of a log. A search that makes no sense finds nothing.
func (h *Console) showLog(c echo.Context, v *patrol.Viewer, b *logbook) error {
	p := views.Log{Path: b.path, Search: c.QueryParam("q"), Now: h.Authority.Now()}
	status := http.StatusOK
	log, err := b.read(c.Request().Context(),
		patrol.LogSearch{Text: p.Search, After: c.QueryParam("after"), Limit: eventsShown})
	bad, invalid := patrol.Problems(err)
	if err != nil && !invalid {
		return err
	}
	p.Log, p.Problems = log, bad
	if invalid {
		status = http.StatusUnprocessableEntity
	}
	if p.Frame, err = h.logFrame(c, v, b, log.Org); err != nil {
		return err
	}
	return render(c, status, views.LogPage(p))
}
