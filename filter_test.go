package patrol_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"patrol"
)

func TestParseFilter(t *testing.T) {
	day := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]patrol.Filter{
		"":                              {},
		"  ":                            {},
		"owner:dana":                    {Owner: "dana"},
		"Owner:Dana repository:site.js": {Owner: "Dana", Repository: "site.js"},
		"permission:contents_write":     {Permission: "contents", Level: patrol.Write},
		"permission:contents":           {Permission: "contents", Level: patrol.Read},
		"permission:pull_requests_read": {Permission: "pull_requests", Level: patrol.Read},
		"permission:pull_requests":      {Permission: "pull_requests", Level: patrol.Read},
		"deploy bot":                    {Words: []string{"deploy", "bot"}},
		"Release-Notes":                 {Words: []string{"release", "notes"}},
		`token:"release notes"`:         {Words: []string{"release", "notes"}},
		"token:ci token:bot":            {Words: []string{"ci", "bot"}},
		"expires:never used:never":      {Ends: patrol.Ends{Never: true}, Used: patrol.Uses{Never: true}},
		"expires:<2026-12-31":           {Ends: patrol.Ends{Before: day}},
		"expires:>2026-12-31":           {Ends: patrol.Ends{After: day}},
		"used:<90d":                     {Used: patrol.Uses{Within: 90}},
		"used:>90":                      {Used: patrol.Uses{Without: 90}},
		"lifetime:>90":                  {Lives: patrol.Lives{Over: 90}},
		"lifetime:<7":                   {Lives: patrol.Lives{Under: 7}},
	} {
		got, problems := patrol.ParseFilter(patrol.FineGrained, text)
		if problems != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v (%v), want %+v", text, got, problems, want)
		}
	}
}

func TestParseFilterSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"permission:content_write":    `There is no permission "content"`,
		"permission:contents_admin":   "Contents can't be given as admin, only as read or write",
		"permission:contents_none":    "Contents can't be given as none",
		"permission:":                 "Say what permission is to be, as in permission:contents_write",
		"colour:red":                  `"colour" is nothing to search by`,
		"owner:a_b":                   `"a_b" cannot be anybody's login`,
		"owner:a owner:b":             "owner is there twice",
		"repository:a/b":              `"a/b" cannot be a repository's name`,
		"expires:soon":                `"soon" is no time to expire at`,
		"expires:2026-12-31":          `"2026-12-31" is no time to expire at`,
		"expires:<2026-02-30":         "no time to expire at",
		"expires:<<2026-01-01":        "no time to expire at",
		"used:90d":                    `"90d" is no time to have been used at`,
		"used:<0d":                    "no time to have been used at",
		"used:<d":                     "no time to have been used at",
		"lifetime:90":                 `"90" is no lifetime in days`,
		"lifetime:>99999999999999999": "no lifetime in days",
		"stops:lifetime:367":          `"lifetime:367" is no change of a policy: say stops:lifetime:90`,
		"stops:access":                `"access" is no change of a policy`,
		"stops:access:no:exempt":      "no change of a policy",
		"asks:approval:maybe":         "no change of a policy",
		"complies:yes":                `"yes" cannot be searched for: say complies:no`,
		"complies:no stops:access:no": "by one of stops, asks, revives and complies",
	} {
		_, problems := patrol.ParseFilter(patrol.FineGrained, text)
		if len(problems) != 1 || problems[0].Field != "q" || !strings.Contains(problems[0].Message, want) {
			t.Errorf("%q: %v, want %q", text, problems, want)
		}
	}
}

// What a list is searched by is what its rows have.
func TestQualifiersSuitTheirLists(t *testing.T) {
	for text, lists := range map[string][]patrol.TokenKind{
		"permission:contents": {patrol.FineGrained, ""}, "scope:read:org": {patrol.Classic}, "state:revoked": {patrol.Classic},
		"complies:no": {patrol.FineGrained, patrol.Classic}, "asks:approval:yes": {patrol.FineGrained},
		"owner:dana": {patrol.FineGrained, patrol.Classic, ""},
	} {
		name, _, _ := strings.Cut(text, ":")
		for _, k := range []patrol.TokenKind{patrol.FineGrained, patrol.Classic, ""} {
			f, problems := patrol.ParseFilter(k, text)
			if slices.Contains(lists, k) {
				if problems != nil || f.IsZero() {
					t.Errorf("%q of %q tokens: %+v %v", text, k, f, problems)
				}
			} else if len(problems) != 1 || !strings.Contains(problems[0].Message, `"`+name+`" is nothing to search by here`) {
				t.Errorf("%q of %q tokens: %v", text, k, problems)
			}
		}
	}
	for text, want := range map[string]string{"scope:everything": `There is no scope "everything"`, "state:new": "say state:revoked"} {
		if _, problems := patrol.ParseFilter(patrol.Classic, text); len(problems) != 1 || !strings.Contains(problems[0].Message, want) {
			t.Errorf("%q: %v", text, problems)
		}
	}
}

// What a filter says can be typed again, and means the same.
func FuzzParseFilter(f *testing.F) {
	for _, text := range []string{"stops:lifetime:90:exempt:2026-12-31 a", "revives:access:unsaid", "complies:no",
		`owner:dana "a b" token:"c:d e" permission:contents`, "used:<9d lifetime:>1", `"`, ":", "a:b:c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, problems := patrol.ParseFilter(patrol.FineGrained, text)
		if problems != nil {
			return
		}
		again, problems := patrol.ParseFilter(patrol.FineGrained, filter.String())
		if problems != nil || again.String() != filter.String() || !reflect.DeepEqual(again, filter) {
			t.Errorf("%q is %+v, and then %+v (%v)", text, filter, again, problems)
		}
	})
}

// Every filter there can be is told and read again.
func TestFilterRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(name string) bool { return rapid.Bool().Draw(t, name) }
		days := rapid.IntRange(1, 36_500)
		var f patrol.Filter
		if pick("owned") {
			f.Owner = rapid.StringMatching(`[a-z]{1,9}(-[a-z0-9]{1,9})?`).Filter(
				func(s string) bool { return patrol.CheckLogin(s) == "" }).Draw(t, "owner")
		}
		if pick("permitted") {
			p := rapid.SampledFrom(patrol.Catalog()).Draw(t, "permission")
			f.Permission, f.Level = p.Key, rapid.SampledFrom(p.Levels).Draw(t, "level")
		}
		if pick("named") {
			f.Words = rapid.SliceOfN(rapid.StringMatching(`[a-zäß0-9<>*"]{1,9}`).Filter(
				func(s string) bool { return !strings.Contains(s, `"`) }), 1, 4).Draw(t, "words")
		}
		switch {
		case pick("never ends"):
			f.Ends.Never = true
		case pick("ends before"):
			f.Ends.Before = time.Unix(0, 0).UTC().AddDate(0, 0, days.Draw(t, "day"))
		}
		switch {
		case pick("unused"):
			f.Used.Never = true
		case pick("used within"):
			f.Used.Within = days.Draw(t, "within")
		}
		if pick("lives over") {
			f.Lives.Over = days.Draw(t, "over")
		}
		got, problems := patrol.ParseFilter(patrol.FineGrained, f.String())
		if problems != nil || !reflect.DeepEqual(got, f) {
			t.Fatalf("%q is %+v (%v), want %+v", f.String(), got, problems, f)
		}
	})
}
