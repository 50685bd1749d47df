package rest

import (
	"encoding/json"
	"net/http"
	"net/url"

	"patrol"
)

func (h *API) listLabels(c *call, query paging) error {
	asked := query.Page
	found, err := h.Authority.Labels(c.ctx(), c.Place.Repository.ID, asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, func(l *patrol.Label) []byte { return h.label(c.Place, l) })
}

// A newLabel is a label as it begins.
type newLabel struct {
	Name        string `is:"required by law" eg:"bug"`
	Color       string `eg:"d73a4a" doc:"Six hexadecimal digits"`
	Description string
}

func (h *API) createLabel(c *call, b newLabel) error {
	l := &patrol.Label{RepositoryID: c.Place.Repository.ID, Name: b.Name, Color: b.Color, Description: b.Description}
	if err := h.Authority.CreateLabel(c.ctx(), c.Viewer(), l); err != nil {
		return err
	}
	return send(c, http.StatusCreated, h.label(c.Place, l))
}

func (h *API) getLabel(c *call) error {
	l, err := h.Authority.Label(c.ctx(), c.Place.Repository.ID, c.param("name"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.label(c.Place, l))
}

// A labelBody is a label as it shall be.
type labelBody struct {
	Name        *string `json:"new_name" eg:"fault"`
	Color       *string `doc:"Six hexadecimal digits"`
	Description *string
}

// updateLabel changes a label. Its name is what the path says.
func (h *API) updateLabel(c *call, b labelBody) error {
	l, err := h.Authority.ChangeLabel(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.param("name"),
		patrol.LabelChange{Name: b.Name, Color: b.Color, Description: b.Description})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.label(c.Place, l))
}

func (h *API) deleteLabel(c *call) error {
	return c.done(h.Authority.DeleteLabel(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.param("name")))
}

func (h *API) listIssueLabels(c *call, query paging) error {
	i, err := h.Authority.Issue(c.ctx(), c.Place.Repository.ID, c.id("issue_number"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, cut(query.Page, i.Labels)))
}

// A labelling is labels of an issue, in an object or alone.
//
// GitHub: "Add labels to an issue", "Set labels for an issue".
type labelling struct {
	Labels *names `eg:"[\"bug\"]"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *labelling) UnmarshalJSON(data []byte) error {
	if data[0] == '[' || data[0] == '"' {
		return json.Unmarshal(data, &l.Labels)
	}
	type object labelling
	return json.Unmarshal(data, (*object)(l))
}

func (h *API) addLabels(c *call, b labelling) error {
	if b.Labels == nil {
		b.Labels = new(names)
	}
	return h.relabel(c, *b.Labels, nil)
}

func (h *API) removeLabel(c *call) error { return h.relabel(c, nil, []string{c.param("name")}) }

func (h *API) relabel(c *call, add, remove []string) error {
	labels, err := h.Authority.Relabel(c.ctx(), c.Viewer(), c.Place.Repository.ID, c.id("issue_number"), add, remove)
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, labels))
}

// setLabels gives an issue these labels and no others.
func (h *API) setLabels(c *call, b labelling) error {
	if b.Labels == nil {
		return notSupplied("labels")
	}
	i, err := h.changeIssue(c, patrol.IssueChange{Labels: (*[]string)(b.Labels)})
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.labels(c.Place, i.Labels))
}

func (h *API) removeLabels(c *call) error {
	_, err := h.changeIssue(c, patrol.IssueChange{Labels: new([]string)})
	return c.done(err)
}

func (h *API) labels(at *patrol.Place, labels []*patrol.Label) []byte {
	return listed(labels, func(l *patrol.Label) []byte { return h.label(at, l) })
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
