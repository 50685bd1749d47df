package views

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// A Requests is the page of what waits for an organization's owners.
type Requests struct {
	Frame
	*patrol.Requests
	From    int64  // the request from before which the page begins; 0 for the newest of all
	Notice  string // what was done; may be empty
	TooLate string // why it was not; may be empty
	// What was wrong with a review, and what was typed there.
	Reviewed int64
	Reason   string
	Problems []patrol.FieldError
	Now      time.Time
}

// newer and older are the pages around p, the first and the next.
func (p Requests) newer() string {
	if p.From == 0 {
		return ""
	}
	return requestsPath(p.Org.Login)
}

func (p Requests) older() string {
	if p.Before == 0 {
		return ""
	}
	return requestsPath(p.Org.Login) + "?before=" + strconv.FormatInt(p.Before, 10)
}

// reason is the field for why r is approved or denied. The page has many, so
// its id is not its name.
func (p Requests) reason(r *patrol.Request) Field {
	return Field{
		Name: fmt.Sprintf("reason-%d", r.ID), Label: "Why you approve or deny", Problems: p.Problems,
		Hint: r.User + " sees it, and so do those who read the audit log.",
		More: map[string]any{"name": "reason", "maxlength": patrol.MaxReason},
	}
}

// typed is what was typed as the reason for r, if r was not reviewed after all.
func (p Requests) typed(r *patrol.Request) string {
	if p.Reviewed != r.ID {
		return ""
	}
	return p.Reason
}

// names are the repositories that r selects; those that are gone are counted.
func (p Requests) names(r *patrol.Request) (names []string, gone int) {
	for _, id := range r.Reach.Repositories {
		if repository := p.Repositories[id]; repository != nil {
			names = append(names, repository.Name)
		} else {
			gone++
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return strings.Compare(strings.ToLower(a), strings.ToLower(b))
	})
	return names, gone
}
