package console

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// exported is how many rows of a table are read at a time.
const exported = 500

// exportRequests answers with all requests that a search lets through.
func (h *Console) exportRequests(c echo.Context, v *patrol.Viewer) error {
	return h.requests().export(c, v, "requests",
		[]string{"id", "token", "owner", "requested", "expires", "last used", "repositories", "permissions",
			"granted before", "reason"},
		func(l *patrol.Listing[patrol.Request], r *patrol.Request) []string {
			before := ""
			if g := l.Granted[r.TokenID]; g != nil {
				before = g.Reach.Permissions.String()
			}
			return []string{fmt.Sprint(r.ID), r.TokenName, r.User, stamp(r.CreatedAt), stamp(r.ExpiresAt),
				stamp(r.LastUsedAt), reached(r.Reach, l.Repositories), r.Reach.Permissions.String(), before, r.Reason}
		})
}

// exportActive answers with all tokens that a search lets through.
func (h *Console) exportActive(c echo.Context, v *patrol.Viewer) error {
	return h.active().export(c, v, "active-tokens",
		[]string{"id", "token", "owner", "organization", "granted by", "granted", "expires", "last used",
			"repositories", "permissions"},
		func(l *patrol.Listing[patrol.ActiveToken], t *patrol.ActiveToken) []string {
			return []string{fmt.Sprint(t.Grant.ID), t.Token.Name, t.User, t.Grant.Owner, t.Grant.GrantedByLogin,
				stamp(t.Grant.GrantedAt), stamp(t.Token.ExpiresAt), stamp(t.Token.LastUsedAt),
				reached(t.Grant.Reach, l.Repositories), t.Grant.Reach.Permissions.String()}
		})
}

// export writes all rows that a search lets through as a table, some at a time,
// in the order of the list.
func (l ownersList[T]) export(c echo.Context, v *patrol.Viewer, name string, head []string,
	cells func(*patrol.Listing[T], *T) []string) error {
	s := readSearch(l.kind, c.QueryParams())
	if s.wrong != nil {
		return &patrol.Error{Kind: patrol.Invalid, Message: s.wrong[0].Message}
	}
	s.query.Limit, s.query.After = exported, ""
	part, err := l.at(c, v, s.query)
	if err != nil {
		return err
	}
	if part.Problems != nil {
		return &patrol.Error{Kind: patrol.Invalid, Message: part.Problems[0].Message}
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, fmt.Sprintf(`attachment; filename="%s-%s.csv"`, part.Org.Login, name))
	h.Set(echo.HeaderCacheControl, "no-store")
	c.Response().WriteHeader(http.StatusOK)
	w := csv.NewWriter(c.Response())
	w.Write(head) // an error stays with w until Flush
	for {
		for _, row := range part.Rows {
			line := cells(part, row)
			for i := range line {
				line[i] = harmless(line[i])
			}
			w.Write(line)
		}
		w.Flush()
		if s.query.After = part.Next; w.Error() != nil || part.Next == "" {
			return w.Error()
		}
		if part, err = l.at(c, v, s.query); err != nil {
			return err
		}
	}
}

// stamp is t in a table; empty for never.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// reached are the repositories that r reaches, in a table.
func reached(r patrol.Reach, found map[int64]*patrol.Repository) string {
	switch r.Selection {
	case patrol.All:
		return "all"
	case patrol.Selected:
		var names []string
		for _, id := range r.Repositories {
			if repository := found[id]; repository != nil {
				names = append(names, repository.Name)
			}
		}
		if unseen := len(r.Repositories) - len(names); unseen > 0 {
			names = append(names, fmt.Sprintf("(%d unseen)", unseen))
		}
		return strings.Join(names, " ")
	}
	return "public"
}
