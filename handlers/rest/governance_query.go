package rest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"patrol"
)

// Most values of a filter that may be given several times.
//
// GitHub: "List fine-grained personal access tokens with access to organization
// resources", query parameters.
const (
	mostOwners   = 10
	mostTokenIDs = 50
)

// listQuery reads which page of a list of owners is asked for.
func listQuery(query url.Values, asked page) (q patrol.ListQuery, err error) {
	bad := &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed"}
	check := func(ok bool, field, message string) {
		if !ok {
			bad.Fields = append(bad.Fields, patrol.FieldError{Field: field, Message: message})
		}
	}
	q = patrol.ListQuery{Sort: patrol.ByNewest, Limit: asked.size, After: query.Get("after"), Skip: asked.offset(),
		Bare: true}
	if q.After != "" {
		q.Skip = 0
		q.Searched, _ = strconv.Atoi(query.Get("searched"))
	}
	check(slices.Contains([]string{"", "created_at"}, query.Get("sort")), "sort", "can only be created_at")
	check(slices.Contains([]string{"", "asc", "desc"}, query.Get("direction")), "direction", "can only be asc or desc")
	if query.Get("direction") == "asc" {
		q.Sort = patrol.ByOldest
	}
	q.Owners = query["owner[]"]
	check(len(q.Owners) <= mostOwners, "owner", fmt.Sprintf("may be given %d times at most", mostOwners))
	q.TokenIDs = tokenIDs(query["token_id[]"])
	check(len(q.TokenIDs) <= mostTokenIDs, "token_id", fmt.Sprintf("may be given %d times at most", mostTokenIDs))
	q.Filter.Repository = query.Get("repository")
	if wanted := query.Get("permission"); wanted != "" {
		problem := q.Filter.NarrowToPermission(wanted)
		check(problem == "", "permission", problem)
	}
	for field, at := range map[string]*time.Time{"last_used_after": &q.UsedFrom, "last_used_before": &q.UsedTill} {
		if text := query.Get(field); text != "" {
			*at, err = time.Parse(time.RFC3339, text)
			check(err == nil && at.Year() >= 1970 && at.Year() < 10_000, field, "is no time such as 2026-11-22T08:00:00Z")
		}
	}
	if len(bad.Fields) > 0 {
		return q, bad
	}
	return q, nil
}

// tokenIDs reads ids of tokens. What is no number is that of none.
func tokenIDs(texts []string) (ids []int64) {
	for _, text := range texts {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			id = 0
		}
		ids = append(ids, id)
	}
	return ids
}
