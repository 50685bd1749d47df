package rest

import (
	"net/http"
	"net/url"

	"patrol"
)

// peopleEndpoints are those about users, members and collaborators.
func (h *API) peopleEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"PATCH /user":                        h.updateViewer,
		"GET /user/emails":                   h.listEmails,
		"GET /orgs/{org}/members":            h.listMembers,
		"GET /orgs/{org}/members/{username}": h.checkMember,

		"GET /repos/{owner}/{repo}/collaborators":                       h.listCollaborators,
		"GET /repos/{owner}/{repo}/collaborators/{username}":            h.checkCollaborator,
		"PUT /repos/{owner}/{repo}/collaborators/{username}":            h.addCollaborator,
		"DELETE /repos/{owner}/{repo}/collaborators/{username}":         h.removeCollaborator,
		"GET /repos/{owner}/{repo}/collaborators/{username}/permission": h.getCollaboratorPermission,
	}
}

// updateViewer changes what a user is called, which is all that their profile has.
func (h *API) updateViewer(c *call) error {
	var b struct{ Name *string }
	if err := c.read(&b); err != nil {
		return err
	}
	user := c.Bearer.User
	if b.Name != nil {
		var err error
		if user, err = h.Authority.ChangeName(c.Request().Context(), c.Viewer(), *b.Name); err != nil {
			return err
		}
	}
	return send(c, http.StatusOK, h.ownProfile(user))
}

// listEmails lists the one address of the token's user, for which whoever made
// the account vouches.
func (h *API) listEmails(c *call) error {
	var all list
	if email := c.Bearer.User.Email; email != "" {
		var o object
		o.text("email", email)
		o.none("true", "primary", "verified")
		o.text("visibility", "private")
		all.add(o.end())
	}
	return send(c, http.StatusOK, all.end())
}

// sendPage answers with a page of a list, of which found has one more than fits
// if there is a next page. How long all of it is nobody counts.
func sendPage[T any](h *API, c *call, found []T, describe func(T) []byte) error {
	asked := pageOf(c.QueryParams())
	var all list
	for _, one := range found[:min(len(found), asked.size)] {
		all.add(describe(one))
	}
	h.link(c.Response().Header(), c.Request().URL, asked, 0, len(found) > asked.size)
	return send(c, http.StatusOK, all.end())
}

// memberRoles are the roles in an organization as filters call them.
var memberRoles = map[string]patrol.MemberRole{"": "", "all": "", "admin": patrol.Owner, "member": patrol.Member}

// listMembers lists the people of an organization.
func (h *API) listMembers(c *call) error {
	role, known := memberRoles[c.QueryParam("role")]
	if !known {
		return unknownFilter("role")
	}
	asked := pageOf(c.QueryParams())
	found, err := h.Authority.Members(c.Request().Context(),
		patrol.MemberQuery{OrgID: c.Place.Owner.ID, Role: role, Offset: asked.offset(), Limit: asked.size + 1})
	if err != nil {
		return err
	}
	return sendPage(h, c, found, func(user *patrol.Account) []byte {
		o := h.user(user)
		return o.end()
	})
}

// checkMember answers whether somebody is a member, without a body.
func (h *API) checkMember(c *call) error {
	_, err := h.Authority.MemberNamed(c.Request().Context(), c.Place.Owner.ID, c.param("username"))
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// roleNames are the roles on a repository as GitHub calls them that Patrol has.
var roleNames = map[string]patrol.Level{
	"pull": patrol.Read, "push": patrol.Write, "admin": patrol.Admin, "read": patrol.Read, "write": patrol.Write,
}

// listCollaborators lists who may do something with a repository.
func (h *API) listCollaborators(c *call) error {
	asked := pageOf(c.QueryParams())
	q, err := collaboratorFilter(c.QueryParams())
	if err != nil {
		return err
	}
	q.Repository, q.Offset, q.Limit = c.Place.Repository, asked.offset(), asked.size+1
	found, err := h.Authority.Collaborators(c.Request().Context(), q)
	if err != nil {
		return err
	}
	return sendPage(h, c, found, h.collaborator)
}

// collaboratorFilter reads which collaborators are asked for.
func collaboratorFilter(query url.Values) (q patrol.CollaboratorQuery, err error) {
	switch query.Get("affiliation") {
	case "", "all":
	case "direct":
		q.Direct = true
	case "outside":
		q.Outside = true
	default:
		return q, unknownFilter("affiliation")
	}
	if name := query.Get("permission"); name != "" {
		var known bool
		if q.AtLeast, known = roleNames[name]; !known {
			return q, unknownFilter("permission")
		}
	}
	return q, nil
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
	found, err := h.Authority.CollaboratorNamed(c.Request().Context(), c.Place.Repository, login)
	if err == nil && !found.Invited {
		err = notFound
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// getCollaboratorPermission answers what somebody may do with a repository.
func (h *API) getCollaboratorPermission(c *call) error {
	found, err := h.Authority.CollaboratorNamed(c.Request().Context(), c.Place.Repository, c.param("username"))
	if err != nil {
		return err
	}
	var o object
	o.text("permission", found.Level.String())
	o.text("role_name", found.Level.String())
	o.raw("user", h.collaborator(found))
	return send(c, http.StatusOK, o.end())
}

// addCollaborator gives somebody a role on a repository.
//
// GitHub: "Add a repository collaborator", permission: push if nothing is said.
func (h *API) addCollaborator(c *call) error {
	b := struct{ Permission string }{"push"}
	if err := c.read(&b); err != nil {
		return err
	}
	level, known := roleNames[b.Permission]
	if !known {
		return problem("permission", "is none of pull, push and admin")
	}
	return h.setCollaborator(c, level)
}

func (h *API) removeCollaborator(c *call) error { return h.setCollaborator(c, patrol.None) }

func (h *API) setCollaborator(c *call, level patrol.Level) error {
	err := h.Authority.SetCollaborator(c.Request().Context(), c.Viewer(), c.Place.Repository.ID, c.param("username"), level)
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
