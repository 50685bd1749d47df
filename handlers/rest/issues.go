package rest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// issueEndpoints are those about issues, comments and labels.
func (h *API) issueEndpoints() map[string]endpoint {
	const issues, labels = "/repos/{owner}/{repo}/issues", "/repos/{owner}/{repo}/labels"
	return map[string]endpoint{
		"GET " + issues:                                      h.listIssues,
		"POST " + issues:                                     h.createIssue,
		"GET " + issues + "/{issue_number}":                  h.getIssue,
		"PATCH " + issues + "/{issue_number}":                h.updateIssue,
		"GET " + issues + "/{issue_number}/comments":         h.listComments,
		"POST " + issues + "/{issue_number}/comments":        h.createComment,
		"GET " + issues + "/comments/{comment_id}":           h.getComment,
		"PATCH " + issues + "/comments/{comment_id}":         h.updateComment,
		"DELETE " + issues + "/comments/{comment_id}":        h.deleteComment,
		"GET " + issues + "/{issue_number}/labels":           h.listIssueLabels,
		"POST " + issues + "/{issue_number}/labels":          h.addLabels,
		"DELETE " + issues + "/{issue_number}/labels/{name}": h.removeLabel,
		"GET " + labels:                                      h.listLabels,
		"POST " + labels:                                     h.createLabel,
		"GET " + labels + "/{name}":                          h.getLabel,
		"DELETE " + labels + "/{name}":                       h.deleteLabel,
	}
}

// An issueBody is an issue as it shall be.
type issueBody struct {
	Title, Body *string
	State       *patrol.IssueState
	Labels      *labelNames
}

// labelNames are labels as bodies have them: names, or objects with names.
type labelNames []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *labelNames) UnmarshalJSON(data []byte) error {
	var mixed []json.RawMessage
	if err := json.Unmarshal(data, &mixed); err != nil {
		return err
	}
	*l = labelNames{}
	for _, one := range mixed {
		var named struct{ Name string }
		into := any(&named.Name)
		if one[0] == '{' {
			into = &named
		}
		if err := json.Unmarshal(one, into); err != nil {
			return err
		}
		*l = append(*l, named.Name)
	}
	return nil
}

// change is what b asks for.
func (b issueBody) change() patrol.IssueChange {
	return patrol.IssueChange{Title: b.Title, Body: b.Body, State: b.State, Labels: (*[]string)(b.Labels)}
}

// listIssues lists those of a repository.
func (h *API) listIssues(c *call) error {
	asked := pageOf(c.QueryParams())
	q, err := issueFilter(c.QueryParams())
	if err != nil {
		return err
	}
	q.RepositoryID, q.Offset, q.Limit = c.Place.Repository.ID, asked.offset(), asked.size+1
	found, err := h.Authority.Issues(c.Request().Context(), q)
	if err != nil {
		return err
	}
	return sendPage(h, c, found, func(i *patrol.Issue) []byte { return h.issue(c.Place, i) })
}

// issueFilter reads which issues are asked for, and in which order.
//
// GitHub: "List repository issues": open ones, newest first, if nothing is said.
func issueFilter(query url.Values) (q patrol.IssueQuery, err error) {
	switch state := cmp.Or(query.Get("state"), "open"); state {
	case "all":
	case "open", "closed":
		q.State = patrol.IssueState(state)
	default:
		return q, unknownFilter("state")
	}
	switch cmp.Or(query.Get("sort"), "created") {
	case "created":
	case "updated":
		q.ByUpdate = true
	default:
		return q, unknownFilter("sort")
	}
	switch direction := cmp.Or(query.Get("direction"), "desc"); direction {
	case "asc", "desc":
		q.Backwards = direction == "desc"
	default:
		return q, unknownFilter("direction")
	}
	if since := query.Get("since"); since != "" {
		if q.Since, err = time.Parse(time.RFC3339, since); err != nil {
			return q, problem("since", "must be like 2026-03-10T09:00:00Z")
		}
	}
	if names := query.Get("labels"); names != "" {
		q.Labels = strings.Split(names, ",")
	}
	q.Creator = query.Get("creator")
	if len(q.Labels) > 20 || !printable(query.Get("labels")) || !printable(q.Creator) {
		return q, unknownFilter("labels")
	}
	return q, nil
}

func (h *API) createIssue(c *call) error {
	var b issueBody
	if err := c.read(&b); err != nil {
		return err
	}
	i, err := h.Authority.OpenIssueAt(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, b.change())
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", h.issueURL(c.Place, i.Number))
	return send(c, http.StatusCreated, h.issue(c.Place, i))
}

func (h *API) getIssue(c *call) error {
	i, err := h.Authority.Issue(c.Request().Context(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.issue(c.Place, i))
}

func (h *API) updateIssue(c *call) error {
	var b issueBody
	if err := c.read(&b); err != nil {
		return err
	}
	i, err := h.Authority.ChangeIssue(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), b.change())
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.issue(c.Place, i))
}

// issueURL is where the API has an issue.
func (h *API) issueURL(at *patrol.Place, number int64) string {
	return h.repositoryURL(at) + "/issues/" + strconv.FormatInt(number, 10)
}

// issue is an issue by itself and in lists.
func (h *API) issue(at *patrol.Place, i *patrol.Issue) []byte {
	url := h.issueURL(at, i.Number)
	user := h.user(i.User)
	var o object
	o.number("id", i.ID)
	o.nodeID("Issue", i.ID)
	o.link("url", url)
	o.link("repository_url", h.repositoryURL(at))
	o.link("labels_url", url, "/labels{/name}")
	o.link("comments_url", url, "/comments")
	o.link("events_url", url, "/events")
	o.link("html_url", h.pageURL(at), "/issues/", strconv.FormatInt(i.Number, 10))
	o.number("number", i.Number)
	o.text("title", i.Title)
	o.textOrNull("body", i.Body)
	o.text("state", string(i.State))
	o.raw("user", user.end())
	o.raw("labels", h.labels(at, i.Labels))
	o.none("null", "assignee", "milestone", "active_lock_reason", "state_reason")
	o.none("[]", "assignees")
	o.flag("locked", false)
	o.number("comments", i.Comments)
	o.text("author_association", "NONE")
	o.textOrNull("closed_at", dateOrNothing(i.ClosedAt))
	o.text("created_at", date(i.CreatedAt))
	o.text("updated_at", date(i.UpdatedAt))
	return o.end()
}
