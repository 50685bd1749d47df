package rest

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"patrol"
)

// wrong are the members that an error names, or its message.
func wrong(err error) string {
	e, ok := errors.AsType[*patrol.Error](err)
	if !ok {
		return fmt.Sprint(err)
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Field)
	}
	if names == nil {
		return e.Message[strings.LastIndex(e.Message, "\n")+1:]
	}
	return strings.Join(names, " ")
}

// What is read is as the description says, or is refused by its name.
func TestWhatIsReadIsAsItsTagsSay(t *testing.T) {
	read := func(body string, into any) string {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		return wrong((&call{Context: echo.New().NewContext(r, httptest.NewRecorder())}).read(into))
	}
	for body, want := range map[string]string{
		`{"action":"approve","pat_request_ids":[1]}`: "<nil>",
		`{"action":"approve","pat_request_ids":[]}`:  `"pat_request_ids" wasn't supplied.`,
		`{}`: `"pat_request_ids", "action" weren't supplied.`,
		`{"action":"revoke","pat_request_ids":[1]}`:                                   "action",
		`{"action":"deny","pat_request_ids":[` + strings.Repeat("1,", 100) + `1]}`:    "pat_request_ids",
		`{"action":"deny","pat_request_ids":[1],"reason":"` + long + `"}`:             "reason",
		`{"action":"bad","pat_request_ids":[1],"reason":"` + long + `","other":true}`: "action reason",
	} {
		if got := read(body, new(reviews)); got != want {
			t.Errorf("%.60s: %s, want %s", body, got, want)
		}
	}
	for query, want := range map[string]string{
		"": "<nil>", "state=closed&since=2026-03-10T09:00:00Z&per_page=7": "<nil>", "page=x&other=1": "<nil>",
		"state=odd&sort=odd": "state sort", "since=odd": "since", "creator=%00": "creator",
	} {
		values, _ := url.ParseQuery(query)
		if got := wrong(readQuery(values, new(issueQuery))); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	var q issueQuery
	if err := readQuery(url.Values{"per_page": {"7"}}, &q); err != nil || q.State != "open" || q.Direction != "desc" || q.Page.size != 7 {
		t.Errorf("%+v %v", q, err)
	}
}

// long is longer than any reason.
var long = strings.Repeat("x", patrol.MaxReason+1)

// All that an endpoint reads can be read, and what must be there has an example.
func TestWhatEndpointsReadCanBeRead(t *testing.T) {
	for route, e := range new(API).endpoints() {
		if e.query != nil {
			if err := readQuery(url.Values{}, reflect.New(e.query).Interface()); err != nil {
				t.Errorf("%s: %v", route, err)
			}
		}
		if len(e.answers) == 0 {
			t.Errorf("%s answers nothing", route)
		}
	}
}
