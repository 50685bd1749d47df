package rest

import (
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
		return reworded(err, simply)
	}
	return send(c, http.StatusAccepted, []byte("{}"))
}

// simply is a problem as a sentence, which some operations have.
func simply(f patrol.FieldError) patrol.FieldError {
	return patrol.FieldError{Message: f.Field + " " + f.Message}
}
