package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"patrol/handlers/rest"
)

// An upstream is the flags that say who serves what Patrol does not.
type upstream struct {
	Upstream          string        `placeholder:"URL" help:"API of a GitHub-compatible server, such as https://github.example.com/api/v3, that serves what Patrol does not. Without one that is answered with 501."`
	UpstreamTokenFile string        `placeholder:"FILE" help:"File that holds the token that Patrol presents there in place of its callers'."`
	UpstreamSilence   time.Duration `default:"30s" help:"Longest that nothing comes from there or goes there before a request is given up."`
}

// Validate says what is wrong with u. Kong calls it.
func (u upstream) Validate() error {
	switch {
	case u.Upstream == "" && u.UpstreamTokenFile != "":
		return errors.New("--upstream-token-file: say with --upstream where the token is for")
	case u.UpstreamSilence <= 0:
		return errors.New("--upstream-silence must be some time")
	case u.Upstream == "":
		return nil
	}
	_, err := u.address()
	return err
}

// address is where the API is.
func (u upstream) address() (*url.URL, error) {
	at, err := url.Parse(strings.TrimSuffix(u.Upstream, "/"))
	if err != nil {
		return nil, fmt.Errorf("--upstream: %w", err)
	}
	plain := url.URL{Scheme: at.Scheme, Host: at.Host, Path: at.Path}
	switch {
	case at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || *at != plain:
		return nil, fmt.Errorf("--upstream: %q is not like https://github.example.com/api/v3", u.Upstream)
	case at.Scheme == "http" && !isLoopback(at.Host):
		return nil, fmt.Errorf("--upstream: %s is not loopback, and the token would go over the network in clear", at.Host)
	}
	return at, nil
}

// server is the server that u describes, nil for none.
func (u upstream) server(log *slog.Logger) (*rest.Upstream, error) {
	if u.Upstream == "" {
		return nil, nil
	}
	at, err := u.address()
	if err != nil {
		return nil, err
	}
	s := &rest.Upstream{URL: at, Silence: u.UpstreamSilence, Log: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	if u.UpstreamTokenFile == "" {
		return s, nil
	}
	token, err := os.ReadFile(u.UpstreamTokenFile)
	if err != nil {
		return nil, fmt.Errorf("--upstream-token-file: %w", err)
	}
	if s.Token = strings.TrimSpace(string(token)); s.Token == "" || strings.ContainsAny(s.Token, " \r\n") {
		return nil, errors.New("--upstream-token-file: there is no token in it")
	}
	return s, nil
}
