package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"patrol/handlers/rest"
)

// grantList is the list of the tokens let in, over REST; that of requests is
// called as the page is.
const grantList = "personal-access-tokens"

// secretOnPage is a secret on the page that shows it.
var secretOnPage = regexp.MustCompile(`patrol_pat_\w+`)

// bearer are the headers of a request with a token of o's owner that may read
// both lists, and revoke. It is made by the wizard, once.
func (o *organization) bearer(ctx context.Context) (http.Header, error) {
	if o.key == "" {
		form := tokenForm(o.crowd, "governance")
		form.Set("permission.organization_personal_access_tokens", "write")
		form.Set("permission.organization_personal_access_token_requests", "read")
		made, err := o.owner.send(ctx, http.MethodPost, tokensPage, form)
		if err != nil {
			return nil, err
		}
		if o.key = secretOnPage.FindString(string(made.body)); o.key == "" {
			return nil, fmt.Errorf("the owner of %s gets no token: %d", o.crowd, made.status)
		}
	}
	return http.Header{"Authorization": {"Bearer " + o.key}}, nil
}

// governed is where a list of o's is over REST.
func (o *organization) governed(list string) string {
	return rest.Prefix + "/orgs/" + o.crowd + "/" + list
}

// governance are pages of the lists over REST, the first page first. Few tokens
// have as many pages of ten as are asked for by number.
func governance() []view {
	at := func(list, query string) func(*organization, int64) string {
		return func(o *organization, _ int64) string { return o.governed(list) + "?" + query }
	}
	month := url.QueryEscape(time.Now().AddDate(0, -1, 0).UTC().Format(time.RFC3339))
	all := []view{{"REST, first page", at(grantList, ""), 0},
		{"REST, page at random depth", func(o *organization, n int64) string {
			return o.governed(grantList) + "?after=" + o.somewhere(n)
		}, 0.6}}
	for _, query := range []string{"per_page=10&page=100", "per_page=100", "sort=created_at&direction=asc",
		"owner[]=user-7", "owner[]=user-7&owner[]=user-8&owner[]=user-9", "token_id[]=7&token_id[]=8", "repository=tiny",
		"permission=contents_write", "last_used_before=" + month, "last_used_after=" + month,
		"permission=issues_write&repository=tiny&direction=asc&last_used_after=" + month} {
		all = append(all, view{"REST, `" + strings.ReplaceAll(query, month, "…") + "`", at(grantList, query), 0.3})
	}
	return append(all, view{"REST, requests", at(pendingList, ""), 0.6},
		view{"REST, requests, `permission=contents_write`", at(pendingList, "permission=contents_write"), 0.3})
}

// measureGovernance looks at the lists of an organization as a program of its
// owner does.
func (b *bench) measureGovernance(ctx context.Context) ([]row, error) {
	large, small, err := b.organizations(ctx)
	if err != nil {
		return nil, err
	}
	owners, err := large.bearer(ctx)
	if err != nil {
		return nil, err
	}
	few, err := small.bearer(ctx)
	if err != nil {
		return nil, err
	}
	return b.measureViews(ctx, governance(), 0, func(v view) (*load, *load) {
		return large.shows(v, owners), small.shows(v, few)
	})
}
