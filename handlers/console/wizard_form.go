package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"patrol"
	"patrol/views"
)

// readTokenForm reads the form of a token. What cannot be read is zero, and
// zero asks for nothing: the authority refuses it, or it gives no power.
func readTokenForm(form url.Values, now time.Time) views.TokenFields {
	expiry, days := readExpiry(form, now)
	f := views.TokenFields{Expiry: expiry, OwnerWas: form.Get("owner_was"), Find: strings.TrimSpace(form.Get("find"))}
	f.Spec = patrol.TokenSpec{
		Name:        form.Get("name"),
		Description: form.Get("description"),
		Owner:       form.Get("owner"),
		Reason:      form.Get("reason"),
		Days:        days,
		Replaces:    number(form.Get("replaces")),
		Reach: patrol.Reach{
			Selection:    patrol.Selection(form.Get("repositories")),
			Repositories: readRepositories(form),
			Permissions:  patrol.Permissions{},
		},
	}
	for name, values := range form {
		if key, ok := strings.CutPrefix(name, "permission."); ok && len(values) > 0 {
			if level, err := patrol.ParseLevel(values[0]); err == nil && level != patrol.None {
				f.Spec.Reach.Permissions[key] = level
			}
		}
	}
	return f
}

// readExpiry reads when a token is to end, and how many days off that is.
func readExpiry(form url.Values, now time.Time) (e views.Expiry, days int) {
	e = views.Expiry{ExpiresIn: form.Get("expires_in"), ExpiresOn: form.Get("expires_on")}
	return e, readDays(e.ExpiresIn, e.ExpiresOn, now)
}

// readDays is how many days a token is to live, from today's date in UTC where
// a date was chosen; 0 if that cannot be read. Nothing but the word for it is
// for ever.
func readDays(in, on string, now time.Time) int {
	switch in {
	case "none":
		return patrol.Forever
	case "custom":
		day, err := time.Parse(time.DateOnly, on)
		if err != nil {
			return 0
		}
		year, month, today := now.UTC().Date()
		return max(0, int(day.Sub(time.Date(year, month, today, 0, 0, 0, 0, time.UTC))/(24*time.Hour)))
	}
	n, err := strconv.Atoi(in)
	if err != nil {
		return 0
	}
	return max(0, n)
}

// readRepositories are those selected, with the one just added and without the
// one just removed, among those found, or dropped, among those selected.
func readRepositories(form url.Values) []int64 {
	gone := slices.Concat(form["remove"], form["drop"])
	var ids []int64
	for _, s := range slices.Concat(form["repository"], form["add"]) {
		id, err := strconv.ParseInt(s, 10, 64)
		if err == nil && !slices.Contains(gone, s) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// readPrefill reads a link to the form of a token. Beside the fields it returns
// what the link says that cannot be read.
//
// GitHub: "Pre-filling fine-grained personal access token details using URL parameters".
func readPrefill(query url.Values, self string) (views.TokenFields, []patrol.FieldError) {
	spec := patrol.TokenSpec{
		Name:        query.Get("name"),
		Description: query.Get("description"),
		Owner:       query.Get("target_name"),
		Replaces:    number(query.Get("replaces")),
		Reach:       patrol.Reach{Selection: patrol.PublicOnly, Permissions: patrol.Permissions{}},
	}
	if spec.Owner == "" {
		spec.Owner = self
	}
	var bad []patrol.FieldError
	if in := query.Get("expires_in"); in != "" {
		spec.Days = readDays(in, "", time.Time{})
	}
	for _, p := range patrol.Catalog() {
		for _, value := range query[p.Key] { // the highest holds
			level, err := patrol.ParseLevel(value)
			if err != nil {
				why := p.Name + " has no level “" + value + "”"
				bad = append(bad, patrol.FieldError{Field: "permission." + p.Key, Message: why})
			}
			spec.Reach.Permissions[p.Key] = max(spec.Reach.Permissions[p.Key], level)
		}
		if spec.Reach.Permissions[p.Key] != patrol.None && p.Group == patrol.RepositoryGroup {
			spec.Reach.Selection = patrol.Selected // of which none is chosen yet: GitHub's links cannot
		}
	}
	if in := query.Get("repositories"); in != "" {
		spec.Reach.Selection = patrol.Selection(in)
	}
	spec.Reach.Repositories = readRepositories(query)
	return views.TokenFields{Spec: spec, OwnerWas: spec.Owner}, bad
}

// move has f ask another owner than before: without repositories, without the
// permissions that owner cannot give and within its limit. What that changed is
// said in sentences.
func move(f *views.TokenFields, owner *patrol.ResourceOwner, now time.Time) (notices []string) {
	f.OwnerWas = owner.Login
	if len(f.Spec.Reach.Repositories) > 0 {
		f.Spec.Reach.Repositories = nil
		notices = append(notices,
			"The repositories that you selected belong to someone else: select some of "+owner.Login+".")
	}
	f.Find = ""
	was := f.Spec.Reach.Permissions
	f.Spec.Reach = fitting(f.Spec.Reach, owner)
	if left := names(was.Beyond(f.Spec.Reach.Permissions)); left != "" {
		notices = append(notices,
			owner.Login+" cannot give these permissions, so they are chosen no more: "+left+".")
	}
	if days := f.Spec.Days; days != 0 && !owner.Limit.Allows(days) {
		f.Spec.Days = owner.Limit.Default()
		f.Expiry = views.ExpiryIn(f.Spec.Days, owner.Limit, now)
		notices = append(notices, owner.Limit.String()+": the expiration is earlier now.")
	}
	return notices
}

// names are the names of permissions, in the order in which pages show them.
func names(all patrol.Permissions) string {
	var names []string
	for _, p := range patrol.Catalog() {
		if all[p.Key] != patrol.None {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}
