package rest

import (
	"net/http"
	"strconv"

	"patrol"
)

// A credentialQuery is which classic tokens to list.
type credentialQuery struct {
	Page  page
	Login string `doc:"Whose tokens to list"`
}

// listCredentials lists the classic tokens that reached an organization's
// resources of late.
//
// GitHub: "List SAML SSO authorizations for an organization".
func (h *API) listCredentials(c *call, query credentialQuery) error {
	asked := query.Page
	found, err := h.Authority.Footholds(c.Request().Context(), c.Place.Owner, query.Login, asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	more := len(found) > asked.size
	var all list
	for _, f := range found[:min(len(found), asked.size)] {
		all.add(credentialAuthorization(f))
	}
	h.link(c.Response().Header(), c.Request().URL, asked, 0, more)
	return send(c, http.StatusOK, all.end())
}

// credentialAuthorization is f in GitHub's form.
func credentialAuthorization(f *patrol.Foothold) []byte {
	var scopes list
	for _, s := range f.Token.Scopes {
		scopes.add(strconv.AppendQuote(nil, string(s)))
	}
	var o object
	o.text("login", f.User)
	o.number("credential_id", f.ID)
	o.text("credential_type", "personal access token")
	o.text("token_last_eight", f.Token.LastEight)
	o.text("credential_authorized_at", date(f.FirstAt))
	o.raw("scopes", scopes.end())
	o.text("credential_accessed_at", date(f.LastAt))
	o.number("authorized_credential_id", f.Token.ID)
	o.null("authorized_credential_title")
	o.text("authorized_credential_note", f.Token.Name)
	if f.Token.ExpiresAt.IsZero() {
		o.null("authorized_credential_expires_at")
	} else {
		o.text("authorized_credential_expires_at", date(f.Token.ExpiresAt))
	}
	return o.end()
}

// revokeCredential has a classic token reach the organization no more.
//
// GitHub: "Remove a SAML SSO authorization for an organization".
func (h *API) revokeCredential(c *call) error {
	return c.done(h.Authority.RevokeFoothold(c.Request().Context(), c.Viewer(), c.Place.Owner.Login, c.id("credential_id")))
}
