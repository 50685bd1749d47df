package rest

import (
	"net/http"

	"patrol"
)

// A newRepository is a repository as it begins.
type newRepository struct {
	Name        string `is:"required by law" max:"100" eg:"tools"`
	Description string `max:"350"`
	audience
	AutoInit bool `json:"auto_init" doc:"Whether it begins with a readme"`
}

// A repositoryBody is a repository as it shall be. What is not said is nil.
type repositoryBody struct {
	Name        *string `max:"100"`
	Description *string `max:"350" eg:"What we build with"`
	audience
	Archived      *bool
	DefaultBranch *string `json:"default_branch" doc:"A branch that there is"`
}

// An audience is who shall see a repository; if nothing is said, nil.
type audience struct {
	Private    *bool              `doc:"The older way to say it: private or public"`
	Visibility *patrol.Visibility `enum:"public private internal" doc:"internal: all people of the organization's enterprise"`
}

// visibility is what a says.
func (a audience) visibility() *patrol.Visibility {
	if a.Visibility != nil || a.Private == nil {
		return a.Visibility
	}
	v := patrol.Public
	if *a.Private {
		v = patrol.Private
	}
	return &v
}

func (h *API) createViewerRepository(c *call, b newRepository) error {
	return h.createRepository(c, c.Bearer.User.Login, b)
}

func (h *API) createOrgRepository(c *call, b newRepository) error {
	return h.createRepository(c, c.Place.Owner.Login, b)
}

// createRepository makes a repository. It is public if nothing else is said.
//
// GitHub: "Create an organization repository", private.
func (h *API) createRepository(c *call, owner string, b newRepository) error {
	spec := patrol.RepositorySpec{Name: b.Name, Description: b.Description, Visibility: patrol.Public, Readme: b.AutoInit}
	if v := b.visibility(); v != nil {
		spec.Visibility = *v
	}
	if err := c.MayKeep(spec.Visibility); err != nil {
		return err
	}
	ctx := c.ctx()
	r, err := h.Authority.CreateRepository(ctx, c.Viewer(), owner, spec, h.Repositories)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", h.url(Prefix+"/repos/"+r.FullName()))
	return h.sendRepository(c, http.StatusCreated, r)
}

// sendRepository answers with a repository as it has become.
func (h *API) sendRepository(c *call, status int, r *patrol.Repository) error {
	place, err := h.Authority.Store.Place(c.ctx(), c.UserID(), r.Owner, r.Name)
	if err != nil {
		return err
	}
	return send(c, status, h.whole(sight{place, true, h.pushedAt(r)}))
}

// updateRepository changes what is said of a repository, its name included.
func (h *API) updateRepository(c *call, b repositoryBody) error {
	change := patrol.RepositoryChange{Name: b.Name, Description: b.Description, DefaultBranch: b.DefaultBranch,
		Visibility: b.visibility(), Archived: b.Archived}
	if change.Visibility != nil {
		if err := c.MayKeep(*change.Visibility); err != nil {
			return err
		}
	}
	ctx := c.ctx()
	r, err := h.Authority.ChangeRepository(ctx, c.Viewer(), c.Place.Repository.ID, change, h.Repositories)
	if err != nil {
		return err
	}
	return h.sendRepository(c, http.StatusOK, r)
}

func (h *API) deleteRepository(c *call) error {
	return c.done(h.Authority.DeleteRepository(c.ctx(), c.Viewer(), c.Place.Repository.ID, h.Repositories))
}

// A transfer is whom a repository shall belong to, and what it shall be called.
type transfer struct {
	Owner string `json:"new_owner" is:"required" eg:"acme" doc:"You, or an organization that you own"`
	Name  string `json:"new_name" max:"100"`
}

// transferRepository gives a repository to another owner, and answers with what
// it was.
//
// GitHub: "Transfer a repository": the response will contain the original owner.
func (h *API) transferRepository(c *call, b transfer) error {
	err := h.Authority.Transfer(c.ctx(), c.Viewer(), c.Place.Repository.ID, b.Owner, b.Name)
	if err != nil {
		return err
	}
	was := sight{c.Place, true, h.pushedAt(c.Place.Repository)}
	return send(c, http.StatusAccepted, h.repository(was).end())
}
