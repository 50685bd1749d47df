package views

import (
	"time"

	"patrol"
)

// A PolicyHistory is a page of the changes of an enterprise's policy.
type PolicyHistory struct {
	Frame
	*patrol.PolicyHistory
	Later bool // these are not the newest
	Now   time.Time
}

// A PolicyUndo is a change in the history, and what it would do to undo it.
type PolicyUndo struct {
	Frame
	*patrol.PolicyUndo
	Note     string // why, as typed
	TooLate  string // why it was not done; may be empty
	Problems []patrol.FieldError
	Now      time.Time
}

// entryWords say what someone did by a change, as what follows their name.
func entryWords(e *patrol.PolicyEntry) string {
	deed := changeDeed(e.PolicyChange)
	switch {
	case e.Back:
		return "rolled back, and " + deed.past
	case !e.On.IsZero():
		return "announced to " + deed.now
	}
	return deed.past
}

// What becomes of a change that waits for a day.
const (
	announced  = "announced"
	withdrawn  = "withdrawn"
	tookEffect = "took effect"
)

// entryTones colour where a change stands.
var entryTones = map[string]tone{announced: warn, withdrawn: plain, tookEffect: good}

// entryState says where a change stands that waited for a day; "" for others.
func entryState(e *patrol.PolicyEntry, now time.Time) string {
	if e.On.IsZero() {
		return ""
	}
	return map[patrol.ChangeState]string{patrol.ChangeScheduled: announced, patrol.ChangeWithdrawn: withdrawn,
		patrol.ChangeDone: tookEffect}[e.StateAt(now)]
}

// fromTo says what a change made of what.
func fromTo(e *patrol.PolicyEntry) string {
	return policyValue(e.From, e.Kind, e.Block) + " → " + policyValue(e.To, e.Kind, e.Block)
}
