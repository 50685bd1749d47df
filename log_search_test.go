package patrol_test

import (
	"reflect"
	"testing"
	"time"

	"patrol"
)

func TestLogSearch(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for search, want := range map[string]patrol.LogFilter{
		"":                               {},
		"  ":                             {},
		"push ci":                        {Words: []string{"push", "ci"}},
		"org:acme actor:dana":            {Org: "acme", Actor: "dana"},
		"actor:dana":                     {Actor: "dana"},
		"ACTOR:dana":                     {Actor: "dana"},
		"action:user.login Dana":         {Action: "user.login", Words: []string{"Dana"}},
		`token:"release notes" x`:        {Token: "release notes", Words: []string{"x"}},
		`"release notes"`:                {Words: []string{"release notes"}},
		`token:"never closed`:            {Token: "never closed"},
		"created:2026-11-02":             {Since: day(2), Before: day(3)},
		"created:>=2026-11-02":           {Since: day(2)},
		"created:>2026-11-02":            {Since: day(3)},
		"created:<=2026-11-02":           {Before: day(3)},
		"created:<2026-11-02":            {Before: day(2)},
		"created:2026-11-02..2026-11-04": {Since: day(2), Before: day(5)},
		"192.0.2.7 2001:db8::1":          {Words: []string{"192.0.2.7", "2001:db8::1"}},
		"actor: token:":                  {},
	} {
		got, err := patrol.ParseLogSearch(search)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", search, got, err, want)
		}
	}
	for _, search := range []string{"created:yesterday", "created:", "created:>2026-13-01", "created:2026-11-01..",
		"created:0001-01-01", "created:>=99999-01-01"} {
		if _, err := patrol.ParseLogSearch(search); !patrol.Invalid.Is(err) {
			t.Errorf("%q: %v", search, err)
		}
	}
}

// What a filter says of itself means the same filter.
func FuzzLogSearch(f *testing.F) {
	for _, seed := range []string{"actor:dana push", `token:"a b" created:2026-11-01`, "created:>2026-11-01 created:<=2027-01-01",
		`action:"x`, "a:b:c", "\"\" \" \""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, search string) {
		filter, err := patrol.ParseLogSearch(search)
		if err != nil {
			return
		}
		again, err := patrol.ParseLogSearch(filter.String())
		if err != nil || !reflect.DeepEqual(again, filter) {
			t.Errorf("%q is %+v, and %q is %+v (%v)", search, filter, filter, again, err)
		}
	})
}
