package views

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

// A Hooks is the page of an organization's webhooks.
type Hooks struct {
	Frame
	Org    *patrol.Account
	Hooks  []*patrol.Hook
	Notice string // what was done; may be empty
	// TooLate is why what was asked was not done; may be empty.
	TooLate string
}

// A HookForm is the page where a webhook is made.
type HookForm struct {
	Frame
	Org      *patrol.Account
	Spec     patrol.HookSpec // as filled in so far
	Problems []patrol.FieldError
}

// A Hook is the page of a webhook, with its form.
type Hook struct {
	Frame
	*patrol.HookDossier
	Spec     patrol.HookSpec // as filled in so far
	Problems []patrol.FieldError
	Later    bool // the deliveries are not the newest
	Notice   string
	Now      time.Time
}

// A Delivery is the page of something that a webhook was told.
type Delivery struct {
	Frame
	*patrol.HookDossier
	Delivery *patrol.Delivery
	Notice   string
	Now      time.Time
}

func hooksPath(org string) string { return "/organizations/" + org + "/settings/hooks" }

func hookPath(org string, h *patrol.Hook) string { return fmt.Sprintf("%s/%d", hooksPath(org), h.ID) }

func deliveryPath(d *patrol.HookDossier, id int64) string {
	return fmt.Sprintf("%s/deliveries/%d", hookPath(d.Org.Login, d.Hook), id)
}

// eventName is what a delivery tells, such as "ping".
func eventName(d *patrol.Delivery) string {
	if d.Action == "" {
		return d.Event
	}
	return d.Event + "." + d.Action
}

// progress says how the attempts of a delivery go.
func progress(d *patrol.Delivery, now time.Time) string {
	words := plural(d.Attempts, "attempt")
	switch {
	case d.State == patrol.Delivering && d.Attempts == 0:
		return "not tried yet"
	case d.State == patrol.Delivering:
		return fmt.Sprintf("%s of %d, the next %s", words, patrol.MaxAttempts, relative(d.DueAt, now))
	}
	return words
}

// answered is the response of the last attempt, such as "200 in 12 ms".
func answered(d *patrol.Delivery) string {
	return fmt.Sprintf("%d in %s ms", d.Status, number(int(d.Took.Milliseconds())))
}

// indented is JSON laid out to be read.
func indented(text string) string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), "", "  ") != nil {
		return text
	}
	return b.String()
}

// urlField and secretField are the fields of a webhook.
func urlField(problems []patrol.FieldError) Field {
	return Field{Name: "url", Label: "Payload URL", Required: true, Problems: problems,
		Hint: "Where to post what happens, as JSON. Certificates are always checked.",
		More: templ.Attributes{"maxlength": patrol.MaxHookURL, "placeholder": "https://example.com/hook"}}
}

func secretField(signed bool, problems []patrol.FieldError) Field {
	hint := "Deliveries are signed with it, so that the receiver knows that they are ours. It is not shown again."
	if signed {
		hint = "There is one, which is not shown. Type another to replace it, or leave this empty to keep it."
	}
	if len(problems) > 0 {
		hint += " What you typed here is gone: type it again."
	}
	return Field{Name: "secret", Label: "Secret", Problems: problems, Hint: hint,
		More: templ.Attributes{"maxlength": patrol.MaxHookSecret, "autocomplete": "off"}}
}
