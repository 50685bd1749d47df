package views

import (
	"context"
	"io"

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
func label(t tone, text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error { // pages have very many
		_, err := io.WriteString(w, `<span class="label `+string(t)+`">`+templ.EscapeString(text)+`</span>`)
		return err
	})
}
