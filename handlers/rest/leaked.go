package rest

import (
	"errors"
	"net/http"

	"patrol"
)

// revokeLeaked ends tokens that somebody found where they should not be. The
// answer is the same whether they were any.
//
// GitHub: "Revoke a list of credentials", for those without a token alone.
func (h *API) revokeLeaked(c *call) error {
	if c.Bearer != nil {
		return &patrol.Error{Kind: patrol.Forbidden, Message: "This is for requests without authentication alone."}
	}
	var found struct {
		Credentials []string `json:"credentials"`
	}
	err := c.read(&found)
	if err == nil {
		err = h.Authority.RevokeLeaked(c.Request().Context(), found.Credentials, c.RealIP())
	}
	if err != nil {
		return simply(err)
	}
	return send(c, http.StatusAccepted, []byte("{}"))
}

// simply is err with its problems as sentences, which some operations have.
func simply(err error) error {
	e, ok := errors.AsType[*patrol.Error](err)
	if !ok {
		return err
	}
	simple := *e
	simple.Fields = nil
	for _, f := range e.Fields {
		simple.Fields = append(simple.Fields, patrol.FieldError{Message: f.Field + " " + f.Message})
	}
	return &simple
}
