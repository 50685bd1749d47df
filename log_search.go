package patrol

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ParseLogSearch reads what people search a log for: words, and qualifiers
// such as actor:dana, action:user.login, token:CI, created:>=2026-11-01 and, in
// an enterprise's log, org:acme. A word with a colon that is an address, or
// between quotes, is no more than a word.
//
// GitHub: "Identifying audit log events performed by an access token".
func ParseLogSearch(search string) (f LogFilter, err error) {
	var bad problems
	for _, word := range filterWords(search) {
		about, text, qualified := strings.Cut(word, ":")
		word, text = unquoted(word), unquoted(text)
		switch about = strings.ToLower(about); about {
		case "org", "organization":
			f.Org = text
		case "actor":
			f.Actor = text
		case "action":
			f.Action = strings.ToLower(text)
		case "token":
			f.Token = text
		case "token_id":
			_, err := strconv.ParseInt(text, 10, 64)
			bad.check(err == nil, "q", fmt.Sprintf("%q is no token's ID: say token_id:7", text))
			f.Token = text
		case "hashed_token":
			bad.check(isDigest(text), "q", fmt.Sprintf("%q is no hashed token: say hashed_token:\"…\", "+
				"the SHA-256 of the token in Base64", text))
			f.Hashed = text
		case "created":
			bad.check(f.created(text), "q", fmt.Sprintf("%q is no time: say created:2026-11-01, "+
				"created:>=2026-11-01 or created:2026-11-01..2026-11-30", text))
		default:
			bad.check(!qualified || !isName(about) || isAddress(word), "q", fmt.Sprintf("%q is nothing to search by here: "+
				"there are action, actor, created, hashed_token, org, token and token_id", about))
			if word != "" {
				f.Words = append(f.Words, word)
			}
		}
	}
	return f, bad.err()
}

// unquoted is s without its quotes.
func unquoted(s string) string { return strings.ReplaceAll(s, `"`, "") }

// isName reports whether s, before a colon, looks like what one searches by.
func isName(s string) bool { return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == "" }

// isAddress reports whether word can be an IPv6 address, or a piece of one.
func isAddress(word string) bool { return strings.Trim(word, "0123456789abcdefABCDEF:.") == "" }

// isDigest reports whether text is a Digest in text form.
func isDigest(text string) bool {
	sum, err := base64.StdEncoding.DecodeString(text)
	return err == nil && len(sum) == len(Digest{})
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
		if strings.ContainsAny(text, " \t\r\n:=") { // GitHub wants quotes around hashes, too
			text = `"` + text + `"`
		}
		all = append(all, about+text)
	}
	add("org:", f.Org)
	add("actor:", f.Actor)
	add("action:", f.Action)
	add("token:", f.Token)
	add("hashed_token:", f.Hashed)
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
