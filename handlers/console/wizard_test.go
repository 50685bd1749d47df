package console

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"patrol"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestDaysAreCountedFromTodayInUTC(t *testing.T) {
	late := time.Date(2026, 11, 22, 23, 0, 0, 0, time.FixedZone("far west", -8*60*60)) // the 23rd in UTC
	for _, c := range []struct {
		in, on string
		now    time.Time
		want   int
	}{
		{"30", "", noon, 30}, {"366", "", noon, 366}, {"none", "", noon, patrol.Forever}, {"none", "2026-11-23", noon, patrol.Forever},
		{"custom", "2026-11-23", noon, 1}, {"custom", "2026-11-23", late, 0}, {"custom", "2026-11-24", late, 1},
		{"custom", "2026-11-22", noon, 0}, {"custom", "2020-01-01", noon, 0}, {"custom", "2027-11-23", noon, 366},
		{"custom", "9999-12-31", noon, 106751}, {"custom", "2026-02-30", noon, 0}, {"custom", "tomorrow", noon, 0},
		{"", "", noon, 0}, {"-1", "", noon, 0}, {"0", "", noon, 0}, {"1e3", "", noon, 0}, {"99999999999999999999", "", noon, 0},
	} {
		if got := readDays(c.in, c.on, c.now); got != c.want {
			t.Errorf("%q %q at %s: %d days, want %d", c.in, c.on, c.now, got, c.want)
		}
	}
}

// Whatever is sent, nothing but the word for it makes a token that lives for
// ever, and no repository is asked for twice.
func FuzzTokenForm(f *testing.F) {
	f.Add("name=a&owner=b&expires_in=30&repositories=subset&repository=1&add=2&remove=1&permission.contents=read")
	f.Add("expires_in=none&permission.=write&permission.contents=none&repository=x&repository=1&repository=1")
	f.Add("expires_in=custom&expires_on=2026-12-31&drop=1&find=%20a%20")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		got := readTokenForm(form, noon)
		if days := got.Spec.Days; days < 0 && (days != patrol.Forever || form.Get("expires_in") != "none") {
			t.Errorf("%d days", days)
		}
		ids := slices.Sorted(slices.Values(got.Spec.Reach.Repositories))
		if len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("twice: %v", ids)
		}
		for key, level := range got.Spec.Reach.Permissions {
			if level < patrol.Read || level > patrol.Admin {
				t.Errorf("%s at %s", key, level)
			}
		}
	})
}

// What a link can say of a form, the link to that form says again.
func FuzzPrefill(f *testing.F) {
	f.Add("name=a&description=b&target_name=acme&expires_in=60&contents=read&members=write")
	f.Add("expires_in=none&contents=much&metadata=none&name=&name=b")
	f.Add("issues=read&contents=read&contents=write&repositories=all&repository=7&repository=x&repository=7")
	f.Add("expires_in=-1&target_name=%00")
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		fields, _ := readPrefill(values, "dana")
		if days := fields.Spec.Days; days < 0 && values.Get("expires_in") != "none" {
			t.Errorf("%d days", days)
		}
		again, bad := readPrefill(fields.Prefill(), "dana")
		if len(bad) > 0 || again.Spec.Name != fields.Spec.Name || again.Spec.Description != fields.Spec.Description ||
			again.Spec.Owner != fields.Spec.Owner || again.Spec.Days != fields.Spec.Days ||
			!again.Spec.Reach.Equal(fields.Spec.Reach) {
			t.Errorf("%q\nbecame %+v %v,\nnot %+v", query, again.Spec, bad, fields.Spec)
		}
	})
}
