package rest

import (
	"strconv"
	"time"

	"patrol"
)

// Payloads words what webhooks are told, with the same shapes as the API. It is
// a patrol.Payloads.
type Payloads struct {
	URL string // under which people reach us
}

// Request is the payload of the event personal_access_token_request.
func (p Payloads) Request(n *patrol.Announcement) []byte {
	o := make(object, 0, 8192)
	o.text("action", n.Action)
	o.raw("personal_access_token_request", p.request(n))
	p.context(&o, n.Org, n.Sender)
	if n.Enterprise != nil {
		o.raw("enterprise", p.enterprise(n.Enterprise))
	}
	return o.end()
}

// request is the request itself.
func (p Payloads) request(n *patrol.Announcement) []byte {
	var o object
	o.number("id", n.RequestID)
	o.raw("owner", user(p.URL, n.User).end())
	o.raw("permissions_added", grouped(n.Asks.PermissionsAdded))
	o.raw("permissions_upgraded", grouped(n.Asks.PermissionsUpgraded))
	o.raw("permissions_result", grouped(n.Asks.Permissions))
	o.text("repository_selection", string(n.Asks.RepositorySelection))
	if n.Asks.RepositorySelection == patrol.Selected {
		o.number("repository_count", int64(len(n.Repositories)))
		o.raw("repositories", mentioned(n.Repositories))
	} else {
		o.none("null", "repository_count", "repositories")
	}
	o.text("created_at", date(n.CreatedAt))
	o.number("token_id", n.Token.ID)
	o.text("token_name", n.Token.Name)
	o.flag("token_expired", n.Expired)
	o.textOrNull("token_expires_at", dateOrNothing(n.Token.ExpiresAt))
	o.textOrNull("token_last_used_at", dateOrNothing(n.Token.LastUsedAt))
	return o.end()
}

// Ping is the payload of the event ping.
//
// GitHub: "Webhook events and payloads", ping.
func (p Payloads) Ping(n *patrol.Ping) []byte {
	var o object
	o.text("zen", "Give a token no more than it needs.")
	o.number("hook_id", n.Hook.ID)
	o.raw("hook", p.hook(n))
	p.context(&o, n.Org, n.Sender)
	return o.end()
}

// hook is the webhook that is pinged.
func (p Payloads) hook(n *patrol.Ping) []byte {
	var config object
	config.text("url", n.Hook.URL)
	config.text("content_type", "json")
	config.text("insecure_ssl", "0")
	if n.Hook.Secret != "" {
		config.text("secret", "********")
	}
	at := Prefix + "/orgs/" + n.Org.Login + "/hooks/" + strconv.FormatInt(n.Hook.ID, 10)
	var o object
	o.text("type", string(patrol.Organization))
	o.number("id", n.Hook.ID)
	o.text("name", "web")
	o.flag("active", n.Hook.Active)
	o.raw("events", listed([]string{patrol.RequestEvent}, quoted))
	o.raw("config", config.end())
	o.text("updated_at", date(n.Hook.UpdatedAt))
	o.text("created_at", date(n.Hook.CreatedAt))
	o.link("url", p.URL, at)
	o.link("ping_url", p.URL, at, "/pings")
	o.link("deliveries_url", p.URL, at, "/deliveries")
	return o.end()
}

// context adds where something happened, and who did it.
func (p Payloads) context(o *object, org, sender *patrol.Account) {
	o.raw("organization", organization(p.URL, org).end())
	o.raw("sender", user(p.URL, sender).end())
}

// enterprise is an enterprise as webhooks mention it.
func (p Payloads) enterprise(e *patrol.Account) []byte {
	var o object
	o.number("id", e.ID)
	o.text("slug", e.Login)
	o.text("name", e.DisplayName())
	o.nodeID(string(e.Kind), e.ID)
	o.link("html_url", p.URL, "/enterprises/", e.Login)
	o.text("avatar_url", "")
	o.text("created_at", date(e.CreatedAt))
	o.text("updated_at", date(e.CreatedAt))
	o.none("null", "description", "website_url")
	return o.end()
}

// mentioned are repositories as webhooks mention them.
func mentioned(repositories []*patrol.Repository) []byte {
	return listed(repositories, func(r *patrol.Repository) []byte {
		var o object
		o.number("id", r.ID)
		o.nodeID("Repository", r.ID)
		o.text("name", r.Name)
		o.text("full_name", r.FullName())
		o.flag("private", r.Visibility != patrol.Public)
		return o.end()
	})
}

// groupNames are the groups of permissions, as the API calls them.
var groupNames = map[patrol.Group]string{
	patrol.OrganizationGroup: "organization", patrol.RepositoryGroup: "repository", patrol.AccountGroup: "other",
}

// grouped is permissions by group. A group without any is left out.
func grouped(given patrol.Permissions) []byte {
	var o object
	all := given.Given()
	for _, group := range patrol.Groups {
		var members object
		for _, p := range all {
			if p.Group == group {
				members.text(p.Key, given[p.Key].String())
			}
		}
		if len(members) > 0 {
			o.raw(groupNames[group], members.end())
		}
	}
	return o.end()
}

// dateOrNothing is t as GitHub writes times, or "" for no time.
func dateOrNothing(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return date(t)
}
