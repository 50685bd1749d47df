package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"patrol"
)

// A review is what owners have done to requests, or to tokens that were let in.
type review struct {
	Action   patrol.Deed `json:"action"`
	Reason   string      `json:"reason"`
	Requests []int64     `json:"pat_request_ids"`
	Grants   []int64     `json:"pat_ids"`
}

// readReview reads what is to be done, which is one of some deeds. Where field
// is not empty it has the ids of what it is to be done to.
func (c *call) readReview(field string, deeds ...patrol.Deed) (r review, err error) {
	if err := c.read(&r); err != nil {
		return r, err
	}
	bad := &patrol.Error{Kind: patrol.Invalid, Message: "Validation Failed"}
	if !slices.Contains(deeds, r.Action) {
		bad.Fields = append(bad.Fields, patrol.FieldError{Field: "action", Message: fmt.Sprintf("is none of %v", deeds)})
	}
	n := map[string]int{"pat_request_ids": len(r.Requests), "pat_ids": len(r.Grants)}[field]
	if field != "" && (n < 1 || n > patrol.MostByName) {
		bad.Fields = append(bad.Fields, patrol.FieldError{Field: field,
			Message: fmt.Sprintf("must have from 1 to %d ids", patrol.MostByName)})
	}
	if len(bad.Fields) > 0 {
		return r, bad
	}
	return r, nil
}

// reviewTokenRequest approves or denies one request.
//
// GitHub: "Review a request to access organization resources with a fine-grained
// personal access token".
func (h *API) reviewTokenRequest(c *call) error {
	r, err := c.readReview("", patrol.Approving, patrol.Denying)
	if err != nil {
		return err
	}
	decide := h.Authority.Deny
	if r.Action == patrol.Approving {
		decide = h.Authority.Approve
	}
	return c.decided(decide(c.Request().Context(), c.Viewer(), c.Place.Owner.Login, c.id("pat_request_id"), r.Reason))
}

// revokeTokenGrant takes back what one token was granted.
//
// GitHub: "Update the access a fine-grained personal access token has to
// organization resources".
func (h *API) revokeTokenGrant(c *call) error {
	if _, err := c.readReview("", patrol.Revoking); err != nil {
		return err
	}
	return c.decided(h.Authority.Revoke(c.Request().Context(), c.Viewer(), c.Place.Owner.Login, c.id("pat_id")))
}

// decided answers for one thing that was to be decided. What is decided already
// is not there any more.
func (c *call) decided(err error) error {
	if patrol.Conflict.Is(err) {
		return notFound
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// reviewTokenRequests approves or denies requests, after it has answered.
func (h *API) reviewTokenRequests(c *call) error {
	r, err := c.readReview("pat_request_ids", patrol.Approving, patrol.Denying)
	if err != nil {
		return err
	}
	return h.startBulk(c, patrol.BulkSpec{Deed: r.Action, Reason: r.Reason, IDs: r.Requests, Later: true})
}

// revokeTokenGrants takes back what tokens were granted, after it has answered.
func (h *API) revokeTokenGrants(c *call) error {
	r, err := c.readReview("pat_ids", patrol.Revoking)
	if err != nil {
		return err
	}
	return h.startBulk(c, patrol.BulkSpec{Deed: r.Action, IDs: r.Grants, Later: true})
}

// startBulk accepts what is done in the background, and says where an owner can
// see how far it has come.
func (h *API) startBulk(c *call, spec patrol.BulkSpec) error {
	org := c.Place.Owner.Login
	b, err := h.Authority.StartBulk(c.Request().Context(), c.Viewer(), org, spec)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location",
		h.url("/organizations/"+org+"/settings/personal-access-tokens/bulk/"+strconv.FormatInt(b.ID, 10)))
	return send(c, http.StatusAccepted, []byte("{}"))
}
