package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// listed is how many rows a page of an owners' list has.
const listed = 30

// ofRequests is the kind of tokens whose requests wait, which is not said.
const ofRequests patrol.TokenKind = ""

// A search is what a list was asked for, as typed and as read.
type search struct {
	text  string
	query patrol.ListQuery
	wrong []patrol.FieldError
}

// readSearch reads what a list of tokens of kind k, empty for requests, is asked
// for, from a query or a form.
func readSearch(k patrol.TokenKind, v url.Values) search {
	s := search{text: strings.TrimSpace(v.Get("q")), query: patrol.ListQuery{
		Sort: patrol.TokenSort(v.Get("sort")), After: v.Get("after"), Limit: listed,
		Searched: max(0, int(number(v.Get("searched")))),
	}}
	s.query.Filter, s.wrong = patrol.ParseFilter(k, s.text)
	return s
}

// back is the list at path, as s asks for it.
func (s search) back(path, done string) string {
	v := url.Values{"done": {done}}
	for name, value := range map[string]string{"q": s.text, "sort": string(s.query.Sort), "after": s.query.After} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return path + "?" + v.Encode()
}

// An ownersList is one of the lists that owners of organizations have, and some
// of them owners of enterprises.
type ownersList[T any] struct {
	*Console
	kind  patrol.TokenKind // of the tokens in it, or ofRequests
	noun  string           // what each row is
	deeds []patrol.Deed    // what can be done to many rows at once
	place func(owner *patrol.Account) views.Crumb
	read  func(context.Context, *patrol.Viewer, patrol.AccountKind, string, patrol.ListQuery) (*patrol.Listing[T], error)
}

// at reads the list that c is about.
func (l ownersList[T]) at(c echo.Context, v *patrol.Viewer, q patrol.ListQuery) (*patrol.Listing[T], error) {
	owner := ownerOf(c)
	return l.read(c.Request().Context(), v, owner.Kind, owner.Login, q)
}

// look reads what s asks for. A search that makes no sense finds nothing, and a
// page that is not there any more is the first one, unless it is the end of what
// was looked through.
func (l ownersList[T]) look(c echo.Context, v *patrol.Viewer, s search) (*patrol.Listing[T], views.Search, error) {
	q := s.query
	if s.wrong != nil {
		q.Filter, q.Limit = patrol.Filter{}, 1
	}
	found, err := l.at(c, v, q)
	if err == nil && len(found.Rows) == 0 && q.After != "" && found.Searched+q.Searched == 0 {
		q.After = ""
		found, err = l.at(c, v, q)
	}
	if err != nil {
		return nil, views.Search{}, err
	}
	if s.wrong != nil {
		found.Problems, found.Page = s.wrong, patrol.Page[T]{}
	}
	return found, views.SearchOf(found, l.place(found.Org).URL, l.noun, s.text), nil
}

// complete fills in p with what s asks for.
func (l ownersList[T]) complete(c echo.Context, v *patrol.Viewer, s search, p *views.OwnersList[T]) (err error) {
	if p.Listing, p.Search, err = l.look(c, v, s); err != nil {
		return err
	}
	p.Now = l.Authority.Now()
	place := l.place(p.Org)
	p.Frame, err = l.orgFrame(c, v, p.Org, place.Text, place)
	return err
}

// found is the status of a list that was searched.
func found(problems []patrol.FieldError) int {
	if len(problems) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// orgFrame is the frame of a page of an organization or an enterprise, below one
// of its lists.
func (h *Console) orgFrame(c echo.Context, v *patrol.Viewer, org *patrol.Account, title string, place views.Crumb,
	below ...views.Crumb) (views.Frame, error) {
	if org.Kind == patrol.Enterprise {
		return h.enterpriseFrame(c, v, org, title, place, below...)
	}
	trail := append([]views.Crumb{{Text: org.Login, URL: place.URL}, place}, below...)
	return h.frame(c, v, title, place.URL, trail...)
}

// rowID is the row that c is about: a token, a request, whatever its page is of;
// 0, which none has, for none.
func rowID(c echo.Context) int64 { return number(c.Param("id")) }

// numbers are the numbers that texts say.
func numbers(texts []string) []int64 {
	var all []int64
	for _, s := range texts {
		all = append(all, number(s))
	}
	return all
}

// number is the number that s says, or 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
