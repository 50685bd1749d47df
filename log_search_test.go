package patrol_test

import (
	"reflect"
	"testing"
	"time"

	"patrol"
)

func TestLogSearch(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	const hashed = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
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
		"token_id:7":                     {Token: "7"},
		`hashed_token:"` + hashed + `"`:  {Hashed: hashed},
		"face:b00c::1 fe80::1":           {Words: []string{"face:b00c::1", "fe80::1"}},
		`"repo:site"`:                    {Words: []string{"repo:site"}},
	} {
		got, err := patrol.ParseLogSearch(search)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, %v; want %+v", search, got, err, want)
		}
	}
	for _, search := range []string{"created:yesterday", "created:", "created:>2026-13-01", "created:2026-11-01..",
		"created:0001-01-01", "created:>=99999-01-01", "repo:site", "Foo:bar", "token_id:CI",
		"hashed_token:n4bQ", "hashed_token:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"} {
		if _, err := patrol.ParseLogSearch(search); !patrol.Invalid.Is(err) {
			t.Errorf("%q: %v", search, err)
		}
	}
}

// What a filter says of itself means the same filter.
func FuzzLogSearch(f *testing.F) {
	for _, seed := range []string{"actor:dana push", `token:"a b" created:2026-11-01`, "created:>2026-11-01 created:<=2027-01-01",
		`action:"x`, "a:b:c", `"actor:dana"`, `hashed_token:"n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="`, "\"\" \" \""} {
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

// What is known of a token that leaked, its hash, finds what happened with it.
func TestLogsAreSearchedByHash(t *testing.T) {
	w := newTown(t)
	issued := w.create(w.dana, w.ci())
	other := w.ci()
	other.Name = "other"
	w.create(w.dana, other)
	hashed := issued.Secret.Digest().String()
	log, err := w.SecurityLog(t.Context(), w.dana, patrol.LogSearch{Text: `hashed_token:"` + hashed + `"`, Limit: 10})
	w.must(err)
	if len(log.Events) != 1 || log.Events[0].Action != patrol.TokenCreated || log.Events[0].TokenID != issued.Token.ID {
		t.Errorf("%+v", log.Events)
	}
}
