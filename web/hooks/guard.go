package hooks

import (
	"fmt"
	"net/netip"
	"syscall"
)

// A refusal says in words why an address is not connected to.
type refusal struct {
	address netip.Addr
	kind    string
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%s is %s, and whoever runs this server does not allow webhooks to go there",
		r.address, r.kind)
}

// inside are the networks that are not the Internet at large: what lies there
// may trust whoever can reach it.
var inside = []struct {
	network netip.Prefix
	kind    string
}{
	{netip.MustParsePrefix("0.0.0.0/8"), "an unspecified address"},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address"},
	{netip.MustParsePrefix("100.64.0.0/10"), "an address that providers share"},
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address"},
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local address"},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address"},
	{netip.MustParsePrefix("192.0.0.0/24"), "a reserved address"},
	{netip.MustParsePrefix("192.0.2.0/24"), "a reserved address"},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address"},
	{netip.MustParsePrefix("198.18.0.0/15"), "a reserved address"},
	{netip.MustParsePrefix("198.51.100.0/24"), "a reserved address"},
	{netip.MustParsePrefix("203.0.113.0/24"), "a reserved address"},
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address"},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address"},
	{netip.MustParsePrefix("::/128"), "an unspecified address"},
	{netip.MustParsePrefix("::1/128"), "a loopback address"},
	{netip.MustParsePrefix("64:ff9b::/96"), "an address that stands for another"},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "an address that stands for another"},
	{netip.MustParsePrefix("2001::/23"), "a reserved address"},
	{netip.MustParsePrefix("2001:db8::/32"), "a reserved address"},
	{netip.MustParsePrefix("2002::/16"), "an address that stands for another"},
	{netip.MustParsePrefix("3fff::/20"), "a reserved address"},
	{netip.MustParsePrefix("fc00::/7"), "a private address"},
	{netip.MustParsePrefix("fe80::/10"), "a link-local address"},
	{netip.MustParsePrefix("fec0::/10"), "a private address"},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address"},
}

// outside is what the Internet at large has of IPv6; the rest is reserved.
var outside = netip.MustParsePrefix("2000::/3")

// A guard lets connections out to the Internet, and to the networks allowed.
type guard []netip.Prefix

// check is the Control of a net.Dialer: it sees the address that a connection
// really goes to, after names are resolved, so that no name leads around it.
func (g guard) check(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	return g.refuse(to.Addr())
}

// refuse says why nothing may go to an address, or nil if it may. An IPv4
// address in the clothes of IPv6 is what it is.
func (g guard) refuse(address netip.Addr) error {
	address = address.Unmap().WithZone("")
	for _, allowed := range g {
		if allowed.Contains(address) {
			return nil
		}
	}
	for _, i := range inside {
		if i.network.Contains(address) {
			return &refusal{address, i.kind}
		}
	}
	if address.Is6() && !outside.Contains(address) {
		return &refusal{address, "a reserved address"}
	}
	return nil
}
