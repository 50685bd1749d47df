package console

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// A shelf has one's own tokens of one kind. Its pages are those that do not
// differ by kind but in what the shelf says.
type shelf struct {
	*Console
	kind   patrol.TokenKind
	page   string // the list
	title  string // of the list
	tokens func(context.Context, *patrol.Viewer, patrol.TokenQuery) (patrol.TokenPage, int, error)
	renew  func(ctx context.Context, v *patrol.Viewer, id, oldSecretID int64, days int) (*patrol.Issued, error)
	remove func(ctx context.Context, v *patrol.Viewer, id int64) error
	// renewal is what there is to know before the token that c names is renewed.
	renewal func(c echo.Context, v *patrol.Viewer) (views.Regenerate, patrol.Limit, error)
	// detail answers with the page of the token that c names, and why what was
	// asked was not done.
	detail func(c echo.Context, v *patrol.Viewer, status int, late string) error
}

// routes are those that every shelf has.
func (s shelf) routes(e *echo.Echo) {
	e.GET(s.page, s.signedIn(s.list))
	e.GET(s.page+"/:id", s.signedIn(s.show))
	e.GET(s.page+"/:id/regenerate", s.signedIn(s.askRegenerate))
	e.POST(s.page+"/:id/regenerate", s.signedIn(s.regenerate))
	e.GET(s.page+"/:id/delete", s.signedIn(s.askDelete))
	e.POST(s.page+"/:id/delete", s.signedIn(s.delete))
}

// below is the frame of a page about tokens, below the list of them.
func (s shelf) below(c echo.Context, v *patrol.Viewer, title string, below ...views.Crumb) (views.Frame, error) {
	trail := []views.Crumb{{Text: "Settings", URL: appearancePage}, {Text: s.title, URL: s.page}}
	return s.frame(c, v, title, s.page, append(trail, below...)...)
}

// crumb is the page of t.
func (s shelf) crumb(t *patrol.Token) views.Crumb {
	return views.Crumb{Text: t.Name, URL: s.page + "/" + strconv.FormatInt(t.ID, 10)}
}

// tokensShown is how many tokens a page of the list has.
const tokensShown = 30

// list shows a page of v's tokens.
func (s shelf) list(c echo.Context, v *patrol.Viewer) error {
	if s.kind == patrol.Classic && c.QueryParam("type") == "beta" { // GitHub: where fine-grained ones were before
		return redirect(c, tokensPage)
	}
	return s.drawList(c, v, http.StatusOK, "")
}

// drawList answers with a page of v's tokens, and why it is not what was asked
// for, if it is not.
func (s shelf) drawList(c echo.Context, v *patrol.Viewer, status int, late string) error {
	f, err := s.below(c, v, s.title)
	if err != nil {
		return err
	}
	q := patrol.TokenQuery{
		Text:  strings.TrimSpace(c.QueryParam("q")),
		State: c.QueryParam("state"),
		Sort:  patrol.TokenSort(c.QueryParam("sort")),
		After: c.QueryParam("after"),
		Limit: tokensShown,
	}
	page, total, err := s.tokens(c.Request().Context(), v, q)
	if err != nil {
		return err
	}
	return render(c, status, views.TokenListPage(views.TokenList{
		Frame: f, Kind: s.kind, Query: q, Page: page, Total: total, TooLate: late, Now: s.Authority.Now(),
	}))
}

// show shows all there is to know of a token.
func (s shelf) show(c echo.Context, v *patrol.Viewer) error { return s.detail(c, v, http.StatusOK, "") }

// overtaken answers a form about the token that c names that failed with err.
// If that is because it came too late, such as one sent twice, the answer is
// how things stand now.
func (s shelf) overtaken(c echo.Context, v *patrol.Viewer, err error) error {
	wholePage(c)
	switch {
	case patrol.Conflict.Is(err):
		return s.detail(c, v, http.StatusConflict, err.Error())
	case patrol.NotFound.Is(err):
		return s.drawList(c, v, http.StatusNotFound, "You have no such token. If you had it, it has been deleted already.")
	}
	return err
}

// askRegenerate shows what a new secret of a token takes.
func (s shelf) askRegenerate(c echo.Context, v *patrol.Viewer) error {
	p, lasting, err := s.renewal(c, v)
	if err != nil {
		return err
	}
	days := p.Token.Days()
	if !lasting.Allows(days) {
		days = lasting.Default()
	}
	p.Expiry = views.ExpiryIn(days, p.Limit, s.Authority.Now())
	return s.regenerateForm(c, v, p)
}

// regenerate gives a token a new secret, and shows it in this very answer.
func (s shelf) regenerate(c echo.Context, v *patrol.Viewer) error {
	ctx, form := c.Request().Context(), c.Request().PostForm
	f, err := s.below(c, v, "Your new secret") // what may fail comes first
	if err != nil {
		return err
	}
	secret := number(form.Get("secret")) // no secret has 0
	expiry, days := readExpiry(form, s.Authority.Now())
	issued, err := s.renew(ctx, v, rowID(c), secret, days)
	if bad, ok := patrol.Problems(err); ok {
		p, _, err := s.renewal(c, v)
		if err != nil {
			return err
		}
		p.Expiry, p.Problems = expiry, bad
		return s.regenerateForm(c, v, p)
	}
	if err != nil {
		return s.overtaken(c, v, err)
	}
	return s.reveal(c, v, views.CreatedToken{Frame: f, Issued: issued, Regenerated: true})
}

// reveal answers with p, the page of a new secret.
func (s shelf) reveal(c echo.Context, v *patrol.Viewer, p views.CreatedToken) error {
	p.URL, p.Clone = s.Authority.URL, s.cloneable(c.Request().Context(), v, p.Issued.Token)
	return render(c, http.StatusCreated, views.CreatedTokenPage(p))
}

// regenerateForm answers with the form for a new secret of p's token.
func (s shelf) regenerateForm(c echo.Context, v *patrol.Viewer, p views.Regenerate) (err error) {
	if p.Frame, err = s.below(c, v, "Regenerate "+p.Token.Name, s.crumb(p.Token)); err != nil {
		return err
	}
	p.Now = s.Authority.Now()
	return render(c, found(p.Problems), views.RegeneratePage(p))
}

// askDelete asks whether a token is really to end.
func (s shelf) askDelete(c echo.Context, v *patrol.Viewer) error {
	p, _, err := s.renewal(c, v)
	if err != nil {
		return err
	}
	f, err := s.below(c, v, "Delete "+p.Token.Name, s.crumb(p.Token))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.DeleteTokenPage(views.DeleteToken{Frame: f, Token: p.Token, Now: s.Authority.Now()}))
}

// delete ends a token for good.
func (s shelf) delete(c echo.Context, v *patrol.Viewer) error {
	if err := s.remove(c.Request().Context(), v, rowID(c)); err != nil {
		return s.overtaken(c, v, err)
	}
	return redirect(c, s.page)
}
