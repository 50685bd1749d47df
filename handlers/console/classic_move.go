package console

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"patrol"
	"patrol/views"
)

// showMove shows what could take the place of the classic token that c names.
func (h *Console) showMove(c echo.Context, v *patrol.Viewer) error {
	m, err := h.Authority.Move(c.Request().Context(), v, rowID(c))
	if err != nil {
		return err
	}
	s := h.classic()
	f, err := s.below(c, v, "Replace "+m.Token.Name, s.crumb(m.Token))
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.MovePage(views.Move{Frame: f, Move: m, Now: h.Authority.Now()}))
}
