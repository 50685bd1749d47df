package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"os"
	"strconv"
	"strings"

	"patrol"
	"patrol/web/mail"
	"patrol/web/worker"
)

// A mailer is the flags that say how mail is sent.
type mailer struct {
	SMTP             string `name:"smtp" placeholder:"HOST:PORT" help:"Server to hand mail over to. Without one mail stays in the outbox."`
	SMTPUser         string `name:"smtp-user" placeholder:"NAME" help:"Who we are to that server, if it asks."`
	SMTPPasswordFile string `name:"smtp-password-file" placeholder:"FILE" help:"File that holds the password for that."`
	SMTPTLS          string `name:"smtp-tls" enum:"starttls,tls,none" default:"starttls" help:"How to secure that connection: ${enum}; none on loopback only."`
	SMTPCA           string `name:"smtp-ca" placeholder:"FILE" help:"Certificates to trust for that besides the system's, PEM."`
	MailFrom         string `placeholder:"ADDRESS" help:"Where mail comes from, such as 'Patrol <patrol@example.com>'."`
}

// sends reports whether mail is sent at all.
func (m mailer) sends() bool { return m.SMTP != "" }

// Validate says what is wrong with m. Kong calls it.
func (m mailer) Validate() error {
	switch {
	case !m.sends():
		return nil
	case m.MailFrom == "":
		return errors.New("--smtp: say with --mail-from where mail comes from")
	case m.SMTPTLS == string(mail.NoTLS) && !isLoopback(m.SMTP):
		return fmt.Errorf("--smtp-tls none: %s is not loopback, and mail would go over the network in clear", m.SMTP)
	case (m.SMTPUser == "") != (m.SMTPPasswordFile == ""):
		return errors.New("--smtp-user and --smtp-password-file go together")
	}
	if _, err := netmail.ParseAddress(m.MailFrom); err != nil {
		return fmt.Errorf("--mail-from: %q is not an address such as patrol@example.com", m.MailFrom)
	}
	_, err := m.server()
	return err
}

// server is where m says that mail is handed over, but for the password.
func (m mailer) server() (mail.Server, error) {
	host, port, err := net.SplitHostPort(m.SMTP)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil || host == "" {
		return mail.Server{}, fmt.Errorf("--smtp: %q is not like mail.example.com:587", m.SMTP)
	}
	n, err := strconv.Atoi(port)
	return mail.Server{Host: host, Port: n, TLS: mail.TLS(m.SMTPTLS), User: m.SMTPUser, From: m.MailFrom}, err
}

// job is what sends a's mail; none if it stays in the outbox.
func (m mailer) job(a *patrol.Authority) ([]worker.Job, error) {
	if !m.sends() {
		return nil, nil
	}
	server, err := m.server()
	if err != nil {
		return nil, err
	}
	if m.SMTPPasswordFile != "" {
		password, err := os.ReadFile(m.SMTPPasswordFile)
		if err != nil {
			return nil, fmt.Errorf("--smtp-password-file: %w", err)
		}
		server.Password = strings.TrimRight(string(password), "\r\n")
	}
	if m.SMTPCA != "" {
		if server.Roots, err = trust(m.SMTPCA); err != nil {
			return nil, fmt.Errorf("--smtp-ca: %w", err)
		}
	}
	sender := &mail.Sender{Authority: a, Server: server}
	return []worker.Job{{Name: "mail", Every: mailEvery, Do: sender.Work}}, nil
}

// trust are the certificates that the system trusts, and those in a file.
func trust(file string) (*x509.CertPool, error) {
	more, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	if !roots.AppendCertsFromPEM(more) {
		return nil, fmt.Errorf("there is no certificate in %s", file)
	}
	return roots, nil
}
