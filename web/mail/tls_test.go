package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/web/mail"
)

// certify is a lock with a new certificate for an address that is good for a
// day from some time on, and the pool that trusts it alone.
func certify(t *testing.T, address string, from time.Time) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: from.Add(day),
		IPAddresses: []net.IP{net.ParseIP(address)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(certificate)
	lock := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return &tls.Config{Certificates: []tls.Certificate{lock}}, roots
}

// locked has o hand its mail, as a user with a password, to a server that
// secures connections so, and trust roots.
func (o *office) locked(how mail.TLS, lock *tls.Config, roots *x509.CertPool) {
	o.t.Helper()
	o.post = newLockedPost(o.t, how, lock)
	o.post.asking("patrol", "let me in")
	o.Server = o.post.server()
	o.Server.TLS, o.Server.Roots = how, roots
	o.Server.User, o.Server.Password = "patrol", "let me in"
}

// Mail goes under lock, from the first byte or from STARTTLS on, to a server
// whose certificate is trusted. What could not be sent to another goes later.
func TestMailUnderLock(t *testing.T) {
	for _, how := range []mail.TLS{mail.StartTLS, mail.FromTLS} {
		t.Run(string(how), func(t *testing.T) {
			o := newOffice(t)
			before := time.Now().Add(-time.Hour)
			lock, roots := certify(t, "127.0.0.1", before)
			o.locked(how, lock, nil)
			o.ask("CI", 30)
			o.refuses("the certificate of 127.0.0.1 is not trusted, so nothing was sent", "unknown authority")

			elsewhere, theirs := certify(t, "192.0.2.1", before)
			o.locked(how, elsewhere, theirs)
			o.refuses("the certificate of 127.0.0.1 is not trusted", "valid for 192.0.2.1")

			old, once := certify(t, "127.0.0.1", before.Add(-2*day))
			o.locked(how, old, once)
			o.refuses("the certificate of 127.0.0.1 is not trusted", "expired")

			o.locked(how, lock, roots)
			o.pass(time.Hour)
			o.one("dana").says(t, "CI")
			if m := o.newest(); m.State != patrol.Sent || m.Tries != 4 {
				t.Errorf("%+v", m)
			}
		})
	}
}

// refuses fails the test unless the newest mail stays here for a reason with
// all the words.
func (o *office) refuses(words ...string) {
	o.t.Helper()
	o.pass(time.Hour)
	o.work()
	m := o.newest()
	if m.State != patrol.Waiting {
		o.t.Errorf("it is %s", m.State)
	}
	for _, w := range words {
		if !strings.Contains(m.Problem, w) {
			o.t.Errorf("%q does not say %q", m.Problem, w)
		}
	}
}

// A server that speaks TLS from the first byte is not taken for one that
// begins in clear.
func TestLocksDiffer(t *testing.T) {
	lock, roots := certify(t, "127.0.0.1", time.Now().Add(-time.Hour))
	o := newOffice(t)
	o.locked(mail.StartTLS, lock, roots)
	o.Server.TLS = mail.FromTLS
	o.ask("CI", 30)
	o.refuses("tls: first record does not look like a TLS handshake")
	if got := o.post.take("dana@example.test"); len(got) > 0 {
		t.Errorf("%d letters arrived", len(got))
	}
}
