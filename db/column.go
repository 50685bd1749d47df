package db

import (
	"database/sql/driver"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"patrol"
)

// unix is a time as we store it: whole seconds since 1970, 0 for the zero time.
// Both engines store, compare and aggregate integers alike; times they do not.
type unix time.Time

func (u unix) Value() (driver.Value, error) {
	if t := time.Time(u); !t.IsZero() {
		return t.Unix(), nil
	}
	return int64(0), nil
}

func (u *unix) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("cannot read a time from %T", v)
	}
	*u = unix{}
	if n != 0 {
		*u = unix(time.Unix(n, 0).UTC())
	}
	return nil
}

// milliseconds is a length of time as we store it.
type milliseconds time.Duration

func (m *milliseconds) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("cannot read a length of time from %T", v)
	}
	*m = milliseconds(time.Duration(n) * time.Millisecond)
	return nil
}

// ref is the id of another row, or NULL for 0.
type ref int64

func (r ref) Value() (driver.Value, error) {
	if r == 0 {
		return nil, nil
	}
	return int64(r), nil
}

func (r *ref) Scan(v any) error {
	n, ok := v.(int64)
	if !ok && v != nil {
		return fmt.Errorf("cannot read an id from %T", v)
	}
	*r = ref(n)
	return nil
}

// digest is a patrol.Digest as we store it, and as logs show it: in Base64.
type digest patrol.Digest

func (d digest) Value() (driver.Value, error) { return patrol.Digest(d).String(), nil }

func (d *digest) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read a digest from %T", v)
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) != len(d) {
		return fmt.Errorf("%q is no digest", s)
	}
	copy(d[:], b)
	return nil
}

// permissions is a patrol.Permissions as we store it: in its text form.
type permissions patrol.Permissions

func (p permissions) Value() (driver.Value, error) { return patrol.Permissions(p).String(), nil }

func (p *permissions) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read permissions from %T", v)
	}
	got, err := patrol.ParsePermissions(s)
	*p = permissions(got)
	return err
}

// scopes are patrol.Scopes as we store them: in their text form.
type scopes patrol.Scopes

func (s scopes) Value() (driver.Value, error) { return patrol.Scopes(s).String(), nil }

func (s *scopes) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read scopes from %T", v)
	}
	got, _ := patrol.ParseScopes(text)
	*s = scopes(got)
	return nil
}

// ids are sorted ids as we store them: in decimal, with spaces between.
type ids []int64

func (i ids) Value() (driver.Value, error) {
	var b []byte
	for n, id := range i {
		if n > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b), nil
}

func (i *ids) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot read ids from %T", v)
	}
	*i = nil
	for word := range strings.FieldsSeq(s) {
		id, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return err
		}
		*i = append(*i, id)
	}
	return nil
}

// reach is where to scan the columns selection, repositories, permissions.
func reach(r *patrol.Reach) (selection, repositories, permits any) {
	return &r.Selection, (*ids)(&r.Repositories), (*permissions)(&r.Permissions)
}

// contains is a pattern for lower(x) LIKE lower($n) ESCAPE '\' that finds text anywhere.
func contains(text string) string { return "%" + begins(text) }

// begins is a pattern as that of contains, which finds text at the beginning.
func begins(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
