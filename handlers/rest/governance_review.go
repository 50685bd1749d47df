package rest

import (
	"net/http"
	"strconv"

	"patrol"
)

// A review is what owners decide about a request.
type review struct {
	Action patrol.Deed `is:"required" enum:"approve deny" eg:"approve"`
	Reason string      `max:"1024" doc:"Why, for who asked"`
}

// reviews are one decision about requests.
type reviews struct {
	IDs []int64 `json:"pat_request_ids" is:"required" max:"100" eg:"[7, 8]" doc:"Ids of requests"`
	review
}

// A revocation takes back what a token was granted.
type revocation struct {
	Action patrol.Deed `is:"required" enum:"revoke"`
}

// revocations take back what tokens were granted.
type revocations struct {
	IDs []int64 `json:"pat_ids" is:"required" max:"100" eg:"[7, 8]" doc:"Ids of tokens that were let in"`
	revocation
}

// reviewTokenRequest approves or denies one request.
//
// GitHub: "Review a request to access organization resources with a fine-grained
// personal access token".
func (h *API) reviewTokenRequest(c *call, r review) error {
	decide := h.Authority.Deny
	if r.Action == patrol.Approving {
		decide = h.Authority.Approve
	}
	return c.decided(decide(c.ctx(), c.Viewer(), c.Place.Owner.Login, c.id("pat_request_id"), r.Reason))
}

// revokeTokenGrant takes back what one token was granted.
//
// GitHub: "Update the access a fine-grained personal access token has to
// organization resources".
func (h *API) revokeTokenGrant(c *call, _ revocation) error {
	return c.decided(h.Authority.Revoke(c.ctx(), c.Viewer(), c.Place.Owner.Login, c.id("pat_id")))
}

// decided answers for one thing that was to be decided. What is decided already
// is not there any more.
func (c *call) decided(err error) error {
	if patrol.Conflict.Is(err) {
		err = notFound
	}
	return c.done(err)
}

// reviewTokenRequests approves or denies requests, after it has answered.
func (h *API) reviewTokenRequests(c *call, r reviews) error {
	return h.startBulk(c, patrol.BulkSpec{Deed: r.Action, Reason: r.Reason, IDs: r.IDs, Later: true})
}

// revokeTokenGrants takes back what tokens were granted, after it has answered.
func (h *API) revokeTokenGrants(c *call, r revocations) error {
	return h.startBulk(c, patrol.BulkSpec{Deed: r.Action, IDs: r.IDs, Later: true})
}

// startBulk accepts what is done in the background, and says where an owner can
// see how far it has come.
func (h *API) startBulk(c *call, spec patrol.BulkSpec) error {
	org := c.Place.Owner.Login
	b, err := h.Authority.StartBulk(c.ctx(), c.Viewer(), org, spec)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location",
		h.url("/organizations/"+org+"/settings/personal-access-tokens/bulk/"+strconv.FormatInt(b.ID, 10)))
	return send(c, http.StatusAccepted, []byte("{}"))
}
