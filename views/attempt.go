package views

import (
	"strconv"
	"time"

	"patrol"
)

// An Attempt is a change of a policy that a form asked for and that could not
// be made, with all that was typed. The zero Attempt is none.
type Attempt struct {
	patrol.PolicyChange
	Days     string              // the maximum lifetime as typed
	When, On string              // whether it was to wait, and for which day, as typed
	TooLate  string              // why it came too late; may be empty
	Last     *patrol.PolicyEntry // the change that was faster; nil if none is known
	Problems []patrol.FieldError
	Now      time.Time
}

// of reports whether a was to change b.
func (a Attempt) of(b patrol.Block) bool { return a.Block == b }

// shown is what a form has about b, where a policy says settled: that, or what a
// was to make of it.
func (a Attempt) shown(b patrol.Block, settled patrol.Policy) patrol.Policy {
	if a.of(b) {
		return a.To
	}
	return settled
}

// days is what stands in the field for a maximum lifetime, where it is settled.
func (a Attempt) days(settled int) string {
	switch {
	case a.of(patrol.LifetimeBlock):
		return a.Days
	case settled == patrol.Forever:
		return ""
	}
	return strconv.Itoa(settled)
}
