package rest

import (
	"cmp"
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

// neighbours are what is known of the pages around one. A cursor is a place in a
// list: by it a page is found however deep it lies, and rows that come and go
// meanwhile move nothing.
type neighbours struct {
	more           bool   // there is a next page
	last           int    // the number of the last page; 0 if that is not known
	previous, next string // cursors; empty where pages are found by their numbers alone
	searched       int    // how many rows were looked through up to the next page
}

// within is what is known of the pages around p in a list that is so long.
func (p page) within(total int) neighbours {
	last := p.of(total)
	return neighbours{more: p.number < last, last: last}
}

// link says where the other pages of a list are, in the header Link. Nothing
// is said of a list of one page.
func (h *API) link(c *call, p page, around neighbours) {
	at := c.Request().URL
	var links linkage
	add := func(number int, cursor, rel string) {
		query := at.Query()
		query.Del("after")
		query.Del("searched")
		query.Set("page", strconv.Itoa(number))
		if cursor != "" {
			query.Set("after", cursor)
		}
		if rel == "next" && around.searched > 0 {
			query.Set("searched", strconv.Itoa(around.searched))
		}
		links.add(h.url(at.EscapedPath())+"?"+query.Encode(), rel)
	}
	if p.number > 1 {
		add(min(p.number-1, cmp.Or(around.last, lastPage)), around.previous, "prev")
	}
	if around.more {
		add(p.number+1, around.next, "next")
		if around.last > 0 {
			add(around.last, "", "last")
		}
	}
	if p.number > 1 {
		add(1, "", "first")
	}
	links.set(c.Response().Header())
}

// sendPage answers with a page of a list, of which found has one more than fits
// if there is a next page. How long all of it is nobody counts.
func sendPage[T any](h *API, c *call, p page, found []T, shape func(T) []byte) error {
	h.link(c, p, neighbours{more: len(found) > p.size})
	return send(c, http.StatusOK, listed(found[:min(len(found), p.size)], shape))
}

// sendPart answers with p of a list that is all there.
func sendPart[T any](h *API, c *call, p page, all []T, shape func(T) []byte) error {
	h.link(c, p, p.within(len(all)))
	return send(c, http.StatusOK, listed(cut(p, all), shape))
}

// linkage is a header Link in the making.
type linkage []string

func (l *linkage) add(url, rel string) { *l = append(*l, fmt.Sprintf(`<%s>; rel="%s"`, url, rel)) }

func (l linkage) set(header http.Header) {
	if len(l) > 0 {
		header.Set("Link", strings.Join(l, ", "))
	}
}
