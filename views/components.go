package views

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

// A tone is how a label or a message is coloured, beside what it says.
type tone string

const (
	plain tone = ""
	info  tone = "info"
	good  tone = "ok"
	warn  tone = "warn"
	bad   tone = "bad"
)

// toneIcons are the icons of messages.
var toneIcons = map[tone]string{info: "info", good: "check-circle", warn: "alert", bad: "stop"}

// stateKinds are the states of tokens, requests, accounts and deliveries, and how their labels look.
var stateKinds = map[string]tone{
	"active":    good,
	"delivered": good,
	"approved":  good,
	"pending":   warn,
	"waiting":   warn,
	"open":      warn,
	"expiring":  warn,
	"denied":    bad,
	"failed":    bad,
	"revoked":   bad,
	"expired":   bad,
	"suspended": bad,
	"cancelled": plain,
}

// levelTones colour levels by what they can do.
var levelTones = map[patrol.Level]tone{patrol.Read: plain, patrol.Write: warn, patrol.Admin: bad}

// label is a small word about a thing: @label(info, "private")
func label(t tone, text string) markup {
	return markup(`<span class="label ` + string(t) + `">` + templ.EscapeString(text) + `</span>`)
}

// state is where a token or a request stands: @state(standing(token, p.Now))
func state(word string) markup { return label(stateKinds[word], word) }

// level is what a permission gives: @level(patrol.Write)
func level(l patrol.Level) markup { return label(levelTones[l], l.String()) }

// permission is a permission with its level: @permission(contents, patrol.Read)
func permission(p patrol.Permission, l patrol.Level) markup { return permissions[p.Key][l] }

// permissions are the labels of all permissions at each level, by key: the rows
// of a page have a hundred of them.
var permissions = labelPermissions()

func labelPermissions() map[string]map[patrol.Level]markup {
	labels := map[string]map[patrol.Level]markup{}
	for _, p := range patrol.Catalog() {
		labels[p.Key] = map[patrol.Level]markup{}
		for _, l := range levelsDown {
			s := patrol.Step{Permission: p, To: l}
			labels[p.Key][l] = label(stepTone(s), stepWords(s))
		}
	}
	return labels
}

// stoppedLabel says that policies keep a token from working, if they do.
func stoppedLabel(stopped bool) markup {
	if !stopped {
		return ""
	}
	return label(bad, "does not work now")
}

// permissionLabels are permissions as labels, the highest levels first.
func permissionLabels(all patrol.Permissions) markup {
	given := all.Given()
	var labels strings.Builder
	labels.Grow(64 * (len(given) + 1))
	labels.WriteString(`<div class="perms">`)
	for _, l := range levelsDown {
		for _, p := range given {
			if all[p.Key] == l {
				labels.WriteString(string(permission(p, l)))
			}
		}
	}
	labels.WriteString(`</div>`)
	return markup(labels.String())
}

// avatar stands beside an account's name; size is "", "s32" or "s40":
// @avatar("acme", patrol.Organization, "")
func avatar(login string, kind patrol.AccountKind, size string) markup {
	shape := ""
	if kind != patrol.User {
		shape = " org"
	}
	return markup(`<span class="avatar ` + hue(login) + ` ` + size + shape + `" aria-hidden="true">` +
		templ.EscapeString(initials(login)) + `</span>`)
}

// when is a time in words, with the exact one at hand; no time is words alone:
// @when(token.LastUsedAt, lastUsed(token.LastUsedAt, p.Now))
func when(t time.Time, words string) markup {
	words = templ.EscapeString(words)
	if t.IsZero() {
		return markup(words)
	}
	t = t.UTC()
	b := append(make([]byte, 0, 128), `<time datetime="`...)
	b = t.AppendFormat(b, time.RFC3339)
	b = append(b, `" title="`...)
	b = t.AppendFormat(b, inMoments)
	b = append(b, `">`...)
	b = append(b, words...)
	return markup(append(b, `</time>`...))
}

// tick ticks one row of a list: its form is the one of @bulkForm.
func tick(id int64, name string) markup {
	return markup(`<input type="checkbox" name="id" value="` + strconv.FormatInt(id, 10) +
		`" form="bulk" aria-label="Select ` + templ.EscapeString(name) + `">`)
}

// link leads to a page of ours: @link(activePath("acme"), "Active tokens")
func link(path, text string) markup {
	return markup(`<a href="` + templ.EscapeString(path) + `">` + templ.EscapeString(text) + `</a>`)
}

// hidden is a value that a form sends unseen; one that is empty it does not send.
func hidden(name, value string) markup {
	if value == "" {
		return ""
	}
	return markup(`<input type="hidden" name="` + name + `" value="` + templ.EscapeString(value) + `">`)
}

// markup is a component that is there already. What pages have in each of many
// rows is made so, by hand, for that takes a fraction of a template's time; its
// makers escape what is not theirs.
type markup string

// Render writes m as it is.
func (m markup) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(m))
	return err
}
