package rest

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"patrol"
)

// GitHub has no operations on one's own tokens. These are Patrol's, in the shapes
// of those that owners have.

func (h *API) listOwnTokens(c *call, query paging) error {
	asked := query.Page
	from := min(asked.offset(), patrol.MostSkipped)
	found, total, err := h.Authority.Tokens(c.ctx(), c.Viewer(),
		patrol.TokenQuery{Sort: patrol.ByNewest, Limit: from + asked.size})
	if err != nil {
		return err
	}
	h.link(c, asked, asked.within(total))
	return send(c, http.StatusOK, listed(found.Tokens[min(from, len(found.Tokens)):],
		func(t *patrol.Token) []byte { return h.ownToken(t).end() }))
}

func (h *API) getOwnToken(c *call) error {
	t, err := h.Authority.Token(c.ctx(), c.Viewer(), c.id("token_id"))
	if err != nil {
		return err
	}
	return send(c, http.StatusOK, h.ownToken(t).end())
}

// A wish is a token as a program asks for it.
type wish struct {
	Name         string           `is:"required by law" max:"40" eg:"ci"`
	Description  string           `max:"1024"`
	Owner        string           `json:"resource_owner" doc:"Whose resources it reaches: yours if nobody's login is said"`
	Reason       string           `max:"1024" doc:"Why, for the owners of an organization who have to let it in"`
	Days         int              `json:"expires_in" is:"required by law" eg:"30" doc:"How many days it lives: 1 to 366, or -1 for ever"`
	Selection    patrol.Selection `json:"repository_selection" enum:"none all subset" default:"none" eg:"all" doc:"none is public repositories alone"`
	Repositories []int64          `json:"repository_ids" doc:"Which, of a subset"`
	Permissions  levels           `eg:"{\"repository\": {\"contents\": \"read\"}}" doc:"read, write or admin, by group and name"`
}

// levels are permissions by group, as bodies have them.
type levels map[string]map[string]string

// spec is w as the law asks for it. What cannot be given, the law says.
func (w wish) spec() (patrol.TokenSpec, error) {
	s := patrol.TokenSpec{Name: w.Name, Description: w.Description, Owner: w.Owner, Reason: w.Reason, Days: w.Days,
		Reach: patrol.Reach{Selection: w.Selection, Repositories: w.Repositories, Permissions: patrol.Permissions{}}}
	for _, group := range w.Permissions {
		for key, text := range group {
			level, err := patrol.ParseLevel(text)
			if err != nil {
				return s, problem("permissions."+key, "is none of read, write and admin")
			}
			s.Reach.Permissions[key] = level
		}
	}
	return s, nil
}

// wished is a problem with a token under the name that a wish has for its field.
func wished(f patrol.FieldError) patrol.FieldError {
	switch key, found := strings.CutPrefix(f.Field, "permission."); {
	case found:
		f.Field = "permissions." + key
	case f.Field == "owner":
		f.Field = "resource_owner"
	case f.Field == "repositories":
		f.Field = "repository_selection"
	}
	return f
}

// createOwnToken makes a token, which works at once or once its resource owner
// has let it in. Its secret is in this answer, and nowhere else.
func (h *API) createOwnToken(c *call, w wish) error {
	w.Owner = cmp.Or(w.Owner, c.Bearer.User.Login)
	spec, err := w.spec()
	if err != nil {
		return err
	}
	issued, err := h.Authority.CreateToken(c.ctx(), c.Viewer(), spec)
	if err != nil {
		return reworded(err, wished)
	}
	return h.sendIssued(c, http.StatusCreated, issued)
}

// A renewal is how long a token shall live on.
type renewal struct {
	Days int `json:"expires_in" is:"required by law" eg:"30" doc:"How many days it lives from now: 1 to 366, or -1 for ever"`
}

// regenerateOwnToken gives a token a new secret and a new life.
func (h *API) regenerateOwnToken(c *call, r renewal) error {
	ctx, viewer := c.ctx(), c.Viewer()
	t, err := h.Authority.Token(ctx, viewer, c.id("token_id"))
	if err != nil {
		return err
	}
	issued, err := h.Authority.RegenerateToken(ctx, viewer, t.ID, t.SecretID, r.Days)
	if err != nil {
		return err
	}
	return h.sendIssued(c, http.StatusOK, issued)
}

// sendIssued answers with a token and its secret, which no cache may keep.
func (h *API) sendIssued(c *call, status int, issued *patrol.Issued) error {
	return write(c, status, h.newToken(issued), noStore)
}

// newToken is a token with its secret.
func (h *API) newToken(issued *patrol.Issued) []byte {
	o := h.ownToken(issued.Token)
	o.text("token", issued.Secret.Reveal())
	if issued.Request != nil {
		o.number("pat_request_id", issued.Request.ID)
	}
	return o.end()
}

func (h *API) deleteOwnToken(c *call) error {
	return c.done(h.Authority.DeleteToken(c.ctx(), c.Viewer(), c.id("token_id")))
}

// ownToken is a token as its user sees it.
func (h *API) ownToken(t *patrol.Token) object {
	id := strconv.FormatInt(t.ID, 10)
	var o object
	o.number("id", t.ID)
	o.text("name", t.Name)
	o.textOrNull("description", t.Description)
	o.link("url", h.url(Prefix), "/user/personal-access-tokens/", id)
	o.link("html_url", h.url("/settings/personal-access-tokens/"), id)
	o.raw("resource_owner", h.user(&patrol.Account{ID: t.OwnerID, Login: t.Owner, Kind: t.OwnerKind}).end())
	o.text("state", string(t.State))
	o.text("repository_selection", string(t.Wants.Selection))
	o.raw("repository_ids", numbers(t.Wants.Repositories))
	o.raw("permissions", grouped(t.Wants.Permissions))
	o.text("token_last_eight", t.LastEight)
	o.text("created_at", date(t.CreatedAt))
	o.flag("expired", t.Expired(h.Authority.Now()))
	o.textOrNull("expires_at", dateOrNothing(t.ExpiresAt))
	o.textOrNull("last_used_at", dateOrNothing(t.LastUsedAt))
	return o
}

// numbers is a JSON array of ids.
func numbers(ids []int64) []byte {
	return listed(ids, func(id int64) []byte { return strconv.AppendInt(nil, id, 10) })
}
