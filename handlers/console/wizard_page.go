package console

import (
	"maps"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// repositoriesFound is how many repositories a search shows at once.
const repositoriesFound = 10

// tokenForm is the form of a new token, or of the one that c names, as filled
// in: where its owner has changed, without what does not fit the new one.
func (h *Console) tokenForm(c echo.Context, v *patrol.Viewer, f views.TokenFields) (views.TokenForm, error) {
	p := views.TokenForm{Fields: f, Most: h.Authority.Limits.SelectedRepositories(), Now: h.Authority.Now()}
	err := h.outlook(c, v, &p)
	if err == nil && p.Outlook.Owner == nil {
		p.Notices = []string{"Cannot find the specified resource owner: " + p.Fields.Spec.Owner}
		p.Fields.Spec.Owner = v.Login
		err = h.outlook(c, v, &p)
	}
	if err != nil {
		return p, err
	}
	if owner := p.Outlook.Owner; p.Fields.OwnerWas != "" && p.Fields.OwnerWas != owner.Login {
		p.Notices = append(p.Notices, move(&p.Fields, owner, p.Now)...)
		retarget(c, "rest")
		if err := h.outlook(c, v, &p); err != nil {
			return p, err
		}
	}
	if p.Frame, err = h.formFrame(c, v, p.Outlook.Token); err != nil {
		return p, err
	}
	p.Dropped = c.Request().PostForm.Has("drop") // which takes the focus with it
	p.Link = h.Authority.URL + tokensPage + "/new?" + p.Fields.Prefill().Encode()
	return p, h.find(c, v, &p)
}

// outlook looks ahead at what the fields of p come to.
func (h *Console) outlook(c echo.Context, v *patrol.Viewer, p *views.TokenForm) (err error) {
	ctx, spec := c.Request().Context(), asked(p.Fields.Spec)
	if id := rowID(c); id != 0 {
		p.Outlook, err = h.Authority.EditOutlook(ctx, v, id, spec)
	} else {
		p.Outlook, err = h.Authority.Outlook(ctx, v, spec)
	}
	return err
}

// find finds the repositories that p's form looks for: the first of all without
// a word, if it asks for them, shows some already, or has yet to select one.
func (h *Console) find(c echo.Context, v *patrol.Viewer, p *views.TokenForm) (err error) {
	form, reach := c.Request().PostForm, p.Fields.Spec.Reach
	first := reach.Selection == patrol.Selected && len(reach.Repositories) == 0
	p.Searched = p.Fields.Find != "" || form.Get("action") == "find" || form.Has("found") || first
	p.Opens = first && !form.Has("found") && fragment(c.Request()) == "overview"
	if !p.Searched {
		return nil
	}
	ctx, owner := c.Request().Context(), p.Outlook.Owner.Login
	p.Found, err = h.Authority.FindRepositories(ctx, v, owner, p.Fields.Find, repositoriesFound+1)
	p.FoundAll = len(p.Found) <= repositoriesFound
	p.Found = p.Found[:min(len(p.Found), repositoriesFound)]
	return err
}

// formFrame is the frame of the form of a new token, or of t.
func (h *Console) formFrame(c echo.Context, v *patrol.Viewer, t *patrol.Token) (views.Frame, error) {
	if t == nil {
		return h.tokenFrame(c, v, "New fine-grained personal access token",
			views.Crumb{Text: "New token", URL: tokensPage + "/new"})
	}
	return h.tokenFrame(c, v, "Edit "+t.Name, tokenCrumb(t))
}

// asked is what a form asks for: repository permissions stay in the form while
// public repositories are chosen, and are not asked for.
func asked(spec patrol.TokenSpec) patrol.TokenSpec {
	if spec.Reach.Selection != patrol.PublicOnly {
		return spec
	}
	spec.Reach.Permissions = maps.Clone(spec.Reach.Permissions)
	for _, p := range patrol.PermissionsOf(patrol.RepositoryGroup) {
		delete(spec.Reach.Permissions, p.Key)
	}
	return spec
}

// fitting is r without what owner cannot give, whatever r selects.
func fitting(r patrol.Reach, owner *patrol.ResourceOwner) patrol.Reach {
	any := patrol.Reach{Selection: patrol.All, Permissions: r.Permissions}
	r.Permissions = any.Fitting(owner.Kind).Permissions
	return r
}

// A formPage is a page that shows the form of a token.
type formPage func(views.TokenForm) templ.Component

// renderForm answers with a form and what is to be fixed in it, if anything.
func renderForm(c echo.Context, page formPage, p views.TokenForm, bad []patrol.FieldError) error {
	p.Problems = placed(bad, p.Outlook.Owner)
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return render(c, status, page(p))
}

// placed has problems name where a form shows them: a permission that owner
// cannot give has no place of its own, nor has a reason that nobody asks for.
func placed(bad []patrol.FieldError, owner *patrol.ResourceOwner) []patrol.FieldError {
	for i, problem := range bad {
		key, isPermission := strings.CutPrefix(problem.Field, "permission.")
		switch {
		case isPermission:
			given := patrol.Reach{Permissions: patrol.Permissions{key: patrol.Read}}
			if len(fitting(given, owner).Permissions) == 0 {
				bad[i].Field = "permissions"
			}
		case problem.Field == "reason" && !owner.NeedsRequest:
			bad[i].Field = ""
		}
	}
	return bad
}

// retarget has htmx put the answer into the element with that id.
func retarget(c echo.Context, id string) {
	c.Request().Header.Set("HX-Target", id)
	c.Response().Header().Set("HX-Retarget", "#"+id)
}
