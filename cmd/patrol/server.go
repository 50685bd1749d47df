package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"patrol"
	"patrol/db/password"
	"patrol/web"
)

const (
	// headerTime bounds how long a client takes to say what it wants. There is
	// no bound to the whole: a push may be large, and git's has a flag.
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	// graceTime is how long requests that are being served may still take once
	// we are told to stop.
	graceTime = 30 * time.Second
)

// newPasswords hashes passwords as all commands do.
func newPasswords() patrol.Passwords { return password.New() }

// newHandler is the server of a, as o says and as the flags have it.
func newHandler(a *patrol.Authority, r patrol.Repositories, f *front, l limits, o web.Options) (http.Handler, error) {
	o.Proxies = f.proxies
	l.requests(&o)
	return web.New(a, r, o)
}

// serveUntil serves until ctx ends, and then what was asked before that.
func serveUntil(ctx context.Context, f *front, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		TLSConfig:         f.tls,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() {
		if f.tls != nil {
			served <- server.ServeTLS(f.listener, "", "")
		} else {
			served <- server.Serve(f.listener)
		}
	}()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
