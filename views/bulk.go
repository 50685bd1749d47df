package views

import (
	"fmt"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

// BulkConfirm asks whether something is to be done to many rows.
type BulkConfirm struct {
	Frame
	Search Search
	Spec   patrol.BulkSpec
	Wrong  []patrol.FieldError
}

// many reports whether there may be more rows than are done at once.
func (p BulkConfirm) many() bool { return p.Search.Found.More || p.Search.Found.N > patrol.MostAtOnce }

// What says how many rows are meant.
func (p BulkConfirm) What() string {
	switch {
	case !p.Spec.All:
		return plural(len(p.Spec.IDs), p.Search.Noun)
	case p.Search.Found.More:
		return p.Search.matching() + " " + p.Search.Noun + "s"
	}
	return plural(p.Search.Found.N, p.Search.Noun)
}

// lead says what is meant by it.
func (p BulkConfirm) lead() string {
	switch {
	case !p.Spec.All:
		return "Those that you ticked. Whoever else decides on one meanwhile wins."
	case p.Search.Text == "":
		return "All that there were when you looked. Whoever else decides on one meanwhile wins."
	}
	return fmt.Sprintf("All that matched “%s” when you looked. Whoever else decides on one meanwhile wins.", p.Search.Text)
}

// BulkProgress is how far something done to many rows has come.
type BulkProgress struct {
	Frame
	*patrol.BulkReport
	Later bool // the outcomes are not the newest
	Now   time.Time
}

// lead says who began it, when, and what it is about, unless that was ticked.
func (p BulkProgress) lead() string {
	began := "Begun by " + p.Bulk.Actor + " " + relative(p.Bulk.StartedAt, p.Now) + "."
	if p.Bulk.Filter == "" {
		return began
	}
	return began + " It is about all that matched “" + p.Bulk.Filter + "” then."
}

// polling has htmx ask again while there is something to wait for.
func (p BulkProgress) polling() templ.Attributes {
	if p.Later || !p.Bulk.Running() {
		return nil
	}
	return templ.Attributes{"hx-get": bulkPath(p.Org, p.Bulk.ID), "hx-trigger": "every 1s",
		"hx-target": "#progress", "hx-swap": "outerHTML"}
}

// missed says what became of the rows that the deed was not done to.
func (p BulkProgress) missed() string {
	if p.Bulk.Missed == 1 {
		return "One was not: somebody was faster, or it is gone."
	}
	return number(p.Bulk.Missed) + " were not: somebody was faster, or they are gone."
}

// list is where p's rows came from.
func (p BulkProgress) list() string {
	if p.Bulk.Deed == patrol.Revoking {
		return letInPath(p.Org)
	}
	return requestsPath(p.Org.Login)
}

// resultTones colour what became of rows.
var resultTones = map[patrol.Result]tone{patrol.Decided: good, patrol.TooLate: warn, patrol.Gone: plain}

// words say what became of a row.
func (p BulkProgress) words(o *patrol.Outcome) string {
	switch o.Result {
	case patrol.Decided:
		return p.Bulk.Deed.Past()
	case patrol.TooLate:
		return "somebody was faster"
	}
	return "gone"
}

// name is what a row is called; one that is gone has a number alone.
func (p BulkProgress) name(o *patrol.Outcome) string {
	if o.TokenName == "" {
		return fmt.Sprintf("No. %d", o.ItemID)
	}
	return o.TokenName
}
