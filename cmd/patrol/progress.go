package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// A progress is a bar that shows how much is done, to whoever sits at a
// terminal. To others it shows nothing.
type progress struct {
	out         io.Writer // nil to show nothing
	total, done int
	shown       time.Time
}

const (
	barWidth  = 40
	showEvery = 100 * time.Millisecond
)

// newProgress is a bar on f for so many steps.
func newProgress(f *os.File, total int) *progress {
	p := &progress{total: total}
	if isTerminal(f) {
		p.out = f
	}
	return p
}

// step notes that one more step is done.
func (p *progress) step(now time.Time) {
	p.done++
	if p.out == nil || now.Sub(p.shown) < showEvery {
		return
	}
	p.shown = now
	full := barWidth * p.done / max(1, p.total)
	bar := strings.Repeat("█", full) + strings.Repeat("░", barWidth-full)
	fmt.Fprintf(p.out, "\r%s %d of %d", bar, p.done, p.total)
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.out != nil && !p.shown.IsZero() {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", barWidth+30))
	}
}
