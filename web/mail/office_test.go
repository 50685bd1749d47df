package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"patrol"
	"patrol/db/dbtest"
	"patrol/web/mail"
)

// An office is a town with a mail server: acme, which olivia and oscar own and
// dana is a member of, and a clock in hand.
type office struct {
	*patrol.Authority
	t    *testing.T
	acme *patrol.Account
	post *post
	mail.Sender

	clock sync.Mutex
	now   time.Time
}

// plain are passwords kept as they are: hashing is tested where it is done.
type plain struct{}

func (plain) Hash(_ context.Context, password string) (string, error) { return password, nil }
func (plain) Check(_ context.Context, hash, password string) (bool, error) {
	return hash != "" && hash == password, nil
}

const password = "correct horse"

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), post: newPost(t)}
	o.Authority = &patrol.Authority{Store: dbtest.Open(t), Passwords: plain{}, Now: o.time, URL: "https://patrol.test"}
	o.Sender = mail.Sender{Authority: o.Authority, Server: o.post.server()}
	o.must(o.Store.Update(t.Context(), o.settle))
	return o
}

func (o *office) time() time.Time {
	o.clock.Lock()
	defer o.clock.Unlock()
	return o.now
}

// pass lets time pass.
func (o *office) pass(d time.Duration) {
	o.clock.Lock()
	defer o.clock.Unlock()
	o.now = o.now.Add(d)
}

// settle fills an empty town.
func (o *office) settle(tx patrol.Tx) error {
	o.acme = &patrol.Account{Login: "acme", Kind: patrol.Organization}
	if err := tx.InsertAccount(o.acme); err != nil {
		return err
	}
	for login, role := range map[string]patrol.MemberRole{"olivia": patrol.Owner, "oscar": patrol.Owner, "dana": patrol.Member} {
		a := &patrol.Account{Login: login, Email: login + "@example.test", Kind: patrol.User}
		err := errors.Join(tx.InsertAccount(a), tx.SetPasswordHash(a.ID, password), tx.SetMember(o.acme.ID, a.ID, role))
		if err != nil {
			return err
		}
	}
	return nil
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) viewer(login string) *patrol.Viewer {
	o.t.Helper()
	v, _, err := o.SignIn(o.t.Context(), login, password, patrol.Origin{})
	o.must(err)
	return v
}

// ask has dana make a token for acme that lives so many days.
func (o *office) ask(name string, days int) *patrol.Issued {
	o.t.Helper()
	issued, err := o.CreateToken(o.t.Context(), o.viewer("dana"), patrol.TokenSpec{Name: name, Owner: "acme", Days: days,
		Reason: "to build", Reach: patrol.Reach{Selection: patrol.PublicOnly, Permissions: patrol.Permissions{"members": patrol.Read}}})
	o.must(err)
	return issued
}

// work sends all that is due.
func (o *office) work() {
	o.t.Helper()
	for more := true; more; {
		var err error
		more, err = o.Work(o.t.Context())
		o.must(err)
	}
}

// got are the letters that somebody got since the last time.
func (o *office) got(login string) []letter {
	o.t.Helper()
	o.work()
	return o.post.take(login + "@example.test")
}

// one is the one letter that somebody got.
func (o *office) one(login string) letter {
	o.t.Helper()
	letters := o.got(login)
	if len(letters) != 1 {
		o.t.Fatalf("%s got %d letters, want 1: %+v", login, len(letters), letters)
	}
	return letters[0]
}

// A letter is a mail as it arrived.
type letter struct {
	to                   string
	header               netmail.Header
	subject, plain, html string
}

// A post is a mail server, and what arrived there.
type post struct {
	t        *testing.T
	listener net.Listener

	mu      sync.Mutex
	user    string // who may hand mail over; empty for anybody
	secret  string
	refuse  func(to string) error // may be nil
	arrived []letter
}

func newPost(t *testing.T) *post { return newLockedPost(t, mail.NoTLS, nil) }

// newLockedPost is a post that secures connections in one way, and no other.
func newLockedPost(t *testing.T, how mail.TLS, lock *tls.Config) *post {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{t: t, listener: listener}
	server := smtp.NewServer(p)
	server.AllowInsecureAuth = how == mail.NoTLS
	switch how {
	case mail.StartTLS:
		server.TLSConfig = lock
	case mail.FromTLS:
		listener = tls.NewListener(listener, lock)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Close()
		<-served
	})
	return p
}

func (p *post) server() mail.Server {
	return mail.Server{Host: "127.0.0.1", Port: p.listener.Addr().(*net.TCPAddr).Port, TLS: mail.NoTLS,
		From: "Patrol <patrol@patrol.test>"}
}

// refusing has p refuse recipients from now on; nil for none.
func (p *post) refusing(why func(to string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse = why
}

// asking has p take mail from one user alone, who has that password.
func (p *post) asking(user, secret string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.user, p.secret = user, secret
}

// take returns what arrived for an address, and forgets it.
func (p *post) take(to string) []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	var taken, left []letter
	for _, l := range p.arrived {
		if l.to == to {
			taken = append(taken, l)
		} else {
			left = append(left, l)
		}
	}
	p.arrived = left
	return taken
}

// NewSession implements smtp.Backend.
func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{post: p}, nil }

// A delivery is a connection to a post.
type delivery struct {
	post *post
	who  string
	to   string
}

// AuthMechanisms implements smtp.AuthSession.
func (d *delivery) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth implements smtp.AuthSession.
func (d *delivery) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, secret string) error {
		d.post.mu.Lock()
		defer d.post.mu.Unlock()
		if user != d.post.user || secret != d.post.secret {
			return smtp.ErrAuthFailed
		}
		d.who = user
		return nil
	}), nil
}

func (d *delivery) Mail(string, *smtp.MailOptions) error {
	d.post.mu.Lock()
	defer d.post.mu.Unlock()
	if d.who != d.post.user {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (d *delivery) Reset()        { d.to = "" }
func (d *delivery) Logout() error { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.post.mu.Lock()
	defer d.post.mu.Unlock()
	d.to = to
	if d.post.refuse != nil {
		return d.post.refuse(to)
	}
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	l, err := readLetter(r)
	if err != nil {
		d.post.t.Error(err)
	}
	l.to = d.to
	d.post.mu.Lock()
	defer d.post.mu.Unlock()
	d.post.arrived = append(d.post.arrived, l)
	return nil
}

// readLetter takes a mail apart.
func readLetter(r io.Reader) (letter, error) {
	m, err := netmail.ReadMessage(r)
	if err != nil {
		return letter{}, err
	}
	l := letter{header: m.Header}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return l, err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return l, err
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			l.html = text
		} else {
			l.plain = text
		}
	}
}
