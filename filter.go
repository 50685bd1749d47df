package patrol

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Filter narrows a list of an organization's tokens or requests to those
// that are all that it says. The zero Filter lets everything through. Its text
// form is what people type: "owner:dana expires:never deploy".
//
// GitHub: "Reviewing and revoking personal access tokens in your
// organization", filters.
type Filter struct {
	Organization string // login of the one that let the token in, of an enterprise's
	Owner        string // login of the token's user
	Repository   string // name of one that the token reaches
	Permission   string // key of one that the token has, at Level or above
	Level        Level
	Words        []string // each begins a word of the token's name
	Ends         Ends
	Used         Uses
	Lives        Lives
	Foresight    Foresight
	NonCompliant bool // policies keep it from working, as they are
}

// Ends says when a token ends: never, or before or after a day.
type Ends struct {
	Never         bool
	Before, After time.Time // midnight, in UTC; at most one is set
}

// Uses says when a token was used last: never, within some days, or not within
// them.
type Uses struct {
	Never           bool
	Within, Without int // days; at most one is set
}

// Lives says how many days a token lives in all. Forever is more than any.
type Lives struct{ Over, Under int } // at most one is set

// IsZero reports whether f lets everything through.
func (f Filter) IsZero() bool { return f.String() == "" }

// String is f as people type it. ParseFilter is its inverse.
func (f Filter) String() string {
	var words []string
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+":"+value)
		}
	}
	add("organization", f.Organization)
	add("owner", f.Owner)
	add("repository", f.Repository)
	if f.Permission != "" {
		add("permission", f.Permission+"_"+f.Level.String())
	}
	add("expires", f.Ends.String())
	add("used", f.Used.String())
	add("lifetime", f.Lives.String())
	if s := f.Foresight.String(); s != "" {
		words = append(words, s)
	}
	if f.NonCompliant {
		add("complies", "no")
	}
	return strings.Join(append(words, f.Words...), " ")
}

// String is e as it follows "expires:".
func (e Ends) String() string {
	switch {
	case e.Never:
		return "never"
	case !e.Before.IsZero():
		return "<" + e.Before.Format(time.DateOnly)
	case !e.After.IsZero():
		return ">" + e.After.Format(time.DateOnly)
	}
	return ""
}

// String is u as it follows "used:".
func (u Uses) String() string {
	switch {
	case u.Never:
		return "never"
	case u.Within != 0:
		return fmt.Sprintf("<%dd", u.Within)
	case u.Without != 0:
		return fmt.Sprintf(">%dd", u.Without)
	}
	return ""
}

// String is l as it follows "lifetime:".
func (l Lives) String() string {
	switch {
	case l.Over != 0:
		return fmt.Sprintf(">%d", l.Over)
	case l.Under != 0:
		return fmt.Sprintf("<%d", l.Under)
	}
	return ""
}

// ParseFilter reads what people type into a search box, and says what it cannot
// make sense of. Then the filter is not to be used: it would let too much through.
func ParseFilter(text string) (Filter, []FieldError) {
	var f Filter
	var bad problems
	seen := map[string]bool{}
	for _, word := range filterWords(text) {
		name, value, qualified := strings.Cut(word, ":")
		if !qualified {
			f.Words = append(f.Words, NameWords(word)...)
			continue
		}
		name, value = strings.ToLower(name), strings.ReplaceAll(value, `"`, "")
		read, known := qualifiers[name]
		problem := ""
		switch {
		case !known:
			problem = fmt.Sprintf("%q is nothing to search by: there are owner, repository, permission, token, "+
				"expires, used, lifetime, stops, asks, revives and complies", name)
		case value == "":
			problem = fmt.Sprintf("Say what %s is to be, as in %s", name, read.example)
		case seen[name] && name != "token":
			problem = fmt.Sprintf("%s is there twice; a list can be narrowed to one", name)
		default:
			problem = read.into(&f, value, read.example)
		}
		seen[name] = true
		bad.check(problem == "", "q", problem)
	}
	return f, bad
}

// filterWords cuts text at spaces that are not between quotes.
func filterWords(text string) []string {
	within := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '"' {
			within = !within
		}
		return !within && (r == ' ' || r == '\t' || r == '\n' || r == '\r')
	})
}

// A qualifier reads the words after its colon into a filter, and says what is
// wrong with them.
type qualifier struct {
	into    func(f *Filter, value, example string) (problem string)
	example string
}

// qualifiers are by their names.
var qualifiers = map[string]qualifier{
	"organization": {readOrganization, "organization:acme"},
	"owner":        {readOwner, "owner:dana"},
	"repository":   {readRepository, "repository:site"},
	"permission":   {readPermission, "permission:contents_write"},
	"token":        {readToken, `token:"release notes"`},
	"expires":      {readEnds, "expires:<2026-12-31, expires:>2026-12-31 or expires:never"},
	"used":         {readUses, "used:<90d, used:>90d or used:never"},
	"lifetime":     {readLives, "lifetime:>90 or lifetime:<90"},
	"stops":        {stopped.reads, "stops:lifetime:90 or stops:access:no"},
	"asks":         {mustAsk.reads, "asks:approval:yes"},
	"revives":      {revived.reads, "revives:lifetime:none or revives:access:yes"},
	"complies":     {readComplies, "complies:no"},
}

func readOwner(f *Filter, value, _ string) string {
	f.Owner = value
	if CheckLogin(value) != "" {
		return fmt.Sprintf("%q cannot be anybody's login", value)
	}
	return ""
}

func readOrganization(f *Filter, value, _ string) string {
	f.Organization = value
	if CheckLogin(value) != "" {
		return fmt.Sprintf("%q cannot be an organization's login", value)
	}
	return ""
}

func readRepository(f *Filter, value, _ string) string {
	f.Repository = value
	if CheckRepositoryName(value) != "" {
		return fmt.Sprintf("%q cannot be a repository's name", value)
	}
	return ""
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

// NameWords are the words of a token's name, by which it is found.
func NameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n-_./:\"", r)
	})
}
