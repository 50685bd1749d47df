// Package mail sends the mails in the outbox, by SMTP.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"patrol"
	"patrol/views"
)

// A Server is where mail is handed over.
type Server struct {
	Host           string
	Port           int
	TLS            TLS
	Roots          *x509.CertPool // whose certificates to trust; nil for those that the system does
	User, Password string         // neither for none
	From           string         // the address that mail comes from, perhaps with a name
}

// TLS is how a connection is secured.
type TLS string

const (
	StartTLS TLS = "starttls" // after a greeting in clear, and not at all without
	FromTLS  TLS = "tls"      // from the first byte on
	NoTLS    TLS = "none"
)

// A Sender sends the mails of an authority. Many may work on the same outbox:
// each mail is sent by one of them. Only one that ends between handing a mail
// over and writing that down has it sent twice, under the same Message-ID.
type Sender struct {
	Authority *patrol.Authority
	Server    Server
}

const (
	// batch is how many mails go over one connection.
	batch = 20
	// timeout is how long the server may take to answer, and we to write down
	// what came of a mail when we are to stop.
	timeout = 30 * time.Second
)

// Work sends some mails that are due, and reports whether there were any.
func (s *Sender) Work(ctx context.Context) (more bool, err error) {
	mails, err := s.Authority.TakeMail(ctx, batch)
	if err != nil || len(mails) == 0 {
		return false, err
	}
	// What came of a mail is written down even if we are to stop.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), batch*timeout)
	defer cancel()
	client, err := s.Server.client()
	if err == nil {
		err = client.DialWithContext(ctx)
	}
	if err != nil {
		return false, s.failAll(after, mails, s.Server.explained(err))
	}
	for i, m := range mails {
		if ctx.Err() != nil {
			err = s.failAll(after, mails[i:], errStopped)
			break
		}
		if err = s.send(after, client, m); err != nil {
			break
		}
	}
	return err == nil, errors.Join(err, client.Close())
}

var errStopped = errors.New("the sender was stopped")

// failAll writes down that mails could not be sent.
func (s *Sender) failAll(ctx context.Context, mails []*patrol.Mail, why error) error {
	for _, m := range mails {
		if err := s.Authority.MailFailed(ctx, m, why.Error()); err != nil {
			return err
		}
	}
	return nil
}

// explained is err, with which s could not be spoken to, in words that help
// whoever looks after it.
func (s Server) explained(err error) error {
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fmt.Errorf("the certificate of %s is not trusted, so nothing was sent: %w", s.Host, bad.Err)
	}
	return err
}

// client speaks to the server.
func (s Server) client() (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.Port), mail.WithTimeout(timeout),
		mail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	auth := mail.SMTPAuthAutoDiscover
	switch s.TLS {
	case FromTLS:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
		auth = mail.SMTPAuthPlain // which goes no further than this machine
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(auth), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return mail.NewClient(s.Host, options...)
}

// send sends m and writes down what came of it. It fails only if that cannot
// be written down.
func (s *Sender) send(ctx context.Context, client *mail.Client, m *patrol.Mail) error {
	letter, problem, err := s.letter(ctx, m)
	if err != nil {
		return err
	}
	if problem != "" {
		return s.Authority.MailDropped(ctx, m, problem)
	}
	message, err := s.message(ctx, m, letter)
	if err == nil {
		err = client.Send(message)
	}
	if refused(err) {
		return s.Authority.MailDropped(ctx, m, err.Error())
	}
	if err != nil {
		return s.Authority.MailFailed(ctx, m, err.Error())
	}
	return s.Authority.MailSent(ctx, m)
}

// refused reports whether err says that there is no such recipient.
func refused(err error) bool {
	e, ok := errors.AsType[*mail.SendError](err)
	return ok && e.Reason == mail.ErrSMTPRcptTo && !e.IsTemp()
}

// letter is m in words, or why it is not to be sent.
func (s *Sender) letter(ctx context.Context, m *patrol.Mail) (l views.Letter, problem string, err error) {
	switch {
	case m.Suspended:
		return l, "The account is suspended", nil
	case m.Email == "":
		return l, "The account has no e-mail address", nil
	}
	var backlogs []patrol.Backlog
	if m.Kind == patrol.DailyDigest {
		if backlogs, err = s.Authority.Backlogs(ctx, m.UserID); err != nil {
			return l, "", err
		}
		if len(backlogs) == 0 {
			return l, "Nothing waited any more", nil
		}
	}
	unsubscribe, err := s.Authority.UnsubscribeLink(ctx, m)
	return views.NewLetter(m, backlogs, s.Authority.URL, unsubscribe), "", err
}

// message is a letter as it goes over the wire.
func (s *Sender) message(ctx context.Context, m *patrol.Mail, l views.Letter) (*mail.Msg, error) {
	at, err := url.Parse(s.Authority.URL)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := views.LetterPage(l).Render(ctx, &html); err != nil {
		return nil, err
	}
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := message.From(s.Server.From); err != nil {
		return nil, err
	}
	if err := message.To(m.Email); err != nil {
		return nil, err
	}
	// The same each time, so that a mail which was sent twice can be told.
	message.SetMessageIDWithValue(fmt.Sprintf("patrol.%d.%d@%s", m.ID, m.At.Unix(), at.Hostname()))
	message.SetDate()
	message.Subject("[Patrol] " + strings.Join(strings.Fields(l.Subject), " "))
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Unsubscribe != "" {
		message.SetListUnsubscribe(l.Unsubscribe)
		message.SetListUnsubscribePost()
	}
	message.SetBodyString(mail.TypeTextPlain, l.Text())
	message.AddAlternativeString(mail.TypeTextHTML, html.String())
	return message, nil
}
