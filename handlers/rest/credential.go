package rest

import "patrol"

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
	found, err := h.Authority.Footholds(c.ctx(), c.Place.Owner, query.Login, asked.offset(), asked.size+1)
	if err != nil {
		return err
	}
	return sendPage(h, c, asked, found, credentialAuthorization)
}

// credentialAuthorization is f in GitHub's form.
func credentialAuthorization(f *patrol.Foothold) []byte {
	var o object
	o.text("login", f.User)
	o.number("credential_id", f.ID)
	o.text("credential_type", "personal access token")
	o.text("token_last_eight", f.Token.LastEight)
	o.text("credential_authorized_at", date(f.FirstAt))
	o.raw("scopes", listed(f.Token.Scopes, func(s patrol.Scope) []byte { return quoted(string(s)) }))
	o.text("credential_accessed_at", date(f.LastAt))
	o.number("authorized_credential_id", f.Token.ID)
	o.null("authorized_credential_title")
	o.text("authorized_credential_note", f.Token.Name)
	o.textOrNull("authorized_credential_expires_at", dateOrNothing(f.Token.ExpiresAt))
	return o.end()
}

// revokeCredential has a classic token reach the organization no more.
//
// GitHub: "Remove a SAML SSO authorization for an organization".
func (h *API) revokeCredential(c *call) error {
	return c.done(h.Authority.RevokeFoothold(c.ctx(), c.Viewer(), c.Place.Owner.Login, c.id("credential_id")))
}
