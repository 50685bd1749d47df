package patrol

import (
	"fmt"
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
	NonCompliant bool  // policies keep it from working, as they are
	Scope        Scope // that a classic token has, or that another of its scopes brings
	ShutOut      bool  // a classic token that an owner shut out; otherwise those in force
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
	add("scope", string(f.Scope))
	if f.ShutOut {
		add("state", shutOutState)
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

// ParseFilter reads what people type to search tokens of kind k, empty for
// requests, and says what it cannot make sense of. Then the filter is not to be
// used: it would let too much through.
func ParseFilter(k TokenKind, text string) (Filter, []FieldError) {
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
		known = known && read.suits(k)
		problem := ""
		switch {
		case !known:
			problem = fmt.Sprintf("%q is nothing to search by here: there are %s", name, qualifiersOf(k))
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

// NameWords are the words of a token's name, by which it is found.
func NameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n-_./:\"", r)
	})
}
