package rest

import (
	"net/http"

	"patrol"
)

// A repositoryBody is a repository as it shall be. What is not said is nil.
type repositoryBody struct {
	Name, Description *string
	Private, Archived *bool
	Visibility        *patrol.Visibility
	DefaultBranch     *string `json:"default_branch"`
	AutoInit          bool    `json:"auto_init"`
}

// visibility is what b says of who may see the repository. Private is the older
// way to say it.
func (b repositoryBody) visibility() *patrol.Visibility {
	if b.Visibility != nil || b.Private == nil {
		return b.Visibility
	}
	v := patrol.Public
	if *b.Private {
		v = patrol.Private
	}
	return &v
}

func (h *API) createViewerRepository(c *call) error {
	return h.createRepository(c, c.Bearer.User.Login)
}
func (h *API) createOrgRepository(c *call) error { return h.createRepository(c, c.Place.Owner.Login) }

// createRepository makes a repository. It is public if nothing else is said.
//
// GitHub: "Create an organization repository", private.
func (h *API) createRepository(c *call, owner string) error {
	var b repositoryBody
	if err := c.read(&b); err != nil {
		return err
	}
	spec := patrol.RepositorySpec{Visibility: patrol.Public, Readme: b.AutoInit}
	assign(&spec.Name, b.Name)
	assign(&spec.Description, b.Description)
	assign(&spec.Visibility, b.visibility())
	if err := c.MayKeep(spec.Visibility); err != nil {
		return err
	}
	ctx := c.Request().Context()
	r, err := h.Authority.CreateRepository(ctx, c.Viewer(), owner, spec, h.Repositories)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", h.url(Prefix+"/repos/"+r.FullName()))
	return h.sendRepository(c, http.StatusCreated, r)
}

// assign writes a value that a body has.
func assign[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// sendRepository answers with a repository as it has become.
func (h *API) sendRepository(c *call, status int, r *patrol.Repository) error {
	place, err := h.Authority.Store.Place(c.Request().Context(), c.UserID(), r.Owner, r.Name)
	if err != nil {
		return err
	}
	return send(c, status, h.whole(sight{place, true, h.pushedAt(r)}))
}

// updateRepository changes what is said of a repository, its name included.
func (h *API) updateRepository(c *call) error {
	var b repositoryBody
	if err := c.read(&b); err != nil {
		return err
	}
	change := patrol.RepositoryChange{Name: b.Name, Description: b.Description, DefaultBranch: b.DefaultBranch,
		Visibility: b.visibility(), Archived: b.Archived}
	if change.Visibility != nil {
		if err := c.MayKeep(*change.Visibility); err != nil {
			return err
		}
	}
	ctx := c.Request().Context()
	r, err := h.Authority.ChangeRepository(ctx, c.Viewer(), c.Place.Repository.ID, change, h.Repositories)
	if err != nil {
		return err
	}
	return h.sendRepository(c, http.StatusOK, r)
}

func (h *API) deleteRepository(c *call) error {
	err := h.Authority.DeleteRepository(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, h.Repositories)
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
