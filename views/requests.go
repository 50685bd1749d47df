package views

import (
	"strconv"
	"time"

	"patrol"
)

// A RequestList is a page of what waits for an organization's owners.
type RequestList struct{ OwnersList[patrol.Request] }

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

// path is the page of r, which leads back to this one.
func (p RequestList) path(r *patrol.Request) string {
	return p.Search.at(requestPath(p.Org.Login, r.ID), p.Search.Text, p.Search.After)
}

// reasonField is the field for why an owner decides so.
func reasonField(hint string, wrong []patrol.FieldError) Field {
	return Field{Name: "reason", Label: "Reason (optional)", Problems: wrong, Hint: hint,
		More: map[string]any{"maxlength": patrol.MaxReason}}
}

// A RequestDetail is all that owners need to decide on a request.
type RequestDetail struct {
	Frame
	*patrol.RequestDossier
	Search Search // of the list that it leads back to
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
