package rest

import (
	"time"

	"patrol"
)

// paging is the query of a list that has pages and no filters.
type paging struct{ Page page }

// A listingQuery is the query of a list that owners have.
//
// GitHub: "List fine-grained personal access tokens with access to organization
// resources", query parameters.
type listingQuery struct {
	Page       page
	After      string    `doc:"The place in the list that a page begins at, as Link has it"`
	Searched   int       `doc:"How far a search has come, as Link has it"`
	Sort       string    `enum:"created_at" default:"created_at"`
	Direction  string    `enum:"asc desc" default:"desc"`
	Owners     []string  `json:"owner[]" max:"10" doc:"Logins of those whose tokens to list"`
	TokenIDs   []int64   `json:"token_id[]" max:"50" doc:"Ids of the tokens to list"`
	Repository string    `doc:"Name of a repository that they reach"`
	Permission string    `doc:"A permission that they have, such as contents or contents_read"`
	UsedFrom   time.Time `json:"last_used_after" doc:"When they were last used, at the earliest"`
	UsedTill   time.Time `json:"last_used_before" doc:"When they were last used, at the latest"`
}

// query is what l asks the law for.
func (l listingQuery) query() (patrol.ListQuery, error) {
	q := patrol.ListQuery{Sort: patrol.ByNewest, Limit: l.Page.size, After: l.After, Skip: l.Page.offset(),
		Owners: l.Owners, TokenIDs: l.TokenIDs, UsedFrom: l.UsedFrom, UsedTill: l.UsedTill, Bare: true}
	if q.After != "" {
		q.Skip, q.Searched = 0, l.Searched
	}
	if l.Direction == "asc" {
		q.Sort = patrol.ByOldest
	}
	q.Filter.Repository = l.Repository
	for field, at := range map[string]time.Time{"last_used_after": l.UsedFrom, "last_used_before": l.UsedTill} {
		if !at.IsZero() && (at.Year() < 1970 || at.Year() > 9999) {
			return q, problem(field, "is no time that there was a token")
		}
	}
	if l.Permission != "" {
		if wrong := q.Filter.NarrowToPermission(l.Permission); wrong != "" {
			return q, problem("permission", wrong)
		}
	}
	return q, nil
}
