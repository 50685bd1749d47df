package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// isLoopback reports whether only this machine reaches the address, such as
// "localhost:8080". An empty host is every address there is.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// urlOf is where a browser on this machine reaches l, which listens on address.
func urlOf(address string, l net.Listener, secure bool) *url.URL {
	host, _, _ := net.SplitHostPort(address)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	u := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
	if secure {
		u.Scheme = "https"
	}
	return u
}

// parseURL takes the address under which people reach us. We live at its root.
func parseURL(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSuffix(s, "/"))
	if err != nil {
		return nil, fmt.Errorf("--url: %w", err)
	}
	bare := url.URL{Scheme: u.Scheme, Host: u.Host}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || *u != bare {
		return nil, fmt.Errorf("--url: %q is not like https://patrol.example.com", s)
	}
	u.Host = strings.ToLower(u.Host)
	return u, nil
}

// parseProxies takes addresses and networks, such as "10.0.0.0/8".
func parseProxies(words []string) ([]netip.Prefix, error) {
	var prefixes []netip.Prefix
	for _, word := range words {
		prefix, err := parseNetwork(word)
		if err != nil {
			return nil, fmt.Errorf("--proxies: %w", err)
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes, nil
}

// parseNetwork takes a network, or an address as the network of it alone.
func parseNetwork(word string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(word); err == nil {
		return address.Prefix(address.BitLen())
	}
	prefix, err := netip.ParsePrefix(word)
	if err != nil {
		err = fmt.Errorf("%q is neither an address nor a network such as 10.0.0.0/8", word)
	}
	return prefix, err
}

// listen takes an address for ours.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		if failure, ok := errors.AsType[*net.OpError](err); ok {
			err = failure.Err
		}
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return l, nil
}
