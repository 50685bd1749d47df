package rest

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"patrol"
)

// listViewerRepositories lists what the token's user has to do with, as far as
// the token sees it.
func (h *API) listViewerRepositories(c *call) error {
	q, err := viewerFilter(c.QueryParams())
	if err != nil {
		return err
	}
	return h.listRepositories(c, q, "full_name")
}

// listOrgRepositories lists those of an organization that the caller may see.
func (h *API) listOrgRepositories(c *call) error {
	q, err := orgFilter(c.QueryParams())
	if err != nil {
		return err
	}
	q.OwnerID = c.Place.Owner.ID
	return h.listRepositories(c, q, "created")
}

// listRepositories answers with a page of the repositories that q asks for and
// the caller may see, in the order that is asked for or the usual one.
func (h *API) listRepositories(c *call, q patrol.RepositoryQuery, usual string) (err error) {
	if q.Sort, q.Backwards, err = sorted(c.QueryParams(), usual); err != nil {
		return err
	}
	asked := pageOf(c.QueryParams())
	q.Offset, q.Limit = asked.offset(), asked.size
	seen, total, err := h.Authority.VisibleTo(c.Request().Context(), c.Pass, q)
	if err != nil {
		return err
	}
	var all list
	for _, place := range seen {
		o := h.repository(sight{place, c.Bearer != nil, h.pushedAt(place.Repository)})
		all.add(o.end())
	}
	last := asked.of(total)
	h.link(c.Response().Header(), c.Request().URL, asked, last, asked.number < last)
	return send(c, http.StatusOK, all.end())
}

// notPublic is what GitHub calls private in filters.
var notPublic = []patrol.Visibility{patrol.Private, patrol.Internal}

// viewerFilter reads which repositories of GET /user/repos are asked for.
//
// GitHub: "List repositories for the authenticated user".
func viewerFilter(query url.Values) (q patrol.RepositoryQuery, err error) {
	switch kind := query.Get("type"); kind {
	case "", "all":
	case "public", "private":
		q.Visibilities = visibilities(kind)
	case "owner":
		q.Affiliations = []patrol.Affiliation{patrol.AsOwner}
	case "member":
		q.Affiliations = []patrol.Affiliation{patrol.AsMember, patrol.AsCollaborator}
	default:
		return q, unknownFilter("type")
	}
	switch seen := query.Get("visibility"); seen {
	case "", "all":
	case "public", "private":
		q.Visibilities = visibilities(seen)
	default:
		return q, unknownFilter("visibility")
	}
	if ways := query.Get("affiliation"); ways != "" {
		q.Affiliations = []patrol.Affiliation{}
		for way := range strings.SplitSeq(ways, ",") {
			switch way := patrol.Affiliation(strings.TrimSpace(way)); way {
			case patrol.AsOwner, patrol.AsMember, patrol.AsCollaborator:
				q.Affiliations = append(q.Affiliations, way)
			default:
				return q, unknownFilter("affiliation")
			}
		}
	}
	return q, nil
}

// orgFilter reads which repositories of an organization are asked for.
//
// GitHub: "List organization repositories".
func orgFilter(query url.Values) (q patrol.RepositoryQuery, err error) {
	switch kind := query.Get("type"); kind {
	case "", "all", "sources", "member":
	case "forks":
		q.Visibilities = []patrol.Visibility{} // nothing here is a fork
	case "public", "private", "internal":
		q.Visibilities = visibilities(kind)
	default:
		return q, unknownFilter("type")
	}
	return q, nil
}

// visibilities are those that a filter's value stands for.
func visibilities(value string) []patrol.Visibility {
	if value == string(patrol.Private) {
		return notPublic
	}
	return []patrol.Visibility{patrol.Visibility(value)}
}

// sorted reads in which order a list is asked for; the usual one if nothing is
// said. When something was changed we know as little as our answers tell, which
// is when it was made.
//
// GitHub: "direction", asc when sorting by full_name and desc otherwise.
func sorted(query url.Values, usual string) (by patrol.RepositorySort, backwards bool, err error) {
	switch cmp.Or(query.Get("sort"), usual) {
	case "full_name":
	case "created", "updated", "pushed":
		by, backwards = patrol.ByCreation, true
	default:
		return "", false, unknownFilter("sort")
	}
	switch query.Get("direction") {
	case "":
	case "asc", "desc":
		backwards = query.Get("direction") == "desc"
	default:
		return "", false, unknownFilter("direction")
	}
	return by, backwards, nil
}

// unknownFilter is said of a filter whose value has no meaning.
func unknownFilter(name string) error {
	return &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed",
		Fields: []patrol.FieldError{{Field: name, Message: "is none of the values that there are"}}}
}
