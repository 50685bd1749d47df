package views

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"patrol"
)

// A Search is what an owner asked a list for, and how the answer counts.
type Search struct {
	Path     string // of the list
	Text     string // as typed
	Sort     patrol.TokenSort
	After    string
	Noun     string // what the list is of, such as "request"
	Total    int
	Found    patrol.Tally
	Shown    int
	Before   int // rows that pages before looked through for this one
	Searched int // and how many with this one, if there are more to look through
	Below    int64
	Wide     bool // across an enterprise's organizations
	Policed  bool // of tokens that policies are about
	Classic  bool // of classic ones
	Problems []patrol.FieldError
}

// example is what one may search for.
func (s Search) example() string {
	switch {
	case s.Classic:
		return "Note, owner:LOGIN, scope:repo, expires:never …"
	case s.Wide:
		return "Name, organization:LOGIN, owner:LOGIN, lifetime:>90 …"
	}
	return "Name, owner:LOGIN, permission:contents_write, expires:never …"
}

// SearchOf is what l was asked for at path.
func SearchOf[T any](l *patrol.Listing[T], path, noun, text string) Search {
	return Search{Path: path, Text: text, Sort: l.Query.Sort, After: l.Query.After, Noun: noun, Total: l.Total,
		Found: l.Found, Shown: len(l.Rows), Before: l.Query.Searched, Searched: l.Searched, Below: l.Below,
		Wide: l.Org.Kind == patrol.Enterprise, Policed: l.Query.Kind != "", Classic: l.Query.Kind == patrol.Classic,
		Problems: l.Problems}
}

// url is the list as s asks for it, from a cursor on.
func (s Search) url(after string) string { return s.at(s.Path, s.Text, after) }

// further is where s goes on that has not found a page full yet.
func (s Search) further(after string) string {
	return s.url(after) + "&searched=" + strconv.Itoa(s.Searched)
}

// looked says how far s has come.
func (s Search) looked() string {
	if s.Searched == 0 {
		return "Looked through all " + s.Noun + "s."
	}
	return "Looked through " + plural(s.Searched, s.Noun) + " for this page, and there are more."
}

// page is the list from a cursor on; no cursor is no page.
func (s Search) page(cursor string) string {
	if cursor == "" {
		return ""
	}
	return s.url(cursor)
}

// csv is all that s lets through, as a table.
func (s Search) csv() string { return s.at(s.Path+".csv", s.Text, "") }

func (s Search) at(path, text, after string) string {
	sign := "?" // by hand: a page has one for each of its rows
	for _, part := range [...]struct{ name, value string }{{"after", after}, {"q", text}, {"sort", string(s.Sort)}} {
		if part.value != "" {
			path += sign + part.name + "=" + url.QueryEscape(part.value)
			sign = "&"
		}
	}
	return path
}

// narrowed is the list narrowed to one value of a qualifier, or, if that is
// empty, no more narrowed by it.
func (s Search) narrowed(qualifier, value string) string {
	words := slices.DeleteFunc(strings.Fields(s.Text), func(word string) bool {
		return strings.HasPrefix(strings.ToLower(word), qualifier+":")
	})
	if value != "" {
		words = append(words, qualifier+":"+value)
	}
	return s.at(s.Path, strings.Join(words, " "), "")
}

// counted says how many rows there are.
func (s Search) counted() string {
	all := plural(s.Total, s.Noun)
	switch {
	case s.Classic: // of which nobody keeps count
		return s.uncounted()
	case s.Text == "":
		return all
	case s.Searched+s.Before > 0:
		return all + " in all"
	case s.Found.More && s.Found.N == 0:
		return "many of " + all
	}
	return s.matching() + " of " + all
}

// uncounted says how many rows there are as far as that is known.
func (s Search) uncounted() string {
	switch {
	case s.Found.More && s.Found.N == 0:
		return "Many " + s.Noun + "s"
	case s.Found.More:
		return "More than " + plural(s.Found.N, s.Noun)
	}
	return plural(s.Found.N, s.Noun)
}

// matching says how many rows the search lets through.
func (s Search) matching() string {
	switch {
	case s.Found.More && s.Found.N == 0:
		return "all"
	case s.Found.More:
		return "more than " + number(s.Found.N)
	}
	return number(s.Found.N)
}

// ticks reports whether there are rows that can be ticked all at once.
func (s Search) ticks() bool { return !s.Classic && s.Shown+s.Searched > 0 }
