package patrol

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A qualifier reads the words after its colon into a filter, and says what is
// wrong with them.
type qualifier struct {
	into    func(f *Filter, value, example string) (problem string)
	example string
	kinds   []TokenKind // of tokens whose lists have it; nil for all
}

// suits reports whether a list of tokens of kind k, empty for requests, has q.
func (q qualifier) suits(k TokenKind) bool { return q.kinds == nil || slices.Contains(q.kinds, k) }

// qualifiersOf are the names of those that such a list has.
func qualifiersOf(k TokenKind) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(qualifiers)) {
		if qualifiers[name].suits(k) {
			names = append(names, name)
		}
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// The kinds of lists that have qualifiers that others do not have.
var (
	letIn       = []TokenKind{FineGrained, Classic}
	fineGrained = []TokenKind{FineGrained}
	permitted   = []TokenKind{FineGrained, ""}
	classic     = []TokenKind{Classic}
)

// qualifiers are by their names.
var qualifiers = map[string]qualifier{
	"organization": {readOrganization, "organization:acme", nil},
	"owner":        {readOwner, "owner:dana", nil},
	"repository":   {readRepository, "repository:site", nil},
	"permission":   {readPermission, "permission:contents_write", permitted},
	"scope":        {readScope, "scope:repo or scope:read:org", classic},
	"state":        {readState, "state:revoked", classic},
	"token":        {readToken, `token:"release notes"`, nil},
	"expires":      {readEnds, "expires:<2026-12-31, expires:>2026-12-31 or expires:never", nil},
	"used":         {readUses, "used:<90d, used:>90d or used:never", nil},
	"lifetime":     {readLives, "lifetime:>90 or lifetime:<90", nil},
	"stops":        {stopped.reads, "stops:lifetime:90 or stops:access:no", letIn},
	"asks":         {mustAsk.reads, "asks:approval:yes", fineGrained},
	"revives":      {revived.reads, "revives:lifetime:none or revives:access:yes", letIn},
	"complies":     {readComplies, "complies:no", letIn},
}

func readOwner(f *Filter, value, _ string) string {
	f.Owner = value
	return misnamed(value, CheckLogin, "anybody's login")
}

func readOrganization(f *Filter, value, _ string) string {
	f.Organization = value
	return misnamed(value, CheckLogin, "an organization's login")
}

func readRepository(f *Filter, value, _ string) string {
	f.Repository = value
	return misnamed(value, CheckRepositoryName, "a repository's name")
}

// misnamed says what a value cannot be, if check finds something wrong with it.
func misnamed(value string, check func(string) string, what string) (problem string) {
	if check(value) == "" {
		return ""
	}
	return fmt.Sprintf("%q cannot be %s", value, what)
}

func readToken(f *Filter, value, _ string) string {
	f.Words = append(f.Words, NameWords(value)...)
	return ""
}

// NarrowToPermission has f let through what has a permission, given as
// "contents_write", and says what is wrong with that.
func (f *Filter) NarrowToPermission(text string) (problem string) { return readPermission(f, text, "") }

// readPermission takes "contents_write", and "contents" for any level of it.
func readPermission(f *Filter, value, _ string) string {
	value = strings.ToLower(value)
	key, level := value, "read"
	if i := strings.LastIndexByte(value, '_'); i > 0 {
		if _, err := ParseLevel(value[i+1:]); err == nil {
			key, level = value[:i], value[i+1:]
		}
	}
	p, known := PermissionByKey(key)
	if !known {
		return fmt.Sprintf("There is no permission %q", key)
	}
	f.Permission = key
	f.Level, _ = ParseLevel(level)
	if f.Level == None || f.Level > p.Levels[len(p.Levels)-1] {
		return fmt.Sprintf("%s can't be given as %s, only as %s", p.Name, level, either(p.Levels))
	}
	return ""
}

func readEnds(f *Filter, value, example string) string {
	if value == "never" {
		f.Ends.Never = true
		return ""
	}
	day, err := time.Parse(time.DateOnly, strings.TrimLeft(value, "<>"))
	switch sign := value[0]; {
	case err != nil || day.Year() < 1970:
	case sign == '<' && len(value) == 11:
		f.Ends.Before = day
		return ""
	case sign == '>' && len(value) == 11:
		f.Ends.After = day
		return ""
	}
	return fmt.Sprintf("%q is no time to expire at: say %s", value, example)
}

func readUses(f *Filter, value, example string) string {
	if value == "never" {
		f.Used.Never = true
		return ""
	}
	sign, days := readDays(strings.TrimSuffix(value, "d"))
	switch sign {
	case '<':
		f.Used.Within = days
		return ""
	case '>':
		f.Used.Without = days
		return ""
	}
	return fmt.Sprintf("%q is no time to have been used at: say %s", value, example)
}

func readLives(f *Filter, value, example string) string {
	sign, days := readDays(value)
	switch sign {
	case '<':
		f.Lives.Under = days
		return ""
	case '>':
		f.Lives.Over = days
		return ""
	}
	return fmt.Sprintf("%q is no lifetime in days: say %s", value, example)
}

// mostDays bounds days in a filter, so that no time overflows.
const mostDays = 36_500

// readDays reads "<90" or ">90"; the sign is 0 if it is neither.
func readDays(value string) (sign byte, days int) {
	days, err := strconv.Atoi(strings.TrimLeft(value, "<>"))
	if err != nil || days < 1 || days > mostDays || value != value[:1]+strconv.Itoa(days) {
		return 0, 0
	}
	return value[0], days
}

// readScope takes any scope of the tree, such as "read:org".
func readScope(f *Filter, value, _ string) string {
	f.Scope = Scope(strings.ToLower(value))
	if f.Scope.line() == nil {
		return fmt.Sprintf("There is no scope %q", value)
	}
	return ""
}

// shutOutState is what classic tokens that were shut out are searched by.
const shutOutState = "revoked"

func readState(f *Filter, value, example string) string {
	f.ShutOut = value == shutOutState
	if !f.ShutOut {
		return fmt.Sprintf("%q cannot be searched for: say %s", value, example)
	}
	return ""
}
