package views

import (
	"fmt"
	"strings"

	"patrol"
)

// levelsDown are the levels that can be given, highest first.
var levelsDown = []patrol.Level{patrol.Admin, patrol.Write, patrol.Read}

// countGiven is how many permissions are given at some level.
func countGiven(p patrol.Permissions) int {
	n := 0
	for _, level := range p {
		if level != patrol.None {
			n++
		}
	}
	return n
}

// meterParts are the parts of the meter that shows how much can be called.
const meterParts = 5

// meter is how many of its parts are full for so many operations: a token that
// can do anything at all fills one.
func meter(callable int) int {
	return min(meterParts, (callable*meterParts+patrol.CountOperations()-1)/patrol.CountOperations())
}

// expiryOutlook says when a token would end.
func expiryOutlook(o *patrol.Outlook) string {
	if o.ExpiresAt.IsZero() && o.Spec.Days != patrol.Forever {
		return "not chosen yet"
	}
	return expiryWords(o.ExpiresAt)
}

// reachWords say which repositories a token would reach.
func reachWords(o *patrol.Outlook) string {
	switch o.Spec.Reach.Selection {
	case patrol.All:
		return fmt.Sprintf("all, %s now", number(o.Reachable))
	case patrol.Selected:
		return fmt.Sprintf("%s of %s", number(len(o.Repositories)), number(o.Reachable))
	}
	return "public ones, read-only"
}

// lifeWords say for how long a token would live.
func lifeWords(o *patrol.Outlook) string {
	if o.Spec.Days == patrol.Forever {
		return "Never. Whoever finds it can use it for as long as it exists."
	}
	return "On " + expiryOutlook(o) + ", in " + plural(o.Spec.Days, "day")
}

// levelsUp are the levels that can be given, lowest first.
var levelsUp = []patrol.Level{patrol.Read, patrol.Write, patrol.Admin}

// accessWords are levels in prose.
var accessWords = map[patrol.Level]string{
	patrol.Read: "Read", patrol.Write: "Read and Write", patrol.Admin: "Admin",
}

// nounsAt is what p gives at a level, in prose.
func nounsAt(p patrol.Permissions, l patrol.Level) string {
	var nouns []string
	for _, c := range p.At(l) {
		nouns = append(nouns, c.Noun)
	}
	return list(nouns)
}

// riskWords are what is risky in p and why.
func riskWords(p patrol.Permissions) []Option {
	var words []Option
	for _, l := range levelsDown {
		for _, c := range p.At(l) {
			if risk := c.RiskAt(l); risk != "" {
				words = append(words, Option{c.Title(), risk})
			}
		}
	}
	return words
}

// curlLine is a command for bash and zsh that calls the API of the authority at
// url. The token goes from a variable through a pipe, so that no command line
// has it, where other people of the same machine would read it.
func curlLine(url string) string {
	return `read -rs PATROL_TOKEN && printf 'Authorization: Bearer %s\n' "$PATROL_TOKEN" | ` +
		`curl -H @- ` + url + `/api/v3/user`
}

// permissionWords are permissions with their levels, such as "Metadata: read and
// Contents: write".
func permissionWords(p patrol.Permissions) string {
	var words []string
	for _, l := range levelsUp {
		for _, c := range p.At(l) {
			words = append(words, c.Title()+": "+l.String())
		}
	}
	return list(words)
}

// needWords say what of a token's permissions an operation takes.
func needWords(o patrol.Operation) string {
	var sets []string
	for _, set := range o.Needs {
		sets = append(sets, permissionWords(set))
	}
	if sets == nil {
		return "no permission needed"
	}
	return strings.Join(sets, ", or ")
}
