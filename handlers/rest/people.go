package rest

import (
	"net/http"

	"patrol"
)

// peopleEndpoints are those about users, members and collaborators.
func (h *API) peopleEndpoints() map[string]endpoint {
	const members, people = "/orgs/{org}/members", "/repos/{owner}/{repo}/collaborators"
	return map[string]endpoint{
		"PATCH /user":                              withBody(h.updateViewer).shows("private-user"),
		"GET /user/emails":                         plain(h.listEmails).shows("[]email"),
		"GET " + members:                           withQuery(h.listMembers).shows("[]user"),
		"GET " + members + "/{username}":           plain(h.checkMember).does(),
		"GET " + people:                            withQuery(h.listCollaborators).shows("[]collaborator"),
		"GET " + people + "/{username}":            plain(h.checkCollaborator).does(),
		"PUT " + people + "/{username}":            withBody(h.addCollaborator).does(),
		"DELETE " + people + "/{username}":         plain(h.removeCollaborator).does(),
		"GET " + people + "/{username}/permission": plain(h.getCollaboratorPermission).shows("collaborator-permission"),
	}
}

// A profileBody is a profile as it shall be.
type profileBody struct {
	Name *string `max:"255" eg:"Dana" doc:"What the user is called"`
}

// updateViewer changes what a user is called, which is all that their profile has.
func (h *API) updateViewer(c *call, b profileBody) error {
	user := c.Bearer.User
	if b.Name != nil {
		var err error
		if user, err = h.Authority.ChangeName(c.ctx(), c.Viewer(), *b.Name); err != nil {
			return err
		}
	}
	return send(c, http.StatusOK, h.ownProfile(user))
}

// listEmails lists the one address of the token's user, for which whoever made
// the account vouches.
func (h *API) listEmails(c *call) error {
	var all list
	if address := c.Bearer.User.Email; address != "" {
		all.add(email(address))
	}
	return send(c, http.StatusOK, all.end())
}

// email is a user's one address.
func email(address string) []byte {
	var o object
	o.text("email", address)
	o.none("true", "primary", "verified")
	o.text("visibility", "private")
	return o.end()
}

// A memberQuery is which people of an organization to list.
type memberQuery struct {
	Page page
	Role string `enum:"all admin member" default:"all"`
}

// memberRoles are the roles in an organization as filters call them.
var memberRoles = map[string]patrol.MemberRole{"admin": patrol.Owner, "member": patrol.Member}

// listMembers lists the people of an organization.
func (h *API) listMembers(c *call, query memberQuery) error {
	asked := query.Page
	found, err := h.Authority.Members(c.ctx(),
		patrol.MemberQuery{OrgID: c.Place.Owner.ID, Role: memberRoles[query.Role], Offset: asked.offset(), Limit: asked.size + 1})
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, func(user *patrol.Account) []byte { return h.user(user).end() })
}

// checkMember answers whether somebody is a member, without a body.
func (h *API) checkMember(c *call) error {
	_, err := h.Authority.MemberNamed(c.ctx(), c.Place.Owner.ID, c.param("username"))
	return c.done(err)
}

// roleNames are the roles on a repository as GitHub calls them that Patrol has.
var roleNames = map[string]patrol.Level{
	"pull": patrol.Read, "push": patrol.Write, "admin": patrol.Admin, "read": patrol.Read, "write": patrol.Write,
}

// A collaboratorQuery is which collaborators to list.
type collaboratorQuery struct {
	Page        page
	Affiliation string `enum:"all direct outside" default:"all"`
	Permission  string `enum:"pull push admin read write" doc:"What they may do at least"`
}

// listCollaborators lists who may do something with a repository.
func (h *API) listCollaborators(c *call, query collaboratorQuery) error {
	asked := query.Page
	found, err := h.Authority.Collaborators(c.ctx(), patrol.CollaboratorQuery{Repository: c.Place.Repository,
		Direct: query.Affiliation == "direct", Outside: query.Affiliation == "outside", AtLeast: roleNames[query.Permission],
		Offset: asked.offset(), Limit: asked.size + 1})
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, h.collaborator)
}

// collaborator is somebody with what they may do.
func (h *API) collaborator(c patrol.Collaborator) []byte {
	o := h.user(c.User)
	o.raw("permissions", permissions(c.Level))
	o.text("role_name", c.Level.String())
	return o.end()
}

func (h *API) checkCollaborator(c *call) error { return h.checkRole(c, c.param("username")) }

// checkRole answers whether somebody has a role on a repository, without a body.
func (h *API) checkRole(c *call, login string) error {
	found, err := h.Authority.CollaboratorNamed(c.ctx(), c.Place.Repository, login)
	if err == nil && !found.Invited {
		err = notFound
	}
	return c.done(err)
}

// getCollaboratorPermission answers what somebody may do with a repository.
func (h *API) getCollaboratorPermission(c *call) error {
	found, err := h.Authority.CollaboratorNamed(c.ctx(), c.Place.Repository, c.param("username"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.collaboratorPermission(found))
}

// collaboratorPermission is what somebody may do, and who they are.
func (h *API) collaboratorPermission(c patrol.Collaborator) []byte {
	var o object
	o.text("permission", c.Level.String())
	o.text("role_name", c.Level.String())
	o.raw("user", h.collaborator(c))
	return o.end()
}

// A collaboratorBody is a role that somebody shall have.
type collaboratorBody struct {
	Permission string `enum:"pull push admin read write" default:"push" eg:"push"`
}

// addCollaborator gives somebody a role on a repository.
//
// GitHub: "Add a repository collaborator", permission.
func (h *API) addCollaborator(c *call, b collaboratorBody) error {
	return h.setCollaborator(c, roleNames[b.Permission])
}

func (h *API) removeCollaborator(c *call) error { return h.setCollaborator(c, patrol.None) }

func (h *API) setCollaborator(c *call, level patrol.Level) error {
	return c.done(h.Authority.SetCollaborator(c.ctx(), c.Viewer(), c.Place.Repository.ID,
		c.param("username"), level))
}
