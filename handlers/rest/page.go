package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A page is the part of a list that a request asks for.
//
// GitHub: "Using pagination in the REST API".
type page struct {
	number int // from 1
	size   int
	asked  bool // for pages at all
	sized  bool // of such a size
}

const (
	defaultPage = 30
	largestPage = 100
	lastPage    = 1_000_000 // nothing we list is as long
)

// pageOf reads what a request asks for. What makes no sense is as if unsaid.
func pageOf(query url.Values) page {
	p := page{number: 1, size: defaultPage, asked: query.Has("page") || query.Has("per_page"), sized: query.Has("per_page")}
	if n, err := strconv.Atoi(query.Get("page")); err == nil && n > 0 {
		p.number = min(n, lastPage)
	}
	if n, err := strconv.Atoi(query.Get("per_page")); err == nil && n > 0 {
		p.size = min(n, largestPage)
	}
	return p
}

// offset is how much of the list comes before p.
func (p page) offset() int { return (p.number - 1) * p.size }

// cut is p of a whole list.
func cut[T any](p page, all []T) []T {
	from := min(p.offset(), len(all))
	return all[from:min(from+p.size, len(all))]
}

// of is the number of the last page of a list that is so long.
func (p page) of(total int) int { return max(1, (total+p.size-1)/p.size) }

// link says where the other pages of a list are, in the header Link. Nothing
// is said of a list of one page. Where last is unknown it is 0, and more says
// whether there is a next page.
func (h *API) link(header http.Header, at *url.URL, p page, last int, more bool) {
	var links linkage
	add := func(number int, rel string) {
		query := at.Query()
		query.Set("page", strconv.Itoa(number))
		links.add(h.url(at.EscapedPath())+"?"+query.Encode(), rel)
	}
	if p.number > 1 {
		previous := p.number - 1
		if last > 0 {
			previous = min(previous, last)
		}
		add(previous, "prev")
	}
	if more {
		add(p.number+1, "next")
		if last > 0 {
			add(last, "last")
		}
	}
	if p.number > 1 {
		add(1, "first")
	}
	links.set(header)
}

// linkage is a header Link in the making.
type linkage []string

func (l *linkage) add(url, rel string) { *l = append(*l, fmt.Sprintf(`<%s>; rel="%s"`, url, rel)) }

func (l linkage) set(header http.Header) {
	if len(l) > 0 {
		header.Set("Link", strings.Join(l, ", "))
	}
}
