package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
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
	var same []byte
	e.PUT("/same", func(c echo.Context) (err error) {
		same, err = io.ReadAll(c.Request().Body)
		return err
	})
	e.GET("/same", func(c echo.Context) error {
		return c.JSONBlob(http.StatusOK, same)
	})
	return e.Start(address)
}

// echoing has the floor answer with the bytes that Patrol answers with, and
// returns the load that asks for them.
func (b *bench) echoing(ctx context.Context, path string, header http.Header) (*load, error) {
	body, err := fetch(ctx, http.MethodGet, "http://"+b.patrol.address+path, header, nil)
	if err != nil {
		return nil, err
	}
	if _, err := fetch(ctx, http.MethodPut, "http://"+b.floor.address+"/same", nil, bytes.NewReader(body)); err != nil {
		return nil, err
	}
	request := ask{http.MethodGet, "/same", header, ""}.bytes(b.floor.address)
	return &load{server: b.floor, clients: clients, status: http.StatusOK,
		request: func(int64) []byte { return request }}, nil
}

// fetch is the body of an answer, which must be a good one.
func fetch(ctx context.Context, method, url string, header http.Header, body io.Reader) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(r.Header, header)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", method, url, resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// floorLoad is the load that others are compared with.
func (b *bench) floorLoad(clients int) *load {
	request := ask{http.MethodGet, "/user", bearer(1), ""}.bytes(b.floor.address)
	return &load{server: b.floor, clients: clients, status: http.StatusOK,
		request: func(int64) []byte { return request }}
}
