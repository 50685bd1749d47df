package main

import (
	"errors"
	"fmt"
	"strings"
)

// problems are what is wrong with what is to be imported, each with its place.
type problems []string

// mostShown bounds how many problems are told at once.
const mostShown = 50

// add adds a problem at a place.
func (p *problems) add(at, format string, args ...any) {
	*p = append(*p, at+": "+fmt.Sprintf(format, args...))
}

// err is all of p as one error, nil if there is nothing wrong.
func (p problems) err() error {
	switch {
	case len(p) == 0:
		return nil
	case len(p) == 1:
		return errors.New(p[0])
	}
	shown := p[:min(len(p), mostShown)]
	more := ""
	if n := len(p) - len(shown); n > 0 {
		more = fmt.Sprintf("\n  and %d more", n)
	}
	lines := strings.Join(shown, "\n  ")
	return fmt.Errorf("nothing was changed, because of %d mistakes:\n  %s%s", len(p), lines, more)
}
