package patrol

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Kind says what the caller of the authority can do about an error.
type Kind int

const (
	Invalid         Kind = iota + 1 // fix the fields named and try again
	Unauthenticated                 // say who you are
	Forbidden                       // you may see it, but not do it
	NotFound                        // it does not exist, as far as you may know
	Conflict                        // it changed under you, or exists already
	Unconfirmed                     // confirm your password first, then do it again
	TooMany                         // wait a while and try again
	Malformed                       // it makes no sense as it was sent
	NotServed                       // you may, but nobody does that here
)

// An Error is a failure its caller can act on, in words fit for the caller.
// Any other error is ours: the doors log it and answer "internal error".
type Error struct {
	Kind    Kind
	Message string
	Fields  []FieldError  // for Invalid: what to fix, in form order
	Wait    time.Duration // for TooMany: how long, if that is known
}

// A FieldError says what is wrong with one field of what was asked.
type FieldError struct {
	Field   string // the name shared by form and JSON, such as "expires_in"
	Message string
	Code    FieldCode
}

// A FieldCode is what is wrong with a field, for programs. The zero FieldCode
// leaves that to the message.
//
// GitHub: "Troubleshooting the REST API", Validation Failed.
type FieldCode string

const (
	MissingField  FieldCode = "missing_field"
	InvalidField  FieldCode = "invalid"
	AlreadyExists FieldCode = "already_exists"
)

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Message)
	}
	return b.String()
}

func errorf(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}

// Is reports whether err is an Error of kind k.
func (k Kind) Is(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Kind == k
}

// problems collects field errors, so that a form hears all of them at once.
type problems []FieldError

func (p *problems) check(ok bool, field, message string) {
	if !ok {
		*p = append(*p, FieldError{Field: field, Message: message})
	}
}

// require is check of a field that is not there, or has a value of no use.
func (p *problems) require(ok bool, field string, code FieldCode, message string) {
	if !ok {
		*p = append(*p, FieldError{Field: field, Message: message, Code: code})
	}
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Validation Failed", Fields: p}
}

// invalid is the error that one field is wrong, and nothing else.
func invalid(field, format string, args ...any) error {
	return problems{{Field: field, Message: fmt.Sprintf(format, args...)}}.err()
}

// Problems returns what is wrong with what was asked, if that is what err says.
func Problems(err error) ([]FieldError, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Kind != Invalid {
		return nil, false
	}
	return e.Fields, true
}
