package views

import (
	"strconv"
	"time"

	"patrol"
)

// A RequestList is a page of what waits for an organization's owners.
type RequestList struct {
	OwnersList[patrol.Request]
	// What was wrong with a review, and what was typed there.
	Reviewed int64
	Reason   string
	Wrong    []patrol.FieldError
}

// menus are what p can be narrowed by.
func (p RequestList) menus() []menu {
	var users []string
	var reaches []patrol.Reach
	for _, r := range p.Rows {
		users, reaches = append(users, r.User), append(reaches, r.Reach)
	}
	return menus(users, reaches, p.Repositories, p.Now)
}

// reviewID is the id of r's form.
func reviewID(r *patrol.Request) string { return "review-" + strconv.FormatInt(r.ID, 10) }

// reason is the field for why r is approved or denied. The page has many, so
// its id is not its name.
func (p RequestList) reason(r *patrol.Request) Field {
	return reasonField("reason-" + strconv.FormatInt(r.ID, 10), r.User+" sees it, and so do those who read the audit log.", p.Wrong)
}

// reasonField is the field for why an owner decides so.
func reasonField(id, hint string, wrong []patrol.FieldError) Field {
	return Field{Name: id, Label: "Reason (optional)", Problems: wrong, Hint: hint,
		More: map[string]any{"name": "reason", "maxlength": patrol.MaxReason}}
}

// typed is what was typed as the reason for r, if r was not reviewed after all.
func (p RequestList) typed(r *patrol.Request) string {
	if p.Reviewed != r.ID {
		return ""
	}
	return p.Reason
}

// A RequestDetail is all that owners need to decide on a request.
type RequestDetail struct {
	Frame
	*patrol.RequestDossier
	Reason string // as typed
	Wrong  []patrol.FieldError
	Now    time.Time
}

// open reports whether there is something to decide.
func (p RequestDetail) open() bool { return p.Request.State == patrol.Open }

// lead says what the page is about.
func (p RequestDetail) lead() string {
	asks := " asked "
	if p.open() {
		asks = " asks "
	}
	return p.Request.User + asks + p.Org.Login + " to let this fine-grained token in."
}

// comparison is what the request asks for beside what is granted now, which is
// no measure of it any more once it is decided.
func (p RequestDetail) comparison() patrol.Comparison {
	c := p.Request.Reach.Beside(p.Granted)
	c.First = c.First || !p.open()
	return c
}

// changes are all permissions that the request asks for, those that are new first.
func (p RequestDetail) changes() []Change {
	c := p.comparison()
	var all []Change
	add := func(words string, steps []patrol.Step) {
		if !p.open() {
			words = ""
		}
		for _, s := range steps {
			all = append(all, Change{s, words})
		}
	}
	add("added", c.Added)
	add("raised", c.Raised)
	add("has already", c.Same)
	return all
}

// A Change is a permission asked for, and what is new in that.
type Change struct {
	patrol.Step
	Words string
}
