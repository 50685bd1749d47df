package rest

import "net/http"

// moved leads whoever asks for a repository by a name that it had to where it is
// by its id, which outlives names. Another may take the name, so nobody keeps this.
//
// GitHub: "Best practices for using the REST API", Follow redirects.
func (h *API) moved(c *call) error {
	path := c.match.ByID(c.Place.Repository.ID)
	if path == "" {
		return notFound
	}
	status := leads(!reads(c.Request()))
	to := h.url(Prefix + path)
	if query := c.Request().URL.RawQuery; query != "" {
		to += "?" + query
	}
	c.Response().Header().Set("Location", to)
	return write(c, status, h.movedTo(to, status), noStore)
}

// movedTo says where something is now.
func (h *API) movedTo(url string, status int) []byte {
	var o object
	o.text("message", http.StatusText(status))
	o.text("url", url)
	o.link("documentation_url", h.url(Prefix))
	return o.end()
}

// leads is the status of an answer that leads elsewhere.
func leads(writes bool) int {
	if writes {
		return http.StatusTemporaryRedirect
	}
	return http.StatusMovedPermanently
}
