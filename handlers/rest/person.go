package rest

import (
	"cmp"
	"encoding/base64"
	"strings"
	"time"

	"patrol"
)

// A person is somebody as a body calls them who made something, and when.
type person struct {
	Name  string `is:"required"`
	Email string `is:"required"`
	Date  string `eg:"2026-03-10T09:00:00Z" doc:"Now if nothing is said"`
}

// signature is p, or, if nothing is said of them, someone else.
//
// GitHub: "Create a commit": name and e-mail are required of whom one names,
// and the date is now if it is not said.
func (p *person) signature(field string, otherwise patrol.Signature) (patrol.Signature, error) {
	if p == nil {
		return otherwise, nil
	}
	s := patrol.Signature{Name: p.Name, Email: p.Email, When: otherwise.When}
	if !legible(s.Name) || !legible(s.Email) {
		return s, problem(field, "must have a name and an email")
	}
	if p.Date == "" {
		return s, nil
	}
	var err error
	if s.When, err = time.Parse(time.RFC3339, p.Date); err != nil || s.When.Unix() < 0 {
		return s, problem(field+".date", "must be like 2026-03-10T09:00:00Z")
	}
	return s, nil
}

// legible reports whether there is anything left of s once it is in a commit.
func legible(s string) bool { return printable(s) && strings.Trim(s, " <>") != "" }

// signatures are the author and the committer that a body names. Who is not
// named is the other; who makes it, if neither is.
//
// GitHub: "Create or update file contents", author and committer.
func (h *API) signatures(c *call, author, committer *person) (a, by patrol.Signature, err error) {
	me := h.Authority.SignatureOf(c.Bearer.User)
	if author != nil {
		if a, err = author.signature("author", me); err != nil {
			return a, by, err
		}
	}
	if by, err = committer.signature("committer", cmp.Or(a, me)); err != nil {
		return a, by, err
	}
	return cmp.Or(a, by), by, nil
}

// checkMessage says that git does not keep a message as it is.
func checkMessage(message string) error {
	if strings.ContainsRune(message, 0) {
		return problem("message", "has a character that git does not keep")
	}
	return nil
}

// fromBase64 reads a file as bodies have it, in lines or not.
func fromBase64(text, field string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(strings.Map(withoutSpace, text))
	if err != nil {
		return nil, problem(field, "is not valid Base64")
	}
	return data, nil
}

// withoutSpace drops what breaks Base64 into lines.
func withoutSpace(r rune) rune {
	if r == '\n' || r == '\r' || r == ' ' || r == '\t' {
		return -1
	}
	return r
}
