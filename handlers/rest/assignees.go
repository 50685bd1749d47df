package rest

import (
	"net/http"

	"patrol"
)

// listAssignees lists whom issues of a repository can be given to: who has a
// role there.
func (h *API) listAssignees(c *call, query paging) error {
	asked := query.Page
	found, err := h.Authority.Collaborators(c.ctx(),
		patrol.CollaboratorQuery{Repository: c.Place.Repository, Offset: asked.offset(), Limit: asked.size + 1})
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, func(one patrol.Collaborator) []byte { return h.user(one.User).end() })
}

// checkAssignee answers whether issues can be given to somebody.
func (h *API) checkAssignee(c *call) error { return h.checkRole(c, c.param("assignee")) }

// checkAssigneeOfIssue is checkAssignee for an issue that there must be.
func (h *API) checkAssigneeOfIssue(c *call) error {
	_, err := h.Authority.Issue(c.ctx(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return h.checkAssignee(c)
}

// An assignment is people whom an issue is given to, or no more.
type assignment struct {
	Assignees names `eg:"[\"dana\"]" doc:"Logins"`
}

func (h *API) addAssignees(c *call, a assignment) error {
	return h.assign(c, http.StatusCreated, a.Assignees, nil)
}

func (h *API) removeAssignees(c *call, a assignment) error {
	return h.assign(c, http.StatusOK, nil, a.Assignees)
}

// assign gives an issue to more people, or to fewer.
func (h *API) assign(c *call, status int, add, remove []string) error {
	i, err := h.Authority.Assign(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), add, remove)
	if err != nil {
		return err
	}
	return send(c, status, h.issue(c.Place, i))
}

// assigned adds whom an issue is given to. The first of them stands alone too,
// where there was one at most in older days.
func (h *API) assigned(o *object, users []*patrol.Account) {
	if len(users) == 0 {
		o.null("assignee")
	} else {
		o.raw("assignee", h.user(users[0]).end())
	}
	o.raw("assignees", listed(users, func(user *patrol.Account) []byte { return h.user(user).end() }))
}
