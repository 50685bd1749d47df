package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/repos"
	"patrol/handlers/rest"
	"patrol/web"
)

// A serve is the command that serves pages, the API and git.
type serve struct {
	database
	Listen  string   `default:"127.0.0.1:8080" help:"Address to listen on."`
	URL     string   `placeholder:"URL" help:"Where people reach us, such as https://patrol.example.com. Needed unless we listen on loopback."`
	TLSCert string   `placeholder:"FILE" help:"Certificate chain, PEM."`
	TLSKey  string   `placeholder:"FILE" help:"Key of the certificate, PEM."`
	Proxies []string `placeholder:"NETWORK" help:"Reverse proxies to believe about who asks: addresses or networks, with commas between."`
	home
	limits
	retention
	webhooks
	mailer
	upstream
	checkpointFile
}

// Validate says what is wrong with s. Kong calls it.
func (s *serve) Validate() error {
	return cmp.Or(s.limits.Validate(), s.retention.Validate(), s.mailer.Validate())
}

// A front is how people reach us.
type front struct {
	listener net.Listener
	url      *url.URL
	tls      *tls.Config // nil for none
	proxies  []netip.Prefix
}

// Run serves until ctx ends. It takes its address first, so that a second one
// started by mistake touches nothing.
func (s *serve) Run(ctx context.Context) error {
	disk, err := repos.Open(ctx, s.disk())
	if err != nil {
		return err
	}
	disk.Home = s.Repositories
	f, err := s.front()
	if err != nil {
		return err
	}
	defer f.listener.Close()
	log := logger()
	return s.open(ctx, log, func(store *db.DB) error {
		a := newAuthority(store, f.url.String(), s.limits)
		post, err := s.job(a)
		if err != nil {
			return err
		}
		upstream, err := s.upstream.server(log)
		if err != nil {
			return err
		}
		handler, err := newHandler(a, disk, f, s.limits, web.Options{Log: log, SendsMail: s.sends(), Upstream: upstream})
		if err != nil {
			return err
		}
		if err := offerSetUp(ctx, a); err != nil {
			return err
		}
		log.Info("serving", "address", f.listener.Addr().String(), "url", a.URL)
		defer s.webhooks.start(ctx, a, log)()
		jobs := append(clockJobs(a), append(post, s.cleaner(a))...)
		return s.sealed(ctx, store, log, func() error {
			return besides(ctx, log, jobs, func() error {
				return serveUntil(ctx, f, handler, log)
			})
		})
	})
}

// front checks what the flags say of how people reach us, and listens.
func (s *serve) front() (*front, error) {
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return nil, errors.New("--tls-cert and --tls-key go together")
	}
	f := new(front)
	var err error
	if f.proxies, err = parseProxies(s.Proxies); err != nil {
		return nil, err
	}
	if s.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		f.tls = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	if s.URL != "" {
		if f.url, err = parseURL(s.URL); err != nil {
			return nil, err
		}
	}
	if err := f.check(isLoopback(s.Listen), s.Listen); err != nil {
		return nil, err
	}
	if f.listener, err = listen(s.Listen); err != nil {
		return nil, err
	}
	if f.url == nil {
		f.url = urlOf(s.Listen, f.listener, f.tls != nil)
	}
	return f, nil
}

// check refuses what would send passwords and secrets in clear over a network,
// or make links that lead nowhere.
func (f *front) check(loopback bool, address string) error {
	switch {
	case !loopback && f.tls == nil && len(f.proxies) == 0:
		return fmt.Errorf("%s is not loopback, and passwords and tokens would go over the network in clear:"+
			" give --tls-cert and --tls-key, or --proxies with the reverse proxy that does TLS", address)
	case !loopback && f.url == nil:
		return fmt.Errorf("%s is not loopback: say with --url where people reach it", address)
	case f.url != nil && f.tls != nil && f.url.Scheme != "https":
		return errors.New("--url must begin with https:// where there is a certificate")
	}
	return nil
}

// newAuthority is the authority over what store keeps.
func newAuthority(store patrol.Store, url string, l limits) *patrol.Authority {
	return &patrol.Authority{Store: store, Passwords: newPasswords(), Now: time.Now, URL: url, Limits: l.law(),
		Payloads: rest.Payloads{URL: url}}
}

// offerSetUp prints the link by which the first administrator sets a up, if
// there is nobody yet.
func offerSetUp(ctx context.Context, a *patrol.Authority) error {
	link, err := a.SetUpLink(ctx)
	if patrol.Conflict.Is(err) {
		return nil
	}
	if err == nil {
		_, err = fmt.Printf("Nobody is here yet. Set Patrol up within the hour, by this link that works once:\n\n  %s\n\n",
			link)
	}
	return err
}
