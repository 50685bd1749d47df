package rest

import (
	"time"

	"patrol"
)

// A sight is a repository as somebody sees it.
type sight struct {
	place  *patrol.Place
	known  bool // they said who they are
	pushed time.Time
}

// getRepository answers with all there is to say of a repository.
func (h *API) getRepository(c *call) error {
	s := sight{c.Place, c.Bearer != nil, h.pushedAt(c.Place.Repository)}
	r := h.seen.get(c.Place.Repository.ID, s, func() []byte { return h.whole(s) })
	return sendTagged(c, r.body, r.tag)
}

// whole is a repository by itself: GitHub's "full repository".
func (h *API) whole(s sight) []byte {
	o := h.repository(s)
	o.none("0", "network_count", "subscribers_count")
	if s.place.Owner.Kind == patrol.Organization {
		o.raw("organization", h.user(s.place.Owner).end())
	}
	return o.end()
}

// repositoryLinks are the members of a repository that lead elsewhere in the API.
var repositoryLinks = [...][2]string{
	{"url", ""},
	{"archive_url", "/{archive_format}{/ref}"},
	{"assignees_url", "/assignees{/user}"},
	{"blobs_url", "/git/blobs{/sha}"},
	{"branches_url", "/branches{/branch}"},
	{"collaborators_url", "/collaborators{/collaborator}"},
	{"comments_url", "/comments{/number}"},
	{"commits_url", "/commits{/sha}"},
	{"compare_url", "/compare/{base}...{head}"},
	{"contents_url", "/contents/{+path}"},
	{"contributors_url", "/contributors"},
	{"deployments_url", "/deployments"},
	{"downloads_url", "/downloads"},
	{"events_url", "/events"},
	{"forks_url", "/forks"},
	{"git_commits_url", "/git/commits{/sha}"},
	{"git_refs_url", "/git/refs{/sha}"},
	{"git_tags_url", "/git/tags{/sha}"},
	{"hooks_url", "/hooks"},
	{"issue_comment_url", "/issues/comments{/number}"},
	{"issue_events_url", "/issues/events{/number}"},
	{"issues_url", "/issues{/number}"},
	{"keys_url", "/keys{/key_id}"},
	{"labels_url", "/labels{/name}"},
	{"languages_url", "/languages"},
	{"merges_url", "/merges"},
	{"milestones_url", "/milestones{/number}"},
	{"notifications_url", "/notifications{?since,all,participating}"},
	{"pulls_url", "/pulls{/number}"},
	{"releases_url", "/releases{/id}"},
	{"stargazers_url", "/stargazers"},
	{"statuses_url", "/statuses/{sha}"},
	{"subscribers_url", "/subscribers"},
	{"subscription_url", "/subscription"},
	{"tags_url", "/tags"},
	{"teams_url", "/teams"},
	{"trees_url", "/git/trees{/sha}"},
}

// repository is a repository in lists: GitHub's "minimal repository" and more.
// What the user may do is told to those who said who they are.
func (h *API) repository(s sight) object {
	at, r := s.place, s.place.Repository
	o := make(object, 0, 6144)
	o.number("id", r.ID)
	o.nodeID("Repository", r.ID)
	o.text("name", r.Name)
	o.text("full_name", r.FullName())
	o.raw("owner", h.user(at.Owner).end())
	o.flag("private", r.Visibility != patrol.Public)
	o.text("visibility", string(r.Visibility))
	o.textOrNull("description", r.Description)
	o.text("default_branch", r.DefaultBranch)
	o.flag("archived", r.Archived)
	o.link("html_url", h.Authority.URL, "/", r.FullName())
	o.link("svn_url", h.Authority.URL, "/", r.FullName())
	o.link("clone_url", h.Authority.URL, "/", r.FullName(), ".git")
	for _, link := range repositoryLinks {
		o.link(link[0], h.Authority.URL, Prefix+"/repos/", r.FullName(), link[1])
	}
	o.none("null", "git_url", "ssh_url", "mirror_url", "homepage", "language", "license")
	o.text("pushed_at", date(s.pushed))
	o.none("false", "fork", "disabled", "is_template", "has_projects", "has_wiki", "has_pages",
		"has_downloads", "has_discussions")
	o.flag("has_issues", true)
	o.none("0", "size", "forks", "forks_count", "open_issues", "open_issues_count", "stargazers_count", "watchers",
		"watchers_count")
	o.none("[]", "topics")
	o.text("created_at", date(r.CreatedAt))
	o.text("updated_at", date(r.CreatedAt))
	if s.known {
		o.raw("permissions", permissions(at.Role))
	}
	return o
}

// pushedAt is when something was last pushed to r, or when it was made.
func (h *API) pushedAt(r *patrol.Repository) time.Time {
	if h.Repositories != nil && r.Path != "" {
		if pushed := h.Repositories.PushedAt(r); !pushed.IsZero() {
			return pushed
		}
	}
	return r.CreatedAt
}

// permissions are what a role may do, in the words of GitHub's five roles.
func permissions(role patrol.Level) []byte {
	var o object
	o.flag("admin", role >= patrol.Admin)
	o.flag("maintain", role >= patrol.Admin)
	o.flag("push", role >= patrol.Write)
	o.flag("triage", role >= patrol.Write)
	o.flag("pull", role >= patrol.Read)
	return o.end()
}
