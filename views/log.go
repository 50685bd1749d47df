package views

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// A Log is the page of the audit log of an organization or an enterprise, or of
// one's own security log.
type Log struct {
	Frame
	*patrol.Log
	Path     string // of the page
	Search   string // as typed
	Paged    bool   // this is not the first page
	Problems []patrol.FieldError
	Now      time.Time
}

// lead says what p is the log of.
func (p Log) lead() string {
	const what = ": who did what, to which token, when and from where."
	switch {
	case p.Org == nil:
		return "What happened to your account and your tokens. If something here was not you, change your password and tell whoever runs Patrol."
	case p.Org.Kind == patrol.Enterprise:
		return "What happened in " + p.Org.DisplayName() + " and in each of its organizations" + what
	}
	return "What happened in " + p.Org.Login + what
}

// link is the same page with another search, or from a cursor on.
func (p Log) link(search, after string) string { return p.Path + logQuery(search, after) }

// export is the whole of what is searched for, in a format.
func (p Log) export(format string) string { return p.Path + "." + format + logQuery(p.Search, "") }

// logQuery asks for events that fit a search, from a cursor on.
func logQuery(search, after string) string {
	v := url.Values{}
	for name, value := range map[string]string{"q": search, "after": after} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// narrowed is the page with its search changed.
func (p Log) narrowed(change func(*patrol.LogFilter)) string {
	f := p.Filter
	change(&f)
	return p.link(f.String(), "")
}

func (p Log) byActor(e *patrol.Event) string {
	return p.narrowed(func(f *patrol.LogFilter) { f.Actor = e.Actor })
}

func (p Log) byAction(action string) string {
	return p.narrowed(func(f *patrol.LogFilter) { f.Action = action })
}

func (p Log) byToken(e *patrol.Event) string {
	return p.narrowed(func(f *patrol.LogFilter) { f.Token = strconv.FormatInt(e.TokenID, 10) })
}

// lastDays is the page narrowed to some days up to now.
func (p Log) lastDays(days int) string {
	return p.narrowed(func(f *patrol.LogFilter) {
		f.Since, f.Before = p.Now.AddDate(0, 0, -days), time.Time{}
	})
}

// previous and next are the pages around p, newer and older.
func (p Log) previous() string { return p.beside(p.Previous) }
func (p Log) next() string     { return p.beside(p.Next) }

func (p Log) beside(cursor string) string {
	if cursor == "" {
		return ""
	}
	return p.link(p.Search, cursor)
}

// actions are what the log can be narrowed to.
func (p Log) actions() []string {
	switch {
	case p.Org == nil:
		return ownActions
	case p.Org.Kind == patrol.Enterprise:
		return enterpriseActions
	}
	return orgActions
}

var (
	orgActions = []string{
		patrol.RequestCreated, patrol.AccessGranted, patrol.RequestDenied, patrol.RequestCancelled, patrol.AccessRevoked,
		patrol.RestrictionEnabled, patrol.RestrictionDisabled, patrol.AutoApproveEnabled, patrol.AutoApproveDisabled,
		patrol.ExpirationLimitSet, patrol.ExpirationLimitUnset, patrol.HookCreated, patrol.HookChanged, patrol.HookDestroyed,
		patrol.RepositoryCreated, patrol.RepositoryRemoved, patrol.RepositoryMoved, patrol.RepositoryRenamed,
		patrol.RepositoryShown, patrol.RepositoryArchived, patrol.RepositoryUnarchived, patrol.DefaultBranchChanged,
		patrol.RepositoryDescribed, patrol.CollaboratorAdded, patrol.CollaboratorRoleChanged, patrol.CollaboratorRemoved,
		patrol.CredentialRevoked, patrol.CredentialGranted, patrol.ReplacementAsked, patrol.Imported,
	}
	enterpriseActions = append([]string{patrol.PolicyScheduled, patrol.PolicyWithdrawn, patrol.PolicyRolledBack,
		patrol.AdminAdded, patrol.AdminRemoved}, orgActions...)
	ownActions = []string{
		patrol.TokenCreated, patrol.TokenUpdated, patrol.TokenRegenerated, patrol.TokenDestroyed, patrol.RequestCreated,
		patrol.AccessGranted, patrol.RequestDenied, patrol.RequestCancelled, patrol.AccessRevoked,
		patrol.ClassicCreated, patrol.ClassicUpdated, patrol.ClassicRegenerated, patrol.ClassicDestroyed,
		patrol.AuthorizedClassic, patrol.ReauthorizedClassic, patrol.UnauthorizedClassic,
		patrol.TokenLeaked, patrol.ClassicLeaked,
		patrol.CredentialRevoked, patrol.CredentialGranted, patrol.ReplacementAsked,
		patrol.UserSignedIn, patrol.UserSignInFailed, patrol.PasswordChanged, patrol.SessionRevoked,
	}
)

// deeds say what someone did; a token or a user follows, if it is about one.
var deeds = map[string]string{
	patrol.TokenCreated:         "made",
	patrol.TokenUpdated:         "changed",
	patrol.TokenRegenerated:     "made a new secret of",
	patrol.TokenDestroyed:       "deleted",
	patrol.AccessGranted:        "granted access to",
	patrol.AccessRevoked:        "revoked the access of",
	patrol.RequestCreated:       "asked for access for",
	patrol.RequestDenied:        "denied access to",
	patrol.RequestCancelled:     "took back the request of",
	patrol.ClassicCreated:       "made",
	patrol.ClassicUpdated:       "changed",
	patrol.ClassicRegenerated:   "made a new secret of",
	patrol.ClassicDestroyed:     "deleted",
	patrol.TokenLeaked:          "reported as leaked, and ended,",
	patrol.ClassicLeaked:        "reported as leaked, and ended,",
	patrol.AuthorizedClassic:    "gave scopes to",
	patrol.ReauthorizedClassic:  "changed the scopes of",
	patrol.UnauthorizedClassic:  "took the scopes of",
	patrol.CredentialRevoked:    "revoked the access of",
	patrol.CredentialGranted:    "granted access again to",
	patrol.ReplacementAsked:     "asked to replace",
	patrol.RestrictionEnabled:   "restricted access by tokens",
	patrol.RestrictionDisabled:  "allowed access by tokens",
	patrol.AutoApproveEnabled:   "let tokens in without approval",
	patrol.AutoApproveDisabled:  "required approval of tokens",
	patrol.ExpirationLimitSet:   "limited the lifetime of tokens",
	patrol.ExpirationLimitUnset: "removed the limit to the lifetime of tokens",
	patrol.UserSignedIn:         "signed in",
	patrol.UserSignInFailed:     "failed to sign in as",
	patrol.UserSuspended:        "suspended",
	patrol.UserUnsuspended:      "let in again",
	patrol.UserCreated:          "added",
	patrol.PasswordChanged:      "changed the password",
	patrol.SessionRevoked:       "ended a session",
	patrol.EnterpriseCreated:    "set up the enterprise",
	patrol.AdminAdded:           "made an owner of the enterprise",
	patrol.AdminRemoved:         "removed as an owner of the enterprise",
	patrol.PolicyScheduled:      "announced a change of policy",
	patrol.PolicyWithdrawn:      "withdrew a change of policy",
	patrol.PolicyRolledBack:     "rolled back a change of policy",
	patrol.Imported:             "imported",
	patrol.HookCreated:          "added a webhook",
	patrol.HookChanged:          "changed a webhook",
	patrol.HookDestroyed:        "deleted a webhook",
	patrol.RepositoryRemoved:    "removed a repository",
	patrol.RepositoryMoved:      "transferred a repository",

	patrol.RepositoryCreated:       "made a repository",
	patrol.RepositoryRenamed:       "renamed a repository",
	patrol.RepositoryShown:         "changed who can see a repository",
	patrol.RepositoryArchived:      "archived a repository",
	patrol.RepositoryUnarchived:    "took a repository out of the archive",
	patrol.DefaultBranchChanged:    "changed the default branch of a repository",
	patrol.RepositoryDescribed:     "described a repository",
	patrol.CollaboratorAdded:       "gave a role on a repository to",
	patrol.CollaboratorRoleChanged: "changed the role on a repository of",
	patrol.CollaboratorRemoved:     "took the role on a repository from",
	patrol.ProfileChanged:          "changed the profile",
}

// leftDeeds say what an enterprise did by an event that GitHub names like another,
// where it decides no more.
var leftDeeds = map[string]string{
	patrol.RestrictionDisabled: "left access by tokens to its organizations",
	patrol.AutoApproveDisabled: "left approval of tokens to its organizations",
}

// deed says what happened in e.
func deed(e *patrol.Event) string {
	if words := leftDeeds[e.Action]; words != "" && e.Facts.Policy == patrol.OrganizationsDecide {
		return words
	}
	if words := deeds[e.Action]; words != "" {
		return words
	}
	return e.Action
}

// doer is who did e, where that is nobody who has an account.
func doer(e *patrol.Event) string {
	if e.Action == patrol.UserSignInFailed {
		return "Someone"
	}
	return "The operator"
}

// elsewhere is the organization that e happened in, where that is not said by
// whose log it is.
func (p Log) elsewhere(e *patrol.Event) string {
	if p.Org == nil || p.Org.Kind != patrol.Enterprise || e.OwnerID == p.Org.ID {
		return ""
	}
	return e.Owner
}

// whose is the user whom e concerns, if that is somebody else than its actor.
func whose(e *patrol.Event) string {
	if e.User == e.Actor {
		return ""
	}
	return e.User
}

// actionTitle is an action as a choice among others.
func actionTitle(action string) string {
	return strings.NewReplacer("personal_access_token.", "", "_", " ", ".", " ").Replace(action)
}

// told are the fields of e that say something.
func told(e *patrol.Event) []patrol.NamedValue {
	return slices.DeleteFunc(e.Entry().Values(), func(v patrol.NamedValue) bool { return v.Value == "" })
}

// eventDetail is what else there is to know of e, in a few words.
func eventDetail(e *patrol.Event) string {
	if e.Detail != "" {
		return e.Detail
	}
	return cmp.Or(permissionWords(e.Facts.Permissions), e.Facts.TokenScopes)
}
