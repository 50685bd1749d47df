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

// bulkRoutes are those of what owners do to many rows at once.
func (h *Console) bulkRoutes(e *echo.Echo) {
	e.POST(requestsPage(":org"), h.signedIn(h.bulkRequests))
}

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

// bulkRequests approves or denies many requests.
func (h *Console) bulkRequests(c echo.Context, v *patrol.Viewer) error {
	s := readSearch(ofRequests, c.Request().PostForm)
	return h.bulk(c, v, s, []patrol.Deed{patrol.Approving, patrol.Denying}, func() (*patrol.Account, views.Search, error) {
		l, err := look(s, func(q patrol.ListQuery) (*patrol.Listing[patrol.Request], error) {
			return h.Authority.OpenRequests(c.Request().Context(), v, c.Param("org"), q)
		})
		if err != nil {
			return nil, views.Search{}, err
		}
		return l.Org, views.SearchOf(l, requestsPage(l.Org.Login), "request", s.text), nil
	})
}

// bulkActive revokes what many tokens were granted.
func (h *Console) bulkActive(c echo.Context, v *patrol.Viewer) error {
	s := readSearch(patrol.FineGrained, c.Request().PostForm)
	return h.bulk(c, v, s, []patrol.Deed{patrol.Revoking}, func() (*patrol.Account, views.Search, error) {
		l, err := look(s, h.readActive(c, v))
		if err != nil {
			return nil, views.Search{}, err
		}
		return l.Org, views.SearchOf(l, activePage(l.Org), "token", s.text), nil
	})
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
func (h *Console) bulk(c echo.Context, v *patrol.Viewer, s search, deeds []patrol.Deed,
	list func() (*patrol.Account, views.Search, error)) error {
	form := c.Request().PostForm
	spec := readBulk(form, s)
	if !slices.Contains(deeds, spec.Deed) || spec.All && (s.wrong != nil || spec.Below <= 0) {
		return echo.ErrBadRequest
	}
	p := views.BulkConfirm{Spec: spec}
	ticked := spec.All || len(spec.IDs) > 0
	if ticked && form.Get("confirmed") != "" {
		owner := ownerOf(c)
		b, err := h.Authority.StartBulk(c.Request().Context(), v, owner.Login, spec)
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
	org, listing, err := list()
	if err != nil {
		return err
	}
	if !ticked {
		return redirect(c, s.back(listing.Path, unticked))
	}
	p.Search = listing
	place := bulkCrumb(org, spec.Deed)
	title := spec.Deed.Title() + " " + p.What()
	if p.Frame, err = h.orgFrame(c, v, org, title, place, views.Crumb{Text: title, URL: listing.Path}); err != nil {
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
