package console

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// readBulk reads what is to be done to which rows.
func readBulk(form url.Values, s search) patrol.BulkSpec {
	spec := patrol.BulkSpec{
		Deed: patrol.Deed(form.Get("action")), Reason: form.Get("reason"),
		All: form.Get("all") != "", Filter: s.query.Filter, Below: number(form.Get("below")),
	}
	if !spec.All {
		spec.IDs = numbers(form["id"])
	}
	return spec
}

// unticked is said to have been done where nothing was ticked.
const unticked = "unticked"

// undone says why nothing was done, by the query that bulk leads back with.
func undone(c echo.Context) string {
	if c.QueryParam("done") == unticked {
		return "Nothing was ticked, so nothing was done. Tick what you mean first."
	}
	return ""
}

// bulk does to many rows what c's form says, once that was confirmed.
func (l ownersList[T]) bulk(c echo.Context, v *patrol.Viewer) error {
	form := c.Request().PostForm
	s := readSearch(l.kind, form)
	spec := readBulk(form, s)
	if !slices.Contains(l.deeds, spec.Deed) || spec.All && (s.wrong != nil || spec.Below <= 0) {
		return echo.ErrBadRequest
	}
	p := views.BulkConfirm{Spec: spec}
	ticked := spec.All || len(spec.IDs) > 0
	if ticked && form.Get("confirmed") != "" {
		owner := ownerOf(c)
		b, err := l.Authority.StartBulk(c.Request().Context(), v, owner.Login, spec)
		bad, wrong := patrol.Problems(err)
		switch {
		case wrong:
			p.Wrong = bad
		case err != nil:
			return err
		default:
			return redirect(c, grantPage(owner, "bulk/"+strconv.FormatInt(b.ID, 10)))
		}
	}
	listing, asked, err := l.look(c, v, s)
	if err != nil {
		return err
	}
	if !ticked {
		return redirect(c, s.back(asked.Path, unticked))
	}
	p.Search = asked
	place := l.place(listing.Org)
	title := spec.Deed.Title() + " " + p.What()
	if p.Frame, err = l.orgFrame(c, v, listing.Org, title, place, views.Crumb{Text: title, URL: place.URL}); err != nil {
		return err
	}
	return render(c, found(p.Wrong), views.BulkConfirmPage(p))
}

// bulkCrumb is the list of what deed is done to at owner.
func bulkCrumb(owner *patrol.Account, deed patrol.Deed) views.Crumb {
	if deed == patrol.Revoking {
		return activeCrumb(owner)
	}
	return requestsCrumb(owner)
}

// bulksCrumb is the list of what was done to many rows at owner.
func bulksCrumb(owner *patrol.Account) views.Crumb {
	return views.Crumb{Text: "Bulk actions", URL: grantPage(owner, "bulk")}
}

// listBulks shows what owners did to many rows at once.
func (h *Console) listBulks(c echo.Context, v *patrol.Viewer) error {
	list, err := h.Authority.Bulks(c.Request().Context(), v, ownerOf(c).Login, c.QueryParam("after"), listed)
	if err != nil {
		return err
	}
	f, err := h.orgFrame(c, v, list.Org, "Bulk actions", activeCrumb(list.Org), bulksCrumb(list.Org))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.BulkListPage(views.BulkList{Frame: f, BulkList: list, Now: h.Authority.Now()}))
}

// showBulk shows how far something done to many rows has come.
func (h *Console) showBulk(c echo.Context, v *patrol.Viewer) error {
	before := number(c.QueryParam("before"))
	report, err := h.Authority.BulkReport(c.Request().Context(), v, ownerOf(c).Login, rowID(c), before)
	if err != nil {
		return err
	}
	title := report.Bulk.Deed.Title() + " many"
	f, err := h.orgFrame(c, v, report.Org, title, bulkCrumb(report.Org, report.Bulk.Deed),
		bulksCrumb(report.Org), views.Crumb{Text: title, URL: c.Request().URL.Path})
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.BulkPage(views.BulkProgress{
		Frame: f, BulkReport: report, Later: before > 0, Now: h.Authority.Now(),
	}))
}
