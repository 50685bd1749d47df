package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// date is the day of t, such as "Dec 22, 2026", in UTC as all times on pages.
func date(t time.Time) string { return t.UTC().Format("Jan 2, 2006") }

// inMoments is how times are written to the minute.
const inMoments = "Jan 2, 2006, 15:04 UTC"

// moment is t to the minute, such as "Dec 22, 2026, 15:04 UTC".
func moment(t time.Time) string { return t.UTC().Format(inMoments) }

// relative is t as seen from now, such as "3 hours ago" or "in 6 days"; beyond
// a month it is a date, such as "on Dec 22, 2026".
func relative(t, now time.Time) string {
	const month = 30 * 24 * time.Hour
	switch d := t.Sub(now); {
	case d > month || d < -month:
		return "on " + date(t)
	case d >= 30*time.Second:
		return "in " + span(d)
	case d <= -30*time.Second:
		return span(-d) + " ago"
	}
	return "just now"
}

// span is the length of d in its largest unit, to the nearest.
func span(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	hours := int(d.Round(time.Hour) / time.Hour)
	days := int(d.Round(24*time.Hour) / (24 * time.Hour))
	switch {
	case minutes < 60:
		return plural(minutes, "minute")
	case hours < 24:
		return plural(hours, "hour")
	}
	return plural(days, "day")
}

// lastUsed says when something was used last, such as "last used 3 hours ago".
func lastUsed(t, now time.Time) string {
	if t.IsZero() {
		return "never used"
	}
	return "last used " + relative(t, now)
}

// expires says when something ends, such as "expires in 6 days".
func expires(t, now time.Time) string {
	switch {
	case t.IsZero():
		return "never expires"
	case t.After(now):
		return "expires " + relative(t, now)
	}
	return "expired " + relative(t, now)
}

// orNever is t as seen from now, as a row says it of its title.
func orNever(t, now time.Time) string {
	if t.IsZero() {
		return "Never"
	}
	return capital(relative(t, now))
}

// ends says when something ends or ended, such as "On Dec 22, 2026, in 6 days".
func ends(t, now time.Time) string {
	if t.IsZero() {
		return "Never"
	}
	day, seen := "on "+date(t), relative(t, now)
	if seen == day {
		return capital(day)
	}
	return capital(day) + ", " + seen
}

// standing is where a token stands now, in one word or two that state knows.
func standing(t *patrol.Token, now time.Time) string {
	switch {
	case t.State != patrol.Active && t.State != patrol.Pending:
		return string(t.State)
	case t.Expired(now):
		return "expired"
	case t.State == patrol.Active && t.ExpiresSoon(now):
		return "expiring"
	}
	return string(t.State)
}

// number is n as people read it, such as "1,220".
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural is n things, such as "1 repository", "2 days" or "1,220 repositories".
func plural(n int, thing string) string {
	if n != 1 {
		stem, y := strings.CutSuffix(thing, "y")
		if y && !strings.ContainsAny(stem[len(stem)-1:], "aeiou") {
			thing = stem + "ie"
		}
		thing += "s"
	}
	return number(n) + " " + thing
}

// list joins words as people do, such as "issues, contents and metadata".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// initials are the letters that stand for an account where it has no picture.
func initials(login string) string { return login[:min(2, len(login))] }

// hue is the class that colours an account's avatar, always the same.
func hue(login string) string {
	sum := 0
	for _, c := range login {
		sum += int(c)
	}
	return "c" + strconv.Itoa(sum%5+1)
}

// before is the page of a list at path that begins before a row.
func before(path string, row int64) string {
	place := strings.IndexByte(path+"#", '#')
	return fmt.Sprintf("%s?before=%d%s", path[:place], row, path[place:])
}

// pagesAround are the pages around one of a list at path, newest first: the
// first, where that is a later one, and what comes before a row, 0 for nothing.
func pagesAround(path string, later bool, row int64) (newer, older string) {
	if later {
		newer = path
	}
	if row != 0 {
		older = before(path, row)
	}
	return newer, older
}
