package rest

import (
	"net/http"

	"patrol"
)

// leaked are what somebody found.
type leaked struct {
	Credentials []string `is:"required" max:"1000" eg:"[\"github_pat_…\"]" doc:"Tokens, whole"`
}

// revokeLeaked ends tokens that somebody found where they should not be. The
// answer is the same whether they were any.
//
// GitHub: "Revoke a list of credentials".
func (h *API) revokeLeaked(c *call, found leaked) error {
	if err := h.Authority.RevokeLeaked(c.ctx(), found.Credentials, c.RealIP()); err != nil {
		return err
	}
	return send(c, http.StatusAccepted, []byte("{}"))
}

// toStrangers is e, for those without a token alone, who are told simply what is
// wrong.
func (e endpoint) toStrangers() endpoint {
	serve := e.serve
	e.strangers, e.serve = true, func(c *call) error {
		if c.Bearer != nil {
			return &patrol.Error{Kind: patrol.Forbidden, Message: "This is for requests without authentication alone."}
		}
		return reworded(serve(c), simply)
	}
	return e
}

// simply is a problem as a sentence, which some operations have.
func simply(f patrol.FieldError) patrol.FieldError {
	return patrol.FieldError{Message: f.Field + " " + f.Message}
}
