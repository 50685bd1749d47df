package rest

import (
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// getViewer answers who the token's user is, as anybody may know them: a
// fine-grained token sees no private profile without a permission for it.
func (h *API) getViewer(c echo.Context, p *patrol.Pass) error {
	public, err := h.counts.public(c, h.Authority, p.Bearer.User)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.profile(p.Bearer.User, public))
}

func (h *API) getUser(c echo.Context, p *patrol.Pass) error {
	public, err := h.counts.public(c, h.Authority, p.Place.Owner)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.profile(p.Place.Owner, public))
}

// userLinks are the members of a user that lead elsewhere in the API.
var userLinks = [...][2]string{
	{"followers_url", "/followers"},
	{"following_url", "/following{/other_user}"},
	{"gists_url", "/gists{/gist_id}"},
	{"starred_url", "/starred{/owner}{/repo}"},
	{"subscriptions_url", "/subscriptions"},
	{"organizations_url", "/orgs"},
	{"repos_url", "/repos"},
	{"events_url", "/events{/privacy}"},
	{"received_events_url", "/received_events"},
}

// user is an account as others mention it: GitHub's "simple user".
func (h *API) user(a *patrol.Account) object {
	o := make(object, 0, 2048)
	o.text("login", a.Login)
	o.number("id", a.ID)
	o.nodeID(string(a.Kind), a.ID)
	o.none(`""`, "avatar_url", "gravatar_id")
	o.link("url", h.Authority.URL, Prefix+"/users/", a.Login)
	o.link("html_url", h.Authority.URL, "/", a.Login)
	for _, link := range userLinks {
		o.link(link[0], h.Authority.URL, Prefix+"/users/", a.Login, link[1])
	}
	o.text("type", string(a.Kind))
	o.text("user_view_type", "public")
	o.flag("site_admin", false)
	return o
}

// profile is an account by itself: GitHub's "public user".
func (h *API) profile(a *patrol.Account, publicRepositories int) []byte {
	o := h.user(a)
	o.textOrNull("name", a.Name)
	o.none("null", "company", "location", "email", "hireable", "bio", "twitter_username")
	o.text("blog", "")
	o.number("public_repos", int64(publicRepositories))
	o.none("0", "public_gists", "followers", "following")
	o.text("created_at", date(a.CreatedAt))
	o.text("updated_at", date(a.CreatedAt))
	return o.end()
}

// counts remember how many public repositories accounts have, so that GET
// /user need not count them each time. Nothing is decided by them.
type counts struct {
	mu sync.RWMutex
	of map[int64]count
}

type count struct {
	n  int
	at time.Time
}

const (
	countsLast = 10 * time.Second
	countsMost = 100_000
)

// public is how many public repositories an account has, or had some seconds ago.
func (k *counts) public(c echo.Context, a *patrol.Authority, owner *patrol.Account) (int, error) {
	now := a.Now()
	k.mu.RLock()
	known, found := k.of[owner.ID]
	k.mu.RUnlock()
	if found && now.Sub(known.at) < countsLast {
		return known.n, nil
	}
	n, err := a.CountPublicRepositories(c.Request().Context(), owner.ID)
	if err != nil {
		return 0, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil || len(k.of) >= countsMost {
		k.of = map[int64]count{}
	}
	k.of[owner.ID] = count{n, now}
	return n, nil
}
