package rest

import (
	"net/http"
	"strings"

	"patrol"
)

// A viewerQuery is which repositories of a user to list, and in which order.
//
// GitHub: "List repositories for the authenticated user".
type viewerQuery struct {
	Page        page
	Type        string `enum:"all public private owner member" default:"all"`
	Visibility  string `enum:"all public private" default:"all"`
	Affiliation string `eg:"owner,collaborator" doc:"Any of owner, collaborator and organization_member, with commas between"`
	Sort        string `enum:"full_name created updated pushed" default:"full_name"`
	Direction   string `enum:"asc desc" doc:"asc if sorted by full_name, otherwise desc"`
}

// listViewerRepositories lists what the token's user has to do with, as far as
// the token sees it.
func (h *API) listViewerRepositories(c *call, query viewerQuery) error {
	q := patrol.RepositoryQuery{Visibilities: visibilities(query.Visibility)}
	switch query.Type {
	case "owner":
		q.Affiliations = []patrol.Affiliation{patrol.AsOwner}
	case "member":
		q.Affiliations = []patrol.Affiliation{patrol.AsMember, patrol.AsCollaborator}
	case "public", "private":
		if q.Visibilities == nil {
			q.Visibilities = visibilities(query.Type)
		}
	}
	if query.Affiliation != "" {
		q.Affiliations = []patrol.Affiliation{}
		for way := range strings.SplitSeq(query.Affiliation, ",") {
			switch way := patrol.Affiliation(strings.TrimSpace(way)); way {
			case patrol.AsOwner, patrol.AsMember, patrol.AsCollaborator:
				q.Affiliations = append(q.Affiliations, way)
			default:
				return problem("affiliation", "is none of owner, collaborator and organization_member")
			}
		}
	}
	q.Sort, q.Backwards = sorted(query.Sort, query.Direction)
	return h.listRepositories(c, query.Page, q)
}

// An orgQuery is which repositories of an organization to list, and in which order.
//
// GitHub: "List organization repositories".
type orgQuery struct {
	Page      page
	Type      string `enum:"all sources member forks public private internal" default:"all" doc:"Nothing here is a fork"`
	Sort      string `enum:"created updated pushed full_name" default:"created"`
	Direction string `enum:"asc desc" doc:"asc if sorted by full_name, otherwise desc"`
}

// listOrgRepositories lists those of an organization that the caller may see.
func (h *API) listOrgRepositories(c *call, query orgQuery) error {
	q := patrol.RepositoryQuery{OwnerID: c.Place.Owner.ID, Visibilities: visibilities(query.Type)}
	q.Sort, q.Backwards = sorted(query.Sort, query.Direction)
	return h.listRepositories(c, query.Page, q)
}

// listRepositories answers with a page of the repositories that q asks for and
// the caller may see.
func (h *API) listRepositories(c *call, asked page, q patrol.RepositoryQuery) error {
	q.Offset, q.Limit = asked.offset(), asked.size
	seen, total, err := h.Authority.VisibleTo(c.ctx(), c.Pass, q)
	if err != nil {
		return err
	}
	return h.sendRepositories(c, asked, seen, total)
}

// sendRepositories answers with a page of repositories, of which there are so
// many in all.
func (h *API) sendRepositories(c *call, asked page, places []*patrol.Place, total int) error {
	h.link(c, asked, asked.within(total))
	return send(c, http.StatusOK, listed(places, func(at *patrol.Place) []byte {
		return h.repository(sight{at, c.Bearer != nil, h.pushedAt(at.Repository)}).end()
	}))
}

// visibilities are those that a filter's value stands for; nil for all.
func visibilities(value string) []patrol.Visibility {
	switch value {
	case "private": // what GitHub calls so in filters
		return []patrol.Visibility{patrol.Private, patrol.Internal}
	case "public", "internal":
		return []patrol.Visibility{patrol.Visibility(value)}
	case "forks":
		return []patrol.Visibility{}
	}
	return nil
}

// sorted is the order that a list is asked for in. When something was changed we
// know as little as our answers tell, which is when it was made.
//
// GitHub: "direction", asc when sorting by full_name and desc otherwise.
func sorted(by, direction string) (sort patrol.RepositorySort, backwards bool) {
	if by != "full_name" {
		sort, backwards = patrol.ByCreation, true
	}
	if direction != "" {
		backwards = direction == "desc"
	}
	return sort, backwards
}
