package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"patrol"
)

// Whatever is written, JSON says the same.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", `"quoted" \ <b>`, "größe", "\x00\x1f\x7f", "\xff", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var o object
		o.text("a", s, s)
		o.number("b", -7)
		var got map[string]any
		if err := json.Unmarshal(o.end(), &got); err != nil {
			t.Fatalf("%v: %s", err, o)
		}
		if got["b"] != -7.0 || utf8.ValidString(s) && got["a"] != s+s {
			t.Errorf("%q came out as %q", s, got)
		}
	})
}

// A path that is well formed stays in its repository, and is what it seems.
func FuzzPath(f *testing.F) {
	for _, s := range []string{"", "a", "a/b", "../a", "a/../b", "a//b", "/a", "a/", ".", "...", "a\x00b", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if wellFormed(s) && path.Clean("/"+s) != "/"+s {
			t.Errorf("%q is taken", s)
		}
	})
}

// No header is taken for a token but one that holds a token.
func FuzzCredential(f *testing.F) {
	secret := patrol.NewSecret(7).Reveal()
	for _, s := range []string{"", " ", "Bearer", "Basic eDp5", "Basic %"} {
		f.Add(s)
	}
	for _, scheme := range []string{"Bearer ", "token  ", "Digest "} {
		f.Add(scheme + secret)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := credential(&http.Request{Header: http.Header{"Authorization": {s}}})
		if c.Given != (s != "") {
			t.Errorf("%q: given is %v", s, c.Given)
		}
		scheme, rest, _ := strings.Cut(strings.ToLower(s), " ")
		if !c.Secret.IsZero() && scheme != "basic" && strings.TrimSpace(rest) != strings.ToLower(c.Secret.Reveal()) {
			t.Errorf("%q is taken for a token", s)
		}
	})
}

// Whatever page is asked for, it is one that could be.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"", "page=2&per_page=50", "page=-1", "per_page=0", "page=99999999999999999999", "page=x"} {
		f.Add(s, 7)
	}
	f.Fuzz(func(t *testing.T, s string, total int) {
		query, _ := url.ParseQuery(s)
		p := pageOf(query)
		if p.number < 1 || p.size < 1 || p.size > largestPage || p.offset() < 0 {
			t.Errorf("%q asks for %+v", s, p)
		}
		all := make([]int, min(max(total, 0), 1000))
		if got := cut(p, all); len(got) > p.size || len(got) > 0 && p.number > p.of(len(all)) {
			t.Errorf("%q has %d of %d", s, len(got), len(all))
		}
	})
}

// Whatever the body, it is read as it is meant or refused, never half.
func FuzzBody(f *testing.F) {
	for _, s := range []string{"", " ", "{}", `{"name":"x","days":7}`, `{"name":7}`, "[]", "null", "7", `{"name":`, "{}{}",
		`{"days":99999999999999999999}`, "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var got struct {
			Name string
			Days int
		}
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(s))
		c := &call{Context: echo.New().NewContext(request, httptest.NewRecorder())}
		err := c.read(&got)
		isObject := json.Valid([]byte(s)) && strings.HasPrefix(strings.TrimSpace(s), "{")
		switch {
		case strings.TrimSpace(s) == "" && err != nil, strings.TrimSpace(s) != "" && !isObject && !patrol.Malformed.Is(err),
			isObject && err != nil && !patrol.Invalid.Is(err):
			t.Errorf("%q: %v", s, err)
		}
	})
}

func TestBodyOfTheWrongType(t *testing.T) {
	var got struct {
		Name string `json:"name"`
	}
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"name":7}`))
	c := &call{Context: echo.New().NewContext(request, httptest.NewRecorder())}
	e, _ := errors.AsType[*patrol.Error](c.read(&got))
	if e == nil || e.Kind != patrol.Invalid || len(e.Fields) != 1 || e.Fields[0].Field != "name" {
		t.Errorf("%+v", e)
	}
}

// An endpoint that the catalogue does not know cannot be mounted.
func TestUnknownOperationsHaveNoPlace(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("mounted")
		}
	}()
	locks(map[string]endpoint{"GET /nowhere": {}})
}
