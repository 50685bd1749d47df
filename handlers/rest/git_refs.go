package rest

import (
	"net/http"
	"strings"

	"patrol"
)

func (h *API) getRef(c *call) error {
	name := "refs/" + c.param("ref")
	refs, err := h.references(c, name)
	if err != nil {
		return err
	}
	if len(refs) == 0 || refs[0].Name != name { // they are by name
		return h.orEmpty(c, c.Place.Repository, emptyRepository, notFound)
	}
	return send(c, http.StatusOK, h.ref(c.Place, refs[0]))
}

// listMatchingRefs lists all references whose names begin so, in one page.
func (h *API) listMatchingRefs(c *call) error {
	refs, err := h.references(c, "refs/"+c.param("ref"))
	if err != nil {
		return err
	}
	if len(refs) == 0 {
		if err := h.orEmpty(c, c.Place.Repository, emptyRepository, nil); err != nil {
			return err
		}
	}
	return send(c, http.StatusOK, listed(refs, func(ref *patrol.Reference) []byte { return h.ref(c.Place, ref) }))
}

// A newRef is a reference as it begins.
type newRef struct {
	Ref string `is:"required" eg:"refs/heads/topic" doc:"Its whole name"`
	SHA string `is:"required" eg:"6dcb09b5b57875f334f61aebed695e2e4193db5e" doc:"Of what it leads to"`
}

// createRef makes a branch, a tag or another reference.
func (h *API) createRef(c *call, b newRef) error {
	return h.move(c, http.StatusCreated, patrol.ReferenceMove{Name: b.Ref, To: b.SHA, Creates: true})
}

// A refBody is where a reference shall lead.
type refBody struct {
	SHA   string `is:"required" eg:"6dcb09b5b57875f334f61aebed695e2e4193db5e" doc:"Of what it leads to"`
	Force bool   `doc:"Whether it may lose commits"`
}

func (h *API) updateRef(c *call, b refBody) error {
	return h.move(c, http.StatusOK, patrol.ReferenceMove{Name: "refs/" + c.param("ref"), To: b.SHA, Force: b.Force})
}

func (h *API) deleteRef(c *call) error {
	m := patrol.ReferenceMove{Name: "refs/" + c.param("ref")}
	if m.Name == patrol.BranchRef(c.Place.Repository.DefaultBranch) {
		return &patrol.Error{Kind: patrol.Invalid, Message: "Cannot delete the default branch"}
	}
	if err := h.begun(c); err != nil {
		return err
	}
	_, err := h.Repositories.MoveReference(c.ctx(), c.Place.Repository, m)
	return c.done(err)
}

// move does m, and answers with the reference as it is then. Which files it
// changes shows only once it is looked at.
func (h *API) move(c *call, status int, m patrol.ReferenceMove) error {
	if err := h.begun(c); err != nil {
		return err
	}
	m.Workflows = c.MayChangeWorkflows()
	ref, err := h.Repositories.MoveReference(c.ctx(), c.Place.Repository, m)
	if err != nil {
		return err
	}
	if ref == nil { // someone took it away again
		return notFound
	}
	return send(c, status, h.ref(c.Place, ref))
}

// begun says that a repository has no history yet, if so: it begins with a file
// or a push.
func (h *API) begun(c *call) error { return h.orEmpty(c, c.Place.Repository, emptyRepository, nil) }

func (h *API) ref(at *patrol.Place, ref *patrol.Reference) []byte {
	var o object
	o.text("ref", ref.Name)
	o.text("node_id", nodeID("Ref", ref.Name))
	o.text("url", h.gitURL(at), "/", escaped(ref.Name))
	o.raw("object", h.aim(at, ref.Kind, ref.SHA))
	return o.end()
}

// aim is what a reference or a tag leads to.
func (h *API) aim(at *patrol.Place, kind patrol.ObjectKind, sha string) []byte {
	var o object
	o.text("type", string(kind))
	o.text("sha", sha)
	o.text("url", h.objectURL(at, kind, sha))
	return o.end()
}

// objectURL is where the API has an object of git's.
func (h *API) objectURL(at *patrol.Place, kind patrol.ObjectKind, sha string) string {
	return strings.Join([]string{h.gitURL(at), string(kind) + "s", sha}, "/")
}

// gitURL is where the API has what git keeps of a repository.
func (h *API) gitURL(at *patrol.Place) string { return h.repositoryURL(at) + "/git" }
