package views

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"patrol"
)

const (
	newTokenPath   = tokensPath + "/new"
	operationsPath = tokensPath + "/operations"
)

// ownTokensPath is the list of one's own tokens of a kind.
func ownTokensPath(k patrol.TokenKind) string {
	if k == patrol.Classic {
		return classicPath
	}
	return tokensPath
}

// tokenPath is the page of a token of one's own, or a page below it.
func tokenPath(t *patrol.Token, below string) string {
	return ownTokensPath(t.Kind) + "/" + strconv.FormatInt(t.ID, 10) + below
}

// An Expiry is when a token is to end, as a form says it.
type Expiry struct {
	ExpiresIn string // days, "custom" or "none"
	ExpiresOn string // for custom, as typed
}

// TokenFields are the fields of a token's form, as filled in so far.
type TokenFields struct {
	Spec patrol.TokenSpec // what they ask for
	Expiry
	OwnerWas string // the owner whom the choices were made for
	Find     string // words to find repositories by
}

// Prefill is what a link to the form carries of f.
//
// GitHub: "Pre-filling fine-grained personal access token details using URL
// parameters". The repositories and what it replaces are ours.
func (f TokenFields) Prefill() url.Values {
	v := prefill(f.Spec.Owner, f.Spec.Reach.Permissions)
	for name, value := range map[string]string{
		"name": f.Spec.Name, "description": f.Spec.Description, "expires_in": days(f.Spec.Days),
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	v.Set("repositories", string(f.Spec.Reach.Selection))
	if f.Spec.Replaces != 0 {
		v.Set("replaces", strconv.FormatInt(f.Spec.Replaces, 10))
	}
	for _, id := range f.Spec.Reach.Repositories {
		v.Add("repository", strconv.FormatInt(id, 10))
	}
	return v
}

func prefill(owner string, p patrol.Permissions) url.Values {
	v := url.Values{"target_name": {owner}}
	for key, level := range p {
		if level != patrol.None {
			v.Set(key, level.String())
		}
	}
	return v
}

// operationsURL lists what can be called with r among an owner's resources.
func operationsURL(owner string, r patrol.Reach) string {
	v := prefill(owner, r.Permissions)
	v.Set("selection", string(r.Selection))
	return operationsPath + "?" + v.Encode()
}

// days is a life in days as forms have it; empty for none at all.
func days(n int) string {
	switch n {
	case 0:
		return ""
	case patrol.Forever:
		return "none"
	}
	return strconv.Itoa(n)
}

// expiryPresets are the lives that a form offers where they are allowed.
//
// GitHub: "Creating a fine-grained personal access token", Expiration.
var expiryPresets = []int{7, 30, 60, 90}

// expiryOptions are the lives to choose from within a limit, from now on.
func expiryOptions(l patrol.Limit, now time.Time) []Option {
	offered := func(n int) Option {
		return Option{strconv.Itoa(n), plural(n, "day") + " (" + date(now.AddDate(0, 0, n)) + ")"}
	}
	var options []Option
	usual := false
	for _, n := range expiryPresets {
		if l.Allows(n) {
			options = append(options, offered(n))
			usual = usual || n == l.Default()
		}
	}
	if !usual {
		options = append(options, offered(l.Default()))
	}
	options = append(options, Option{"custom", "Custom date…"})
	if l.Allows(patrol.Forever) {
		options = append(options, Option{"none", "No expiration"})
	}
	return options
}

// ExpiryIn is how a form says that something is to live for n days: one of the
// lives that it offers, or a date.
func ExpiryIn(n int, l patrol.Limit, now time.Time) Expiry {
	for _, o := range expiryOptions(l, now) {
		if o.Value == days(n) {
			return Expiry{ExpiresIn: o.Value}
		}
	}
	return Expiry{"custom", now.UTC().AddDate(0, 0, n).Format(time.DateOnly)}
}

// limitWords say what a limit is and whose policy it is.
func limitWords(l patrol.Limit) string {
	switch {
	case l.Days == patrol.Forever:
		return ""
	case l.By == patrol.Enterprise:
		return l.String() + ", by the enterprise’s policy."
	}
	return l.String() + "."
}

// expiryWords say when a token ends that ends then.
func expiryWords(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return date(at)
}

// levelChoices are the levels that p can be given, and none.
func levelChoices(p patrol.Permission) []Option {
	options := []Option{{patrol.None.String(), "No access"}}
	for _, l := range p.Levels {
		options = append(options, Option{l.String(), levelWords[l]})
	}
	return options
}

// levelWords are levels as choices of a permission.
var levelWords = map[patrol.Level]string{
	patrol.Read: "Read-only", patrol.Write: "Read and write", patrol.Admin: "Admin",
}

// groupNames are what pages call the groups of permissions.
var groupNames = map[patrol.Group]string{
	patrol.RepositoryGroup: "Repository permissions", patrol.OrganizationGroup: "Organization permissions",
	patrol.AccountGroup: "Account permissions",
}

// groupIcons are their pictures.
var groupIcons = map[patrol.Group]string{
	patrol.RepositoryGroup: "repo", patrol.OrganizationGroup: "organization", patrol.AccountGroup: "person",
}

// dateRange are the days that a date input may take for the life of a token of
// kind k, within l.
func dateRange(k patrol.TokenKind, l patrol.Limit, now time.Time) templ.Attributes {
	day := func(n int) string { return now.UTC().AddDate(0, 0, n).Format(time.DateOnly) }
	a := templ.Attributes{"min": day(1), "aria-describedby": "expires_on-hint"}
	switch {
	case l.Days != patrol.Forever:
		a["max"] = day(min(patrol.MaxDays, l.Days))
	case k == patrol.FineGrained:
		a["max"] = day(patrol.MaxDays)
	}
	return a
}

// capital is words as a sentence begins.
func capital(words string) string { return strings.ToUpper(words[:1]) + words[1:] }
