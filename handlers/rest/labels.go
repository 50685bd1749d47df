package rest

import (
	"net/http"
	"net/url"
	"slices"

	"patrol"
)

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

// updateLabel changes a label. Its name is what the path says, and new_name what
// it becomes.
func (h *API) updateLabel(c *call) error {
	var b struct {
		Name               *string `json:"new_name"`
		Color, Description *string
	}
	if err := c.read(&b); err != nil {
		return err
	}
	l, err := h.Authority.ChangeLabel(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.param("name"),
		patrol.LabelChange{Name: b.Name, Color: b.Color, Description: b.Description})
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

// readLabels reads the labels that c names, in an object or alone; nil for none.
//
// GitHub: "Add labels to an issue", "Set labels for an issue".
func readLabels(c *call) (*names, error) {
	var b struct{ Labels *names }
	body, err := c.body()
	switch {
	case err != nil || len(body) == 0:
		return nil, err
	case body[0] == '[' || body[0] == '"':
		err = parse(slices.Concat([]byte(`{"labels":`), body, []byte("}")), &b)
	default:
		err = parse(body, &b)
	}
	return b.Labels, err
}

func (h *API) addLabels(c *call) error {
	add, err := readLabels(c)
	if err != nil {
		return err
	}
	if add == nil {
		add = new(names)
	}
	return h.relabel(c, *add, nil)
}

func (h *API) removeLabel(c *call) error { return h.relabel(c, nil, []string{c.param("name")}) }

func (h *API) relabel(c *call, add, remove []string) error {
	labels, err := h.Authority.Relabel(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), add, remove)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, labels))
}

// setLabels gives an issue these labels and no others.
func (h *API) setLabels(c *call) error {
	labels, err := readLabels(c)
	if err != nil {
		return err
	}
	if labels == nil {
		return notSupplied("labels")
	}
	i, err := h.changeIssue(c, patrol.IssueChange{Labels: (*[]string)(labels)})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, i.Labels))
}

func (h *API) removeLabels(c *call) error {
	if _, err := h.changeIssue(c, patrol.IssueChange{Labels: new([]string)}); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
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
