package rest

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// issueEndpoints are those about issues, their comments, labels and assignees.
func (h *API) issueEndpoints() map[string]endpoint {
	const repo = "/repos/{owner}/{repo}"
	const issues, labels, assignees = repo + "/issues", repo + "/labels", repo + "/assignees"
	const one = issues + "/{issue_number}"
	return map[string]endpoint{
		"GET " + issues:                               h.listIssues,
		"POST " + issues:                              h.createIssue,
		"GET " + one:                                  h.getIssue,
		"PATCH " + one:                                h.updateIssue,
		"PUT " + one + "/lock":                        h.lockIssue,
		"DELETE " + one + "/lock":                     h.unlockIssue,
		"GET " + one + "/comments":                    h.listComments,
		"POST " + one + "/comments":                   h.createComment,
		"GET " + issues + "/comments/{comment_id}":    h.getComment,
		"PATCH " + issues + "/comments/{comment_id}":  h.updateComment,
		"DELETE " + issues + "/comments/{comment_id}": h.deleteComment,
		"GET " + one + "/labels":                      h.listIssueLabels,
		"POST " + one + "/labels":                     h.addLabels,
		"PUT " + one + "/labels":                      h.setLabels,
		"DELETE " + one + "/labels":                   h.removeLabels,
		"DELETE " + one + "/labels/{name}":            h.removeLabel,
		"POST " + one + "/assignees":                  h.addAssignees,
		"DELETE " + one + "/assignees":                h.removeAssignees,
		"GET " + one + "/assignees/{assignee}":        h.checkAssigneeOfIssue,
		"GET " + assignees:                            h.listAssignees,
		"GET " + assignees + "/{assignee}":            h.checkAssignee,
		"GET " + labels:                               h.listLabels,
		"POST " + labels:                              h.createLabel,
		"GET " + labels + "/{name}":                   h.getLabel,
		"PATCH " + labels + "/{name}":                 h.updateLabel,
		"DELETE " + labels + "/{name}":                h.deleteLabel,
	}
}

// An issueBody is an issue as it shall be.
type issueBody struct {
	Title, Body *string
	State       *patrol.IssueState
	Labels      *names
	Assignee    *string
	Assignees   *names
}

// change is what b asks for. A single assignee is the older way to say it.
func (b issueBody) change() patrol.IssueChange {
	if b.Assignees == nil && b.Assignee != nil {
		b.Assignees = &names{*b.Assignee}
		if *b.Assignee == "" {
			b.Assignees = new(names)
		}
	}
	return patrol.IssueChange{Title: b.Title, Body: b.Body, State: b.State,
		Labels: (*[]string)(b.Labels), Assignees: (*[]string)(b.Assignees)}
}

// listIssues lists those of a repository.
func (h *API) listIssues(c *call) error {
	asked := pageOf(c.QueryParams())
	q, err := issueFilter(c.QueryParams())
	if err != nil {
		return err
	}
	q.RepositoryID, q.Skip, q.Limit = c.Place.Repository.ID, asked.offset(), asked.size
	if q.After = c.QueryParam("after"); q.After != "" {
		q.Skip = 0
	}
	found, err := h.Authority.Issues(c.Request().Context(), q)
	if err != nil {
		return err
	}
	var all list
	for _, i := range found.Rows {
		all.add(h.issue(c.Place, i))
	}
	h.linkAround(c, asked, found.Previous, found.Next, 0, 0)
	return send(c, http.StatusOK, all.end())
}

// issueSorts are the orders of issues as queries call them.
var issueSorts = map[string]patrol.IssueSort{
	"": patrol.ByNumber, "created": patrol.ByNumber, "updated": patrol.ByChange, "comments": patrol.ByComments,
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
	var known bool
	if q.Sort, known = issueSorts[query.Get("sort")]; !known {
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
	q.Creator, q.Assignee, q.Mentioned = query.Get("creator"), query.Get("assignee"), query.Get("mentioned")
	for _, field := range []string{"labels", "creator", "assignee", "mentioned"} {
		if !printable(query.Get(field)) || len(q.Labels) > mostLabels {
			return q, unknownFilter(field)
		}
	}
	return q, nil
}

// mostLabels is how many labels issues may be looked for by.
const mostLabels = 20

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
	i, err := h.changeIssue(c, b.change())
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.issue(c.Place, i))
}

// changeIssue changes the issue that c names.
func (h *API) changeIssue(c *call, change patrol.IssueChange) (*patrol.Issue, error) {
	return h.Authority.ChangeIssue(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), change)
}

// lockIssue leaves it to those who may write to talk about an issue.
func (h *API) lockIssue(c *call) error {
	var b struct {
		Reason string `json:"lock_reason"`
	}
	if err := c.read(&b); err != nil {
		return err
	}
	err := h.Authority.LockIssue(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), b.Reason)
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (h *API) unlockIssue(c *call) error {
	err := h.Authority.UnlockIssue(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
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
	h.assigned(&o, i.Assignees)
	o.none("null", "milestone", "state_reason")
	o.flag("locked", i.Locked)
	o.textOrNull("active_lock_reason", i.LockReason)
	o.number("comments", i.Comments)
	o.text("author_association", "NONE")
	o.textOrNull("closed_at", dateOrNothing(i.ClosedAt))
	o.text("created_at", date(i.CreatedAt))
	o.text("updated_at", date(i.UpdatedAt))
	return o.end()
}
