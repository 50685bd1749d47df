package patrol

import (
	"fmt"
	"strings"
	"time"
)

// ParseLogSearch reads what people search a log for: words, and qualifiers
// such as actor:dana, action:user.login, token:CI, created:>=2026-11-01 and, in
// an enterprise's log, org:acme.
// Whatever else there is before a colon is part of a word.
func ParseLogSearch(search string) (f LogFilter, err error) {
	var bad problems
	for _, word := range filterWords(search) {
		word = strings.ReplaceAll(word, `"`, "")
		about, text, _ := strings.Cut(word, ":")
		switch strings.ToLower(about) {
		case "org", "organization":
			f.Org = text
		case "actor":
			f.Actor = text
		case "action":
			f.Action = strings.ToLower(text)
		case "token":
			f.Token = text
		case "created":
			bad.check(f.created(text), "q", fmt.Sprintf("%q is no time: say created:2026-11-01, "+
				"created:>=2026-11-01 or created:2026-11-01..2026-11-30", text))
		default:
			if word != "" {
				f.Words = append(f.Words, word)
			}
		}
	}
	return f, bad.err()
}

// created narrows f to days, in UTC, and reports whether text is about days.
func (f *LogFilter) created(text string) bool {
	if first, last, found := strings.Cut(text, ".."); found {
		return f.since(first, 0) && f.before(last, 1)
	}
	for _, sign := range []string{">=", ">", "<=", "<"} {
		date, found := strings.CutPrefix(text, sign)
		if !found {
			continue
		}
		switch sign {
		case ">=":
			return f.since(date, 0)
		case ">":
			return f.since(date, 1)
		case "<=":
			return f.before(date, 1)
		}
		return f.before(date, 0)
	}
	return f.since(text, 0) && f.before(text, 1)
}

// since narrows f to what was so many days after a date, or later.
func (f *LogFilter) since(date string, days int) (ok bool) {
	f.Since, ok = parseDay(date, days)
	return ok
}

// before narrows f to what was earlier than so many days after a date.
func (f *LogFilter) before(date string, days int) (ok bool) {
	f.Before, ok = parseDay(date, days)
	return ok
}

// parseDay is so many days after a date, if that is one to search for.
func parseDay(date string, days int) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		return time.Time{}, false
	}
	return t.AddDate(0, 0, days), true
}

// String is f as people type it. ParseLogSearch is its inverse.
func (f LogFilter) String() string {
	var all []string
	add := func(about, text string) {
		if text == "" {
			return
		}
		if strings.ContainsAny(text, " \t\r\n") {
			text = `"` + text + `"`
		}
		all = append(all, about+text)
	}
	add("org:", f.Org)
	add("actor:", f.Actor)
	add("action:", f.Action)
	add("token:", f.Token)
	if !f.Since.IsZero() {
		add("created:>=", f.Since.Format(time.DateOnly))
	}
	if !f.Before.IsZero() {
		add("created:<", f.Before.Format(time.DateOnly))
	}
	for _, word := range f.Words {
		add("", word)
	}
	return strings.Join(all, " ")
}
