package rest

import (
	"net/http"
	"strconv"

	"patrol"
)

func (h *API) listComments(c *call, query paging) error {
	asked := query.Page
	found, err := h.Authority.Comments(c.ctx(), c.Place.Repository.ID, c.id("issue_number"),
		asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, func(one *patrol.Comment) []byte { return h.comment(c.Place, one) })
}

// A commentBody is a comment as it shall be.
type commentBody struct {
	Body string `is:"required by law" max:"65536" eg:"Mine neither."`
}

func (h *API) createComment(c *call, b commentBody) error {
	made, err := h.Authority.AddComment(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), b.Body)
	if err != nil {
		return err
	}
	return send(c, http.StatusCreated, h.comment(c.Place, made))
}

func (h *API) getComment(c *call) error {
	found, err := h.Authority.Comment(c.ctx(), c.Place.Repository.ID, c.id("comment_id"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.comment(c.Place, found))
}

func (h *API) updateComment(c *call, b commentBody) error {
	changed, err := h.Authority.ChangeComment(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.id("comment_id"), b.Body)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.comment(c.Place, changed))
}

func (h *API) deleteComment(c *call) error {
	return c.done(h.Authority.DeleteComment(c.ctx(), c.Viewer(), c.Place.Repository.ID,
		c.id("comment_id")))
}

// comment is what somebody said of an issue.
func (h *API) comment(at *patrol.Place, said *patrol.Comment) []byte {
	id, issue := strconv.FormatInt(said.ID, 10), strconv.FormatInt(said.Number, 10)
	var o object
	o.number("id", said.ID)
	o.nodeID("IssueComment", said.ID)
	o.link("url", h.repositoryURL(at), "/issues/comments/", id)
	o.link("issue_url", h.issueURL(at, said.Number))
	o.link("html_url", h.pageURL(at), "/issues/", issue, "#issuecomment-", id)
	o.text("body", said.Body)
	o.raw("user", h.user(said.User).end())
	o.text("author_association", "NONE")
	o.text("created_at", date(said.CreatedAt))
	o.text("updated_at", date(said.UpdatedAt))
	return o.end()
}
