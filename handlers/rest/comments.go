package rest

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"patrol"
)

func (h *API) listComments(c *call) error {
	asked := pageOf(c.QueryParams())
	found, err := h.Authority.Comments(c.Request().Context(), c.Place.Repository.ID, c.id("issue_number"),
		asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	return sendPage(h, c, found, func(one *patrol.Comment) []byte { return h.comment(c.Place, one) })
}

func (h *API) createComment(c *call) error {
	var b struct{ Body string }
	if err := c.read(&b); err != nil {
		return err
	}
	made, err := h.Authority.AddComment(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), b.Body)
	if err != nil {
		return err
	}
	return send(c, http.StatusCreated, h.comment(c.Place, made))
}

func (h *API) getComment(c *call) error {
	found, err := h.Authority.Comment(c.Request().Context(), c.Place.Repository.ID, c.id("comment_id"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.comment(c.Place, found))
}

func (h *API) updateComment(c *call) error {
	var b struct{ Body string }
	if err := c.read(&b); err != nil {
		return err
	}
	changed, err := h.Authority.ChangeComment(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("comment_id"), b.Body)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.comment(c.Place, changed))
}

func (h *API) deleteComment(c *call) error {
	err := h.Authority.DeleteComment(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("comment_id"))
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// comment is what somebody said of an issue.
func (h *API) comment(at *patrol.Place, said *patrol.Comment) []byte {
	id, issue := strconv.FormatInt(said.ID, 10), strconv.FormatInt(said.Number, 10)
	user := h.user(said.User)
	var o object
	o.number("id", said.ID)
	o.nodeID("IssueComment", said.ID)
	o.link("url", h.repositoryURL(at), "/issues/comments/", id)
	o.link("issue_url", h.issueURL(at, said.Number))
	o.link("html_url", h.pageURL(at), "/issues/", issue, "#issuecomment-", id)
	o.text("body", said.Body)
	o.raw("user", user.end())
	o.text("author_association", "NONE")
	o.text("created_at", date(said.CreatedAt))
	o.text("updated_at", date(said.UpdatedAt))
	return o.end()
}

func (h *API) listLabels(c *call) error {
	asked := pageOf(c.QueryParams())
	found, err := h.Authority.Labels(c.Request().Context(), c.Place.Repository.ID, asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	return sendPage(h, c, found, func(l *patrol.Label) []byte { return h.label(c.Place, l) })
}

func (h *API) createLabel(c *call) error {
	var b struct{ Name, Color, Description string }
	if err := c.read(&b); err != nil {
		return err
	}
	l := &patrol.Label{RepositoryID: c.Place.Repository.ID, Name: b.Name, Color: b.Color, Description: b.Description}
	if err := h.Authority.CreateLabel(c.Request().Context(), c.Viewer(), l); err != nil {
		return err
	}
	return send(c, http.StatusCreated, h.label(c.Place, l))
}

func (h *API) getLabel(c *call) error {
	l, err := h.Authority.Label(c.Request().Context(), c.Place.Repository.ID, c.param("name"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.label(c.Place, l))
}

func (h *API) deleteLabel(c *call) error {
	err := h.Authority.DeleteLabel(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.param("name"))
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

func (h *API) listIssueLabels(c *call) error {
	i, err := h.Authority.Issue(c.Request().Context(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, cut(pageOf(c.QueryParams()), i.Labels)))
}

// addLabels takes an object with names, and the names alone.
//
// GitHub: "Add labels to an issue".
func (h *API) addLabels(c *call) error {
	var b struct{ Labels labelNames }
	body, err := c.body()
	switch {
	case err != nil:
		return err
	case bytes.HasPrefix(body, []byte("[")):
		err = parse(slices.Concat([]byte(`{"labels":`), body, []byte("}")), &b)
	case len(body) > 0:
		err = parse(body, &b)
	}
	if err != nil {
		return err
	}
	return h.relabel(c, b.Labels, nil)
}

func (h *API) removeLabel(c *call) error { return h.relabel(c, nil, []string{c.param("name")}) }

func (h *API) relabel(c *call, add, remove []string) error {
	labels, err := h.Authority.Relabel(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), add, remove)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, labels))
}

func (h *API) labels(at *patrol.Place, labels []*patrol.Label) []byte {
	var all list
	for _, l := range labels {
		all.add(h.label(at, l))
	}
	return all.end()
}

func (h *API) label(at *patrol.Place, l *patrol.Label) []byte {
	var o object
	o.number("id", l.ID)
	o.nodeID("Label", l.ID)
	o.link("url", h.repositoryURL(at), "/labels/", url.PathEscape(l.Name))
	o.text("name", l.Name)
	o.text("color", l.Color)
	o.textOrNull("description", l.Description)
	o.flag("default", false)
	return o.end()
}
