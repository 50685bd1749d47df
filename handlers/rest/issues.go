package rest

import (
	"fmt"
	"net/http"
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
		"GET " + issues:                               withQuery(h.listIssues).shows("[]issue"),
		"POST " + issues:                              withBody(h.createIssue).makes("issue"),
		"GET " + one:                                  plain(h.getIssue).shows("issue"),
		"PATCH " + one:                                withBody(h.updateIssue).shows("issue"),
		"PUT " + one + "/lock":                        withBody(h.lockIssue).does(),
		"DELETE " + one + "/lock":                     plain(h.unlockIssue).does(),
		"GET " + one + "/comments":                    withQuery(h.listComments).shows("[]comment"),
		"POST " + one + "/comments":                   withBody(h.createComment).makes("comment"),
		"GET " + issues + "/comments/{comment_id}":    plain(h.getComment).shows("comment"),
		"PATCH " + issues + "/comments/{comment_id}":  withBody(h.updateComment).shows("comment"),
		"DELETE " + issues + "/comments/{comment_id}": plain(h.deleteComment).does(),
		"GET " + one + "/labels":                      withQuery(h.listIssueLabels).shows("[]label"),
		"POST " + one + "/labels":                     withBody(h.addLabels).shows("[]label"),
		"PUT " + one + "/labels":                      withBody(h.setLabels).shows("[]label"),
		"DELETE " + one + "/labels":                   plain(h.removeLabels).does(),
		"DELETE " + one + "/labels/{name}":            plain(h.removeLabel).shows("[]label"),
		"POST " + one + "/assignees":                  withBody(h.addAssignees).makes("issue"),
		"DELETE " + one + "/assignees":                withBody(h.removeAssignees).shows("issue"),
		"GET " + one + "/assignees/{assignee}":        plain(h.checkAssigneeOfIssue).does(),
		"GET " + assignees:                            withQuery(h.listAssignees).shows("[]user"),
		"GET " + assignees + "/{assignee}":            plain(h.checkAssignee).does(),
		"GET " + labels:                               withQuery(h.listLabels).shows("[]label"),
		"POST " + labels:                              withBody(h.createLabel).makes("label"),
		"GET " + labels + "/{name}":                   plain(h.getLabel).shows("label"),
		"PATCH " + labels + "/{name}":                 withBody(h.updateLabel).shows("label"),
		"DELETE " + labels + "/{name}":                plain(h.deleteLabel).does(),
	}
}

// A newIssue is an issue as it begins.
type newIssue struct {
	Title string  `is:"required by law" max:"256" eg:"It does not start"`
	Body  *string `max:"65536" eg:"On Mondays."`
	sorting
}

// An issueBody is an issue as it shall be.
type issueBody struct {
	Title *string            `max:"256"`
	Body  *string            `max:"65536"`
	State *patrol.IssueState `enum:"open closed" eg:"closed"`
	sorting
}

// A sorting is whose an issue shall be, and of what labels. It takes a role to say so.
type sorting struct {
	Labels    *names  `doc:"All that it shall have"`
	Assignees *names  `doc:"Logins of all whom it shall be given to"`
	Assignee  *string `doc:"One alone; the older way to say it"`
}

// change is what s asks for.
func (s sorting) change() patrol.IssueChange {
	if s.Assignees == nil && s.Assignee != nil {
		s.Assignees = &names{*s.Assignee}
		if *s.Assignee == "" {
			s.Assignees = new(names)
		}
	}
	return patrol.IssueChange{Labels: (*[]string)(s.Labels), Assignees: (*[]string)(s.Assignees)}
}

// An issueQuery is which issues to list, and in which order.
//
// GitHub: "List repository issues".
type issueQuery struct {
	Page      page
	After     string    `doc:"The place in the list that a page begins at, as Link has it"`
	State     string    `enum:"open closed all" default:"open"`
	Labels    string    `eg:"bug,later" doc:"Labels that they all have, with commas between"`
	Creator   string    `doc:"Login of who made them"`
	Assignee  string    `doc:"Login of whom they are given to; none for nobody, * for anybody"`
	Mentioned string    `doc:"Login of whom they mention"`
	Since     time.Time `doc:"When they were last changed, at the earliest"`
	Sort      string    `enum:"created updated comments" default:"created"`
	Direction string    `enum:"asc desc" default:"desc"`
}

// issueSorts are the orders of issues as queries call them.
var issueSorts = map[string]patrol.IssueSort{
	"created": patrol.ByNumber, "updated": patrol.ByChange, "comments": patrol.ByComments,
}

// mostLabels is how many labels issues may be looked for by.
const mostLabels = 20

// listIssues lists those of a repository.
func (h *API) listIssues(c *call, query issueQuery) error {
	q := patrol.IssueQuery{RepositoryID: c.Place.Repository.ID, Creator: query.Creator, Assignee: query.Assignee,
		Mentioned: query.Mentioned, Since: query.Since, Sort: issueSorts[query.Sort], Backwards: query.Direction == "desc",
		After: query.After, Skip: query.Page.offset(), Limit: query.Page.size}
	if q.After != "" {
		q.Skip = 0
	}
	if query.State != "all" {
		q.State = patrol.IssueState(query.State)
	}
	if query.Labels != "" {
		q.Labels = strings.Split(query.Labels, ",")
	}
	if len(q.Labels) > mostLabels {
		return problem("labels", fmt.Sprintf("may name %d at most", mostLabels))
	}
	found, err := h.Authority.Issues(c.ctx(), q)
	if err != nil {
		return err
	}
	h.link(c, query.Page, neighbours{more: found.Next != "", previous: found.Previous, next: found.Next})
	return send(c, http.StatusOK, listed(found.Rows, func(i *patrol.Issue) []byte { return h.issue(c.Place, i) }))
}

func (h *API) createIssue(c *call, b newIssue) error {
	change := b.change()
	change.Title, change.Body = &b.Title, b.Body
	i, err := h.Authority.OpenIssueAt(c.ctx(), c.Viewer(), c.Place.Repository.ID, change)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", h.issueURL(c.Place, i.Number))
	return send(c, http.StatusCreated, h.issue(c.Place, i))
}

func (h *API) getIssue(c *call) error {
	i, err := h.Authority.Issue(c.ctx(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.issue(c.Place, i))
}

func (h *API) updateIssue(c *call, b issueBody) error {
	change := b.change()
	change.Title, change.Body, change.State = b.Title, b.Body, b.State
	i, err := h.changeIssue(c, change)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.issue(c.Place, i))
}

// changeIssue changes the issue that c names.
func (h *API) changeIssue(c *call, change patrol.IssueChange) (*patrol.Issue, error) {
	return h.Authority.ChangeIssue(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), change)
}

// A lockBody is why an issue is locked.
type lockBody struct {
	Reason string `json:"lock_reason" eg:"resolved" doc:"off-topic, too heated, resolved or spam"`
}

// lockIssue leaves it to those who may write to talk about an issue.
func (h *API) lockIssue(c *call, b lockBody) error {
	return c.done(h.Authority.LockIssue(c.ctx(), c.Viewer(), c.Place.Repository.ID,
		c.id("issue_number"), b.Reason))
}

func (h *API) unlockIssue(c *call) error {
	return c.done(h.Authority.UnlockIssue(c.ctx(), c.Viewer(), c.Place.Repository.ID,
		c.id("issue_number")))
}

// issueURL is where the API has an issue.
func (h *API) issueURL(at *patrol.Place, number int64) string {
	return h.repositoryURL(at) + "/issues/" + strconv.FormatInt(number, 10)
}

// issue is an issue by itself and in lists.
func (h *API) issue(at *patrol.Place, i *patrol.Issue) []byte {
	url := h.issueURL(at, i.Number)
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
	o.raw("user", h.user(i.User).end())
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
