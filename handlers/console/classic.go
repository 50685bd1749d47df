package console

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

const classicPage = "/settings/tokens"

// classicRoutes are those of one's own classic tokens.
func (h *Console) classicRoutes(e *echo.Echo) {
	h.classic().routes(e)
	e.POST(classicPage, h.signedIn(h.createClassic))
	e.GET(classicPage+"/new", h.signedIn(h.newClassic))
	e.GET(classicPage+"/:id/edit", h.signedIn(h.editClassic))
	e.POST(classicPage+"/:id/edit", h.signedIn(h.saveClassic))
	e.GET(classicPage+"/:id/move", h.signedIn(h.showMove))
}

// classic has one's classic tokens.
func (h *Console) classic() shelf {
	return shelf{Console: h, kind: patrol.Classic, page: classicPage, title: "Personal access tokens (classic)",
		tokens: h.Authority.ClassicTokens, renew: h.Authority.RegenerateClassicToken,
		remove: h.Authority.DeleteClassicToken, renewal: h.classicRenewal, detail: h.classicDetail}
}

// classicDetail answers with the page of the classic token that c names.
func (h *Console) classicDetail(c echo.Context, v *patrol.Viewer, status int, late string) error {
	before := number(c.QueryParam("before"))
	d, err := h.Authority.ClassicDossier(c.Request().Context(), v, rowID(c), before)
	if err != nil {
		return err
	}
	s := h.classic()
	f, err := s.below(c, v, d.Token.Name, s.crumb(d.Token))
	if err != nil {
		return err
	}
	return render(c, status, views.ClassicDetailPage(views.ClassicDetail{
		Frame: f, ClassicDossier: d, TooLate: late, Later: before > 0, Now: h.Authority.Now(),
	}))
}

// classicRenewal is what there is to know before the classic token that c names
// is renewed. No policy says how long it may live but where it is used.
func (h *Console) classicRenewal(c echo.Context, v *patrol.Viewer) (views.Regenerate, patrol.Limit, error) {
	d, err := h.Authority.ClassicDossier(c.Request().Context(), v, rowID(c), 0)
	if err != nil {
		return views.Regenerate{}, patrol.Limit{}, err
	}
	p := views.Regenerate{Token: d.Token, Limit: patrol.Limit{Days: patrol.Forever}}
	return p, p.Limit, nil
}

// newClassic shows the form of a classic token, filled in as a link says.
//
// GitHub: links to /settings/tokens/new with scopes and a description.
func (h *Console) newClassic(c echo.Context, v *patrol.Viewer) error {
	var bad []patrol.FieldError
	scopes, unknown := patrol.ParseScopes(c.QueryParam("scopes"))
	for _, word := range unknown {
		bad = append(bad, patrol.FieldError{Field: "scopes", Message: "There is no scope “" + word + "”"})
	}
	return h.classicForm(c, v, views.ClassicForm{
		Spec:     patrol.ClassicSpec{Note: c.QueryParam("description"), Scopes: scopes},
		Expiry:   views.ExpiryIn(patrol.DefaultDays, patrol.Limit{Days: patrol.Forever}, h.Authority.Now()),
		Problems: bad,
	})
}

// readClassic reads the form of a classic token.
func (h *Console) readClassic(form url.Values) views.ClassicForm {
	expiry, days := readExpiry(form, h.Authority.Now())
	scopes, unknown := patrol.ParseScopes(strings.Join(form["scope"], " "))
	for _, word := range unknown { // the authority says that there is none
		scopes = append(scopes, patrol.Scope(word))
	}
	return views.ClassicForm{Expiry: expiry,
		Spec: patrol.ClassicSpec{Note: form.Get("note"), Days: days, Scopes: scopes}}
}

// createClassic makes a classic token, and shows its secret in this very answer.
func (h *Console) createClassic(c echo.Context, v *patrol.Viewer) error {
	s := h.classic()
	f, err := s.below(c, v, "Your new personal access token") // what may fail comes first
	if err != nil {
		return err
	}
	p := h.readClassic(c.Request().PostForm)
	issued, err := h.Authority.CreateClassicToken(c.Request().Context(), v, p.Spec)
	if bad, ok := patrol.Problems(err); ok {
		p.Problems = bad
		return h.classicForm(c, v, p)
	}
	if err != nil {
		return err
	}
	return s.reveal(c, v, views.CreatedToken{Frame: f, Issued: issued})
}

// editClassic shows the form of a classic token there is.
func (h *Console) editClassic(c echo.Context, v *patrol.Viewer) error {
	d, err := h.Authority.ClassicDossier(c.Request().Context(), v, rowID(c), 0)
	if err != nil {
		return err
	}
	return h.classicForm(c, v, views.ClassicForm{
		Token: d.Token, Spec: patrol.ClassicSpec{Note: d.Token.Name, Scopes: d.Token.Scopes},
	})
}

// saveClassic changes a classic token as its form says, or shows the form again.
func (h *Console) saveClassic(c echo.Context, v *patrol.Viewer) error {
	ctx, p := c.Request().Context(), h.readClassic(c.Request().PostForm)
	_, err := h.Authority.EditClassicToken(ctx, v, rowID(c), p.Spec)
	if bad, ok := patrol.Problems(err); ok {
		d, err := h.Authority.ClassicDossier(ctx, v, rowID(c), 0)
		if err != nil {
			return err
		}
		p.Token, p.Problems = d.Token, bad
		return h.classicForm(c, v, p)
	}
	if err != nil {
		return h.classic().overtaken(c, v, err)
	}
	return redirect(c, classicPage+"/"+c.Param("id"))
}

// classicForm completes p and shows it.
func (h *Console) classicForm(c echo.Context, v *patrol.Viewer, p views.ClassicForm) (err error) {
	s := h.classic()
	title := "New personal access token (classic)"
	below := views.Crumb{Text: "New token", URL: classicPage + "/new"}
	if p.Token != nil {
		title, below = "Edit "+p.Token.Name, s.crumb(p.Token)
	}
	if p.Frame, err = s.below(c, v, title, below); err != nil {
		return err
	}
	p.Now = h.Authority.Now()
	return render(c, found(p.Problems), views.ClassicFormPage(p))
}
