package main

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// floorCommand as the first argument makes this program the floor: a bare echo
// handler, a process of its own as Patrol is.
const floorCommand = "serve-floor"

// floorAnswer is what the floor says.
type floorAnswer struct {
	Login string `json:"login"`
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Admin bool   `json:"site_admin"`
}

func serveFloor(address string) error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/user", func(c echo.Context) error {
		return c.JSON(http.StatusOK, floorAnswer{Login: "user-1", ID: 1, Type: "User"})
	})
	return e.Start(address)
}

// floorLoad is the load that others are compared with.
func (b *bench) floorLoad(clients int) *load {
	request := ask{http.MethodGet, "/user", bearer(1), ""}.bytes(b.floor.address)
	return &load{server: b.floor, clients: clients, status: http.StatusOK,
		request: func(int64) []byte { return request }}
}
