package main

import (
	"fmt"
	"io"
	"time"
)

// A row is one line of the table.
type row struct {
	what   string
	ratio  float64 // of Patrol to the floor; 0 where they cannot be compared
	patrol string
	floor  string
	pace   pace          // where there is one
	cpu    time.Duration // of the floor, as pace has Patrol's
	goal   goal
}

// A goal is what a row should be, and whether it is. The zero goal is none.
type goal struct {
	text string
	met  bool
}

// echoThen is how many requests a second a bare echo handler answered where
// other programs were measured. A goal that names another program is kept as a
// multiple of that, so that it means the same on any machine.
const echoThen = 46_727.0

// atLeast is the goal to be at least so many times as fast as the floor.
func (c comparison) atLeast(ratio float64) goal {
	return goal{fmt.Sprintf("≥ %.2f × echo", ratio), c.ratio() >= ratio}
}

// row is c as a line of the table.
func (c comparison) row(what string, g goal) row {
	return row{what: what, ratio: c.ratio(), patrol: perSecond(c.patrol.rate), floor: perSecond(c.floor.rate),
		pace: c.patrol, cpu: c.floor.cpu, goal: g}
}

func perSecond(rate float64) string { return fmt.Sprintf("%.0f/s", rate) }

// A table is printed line by line, as Markdown.
type table struct{ out io.Writer }

func (t table) head() {
	fmt.Fprintln(t.out, "| | × echo | Patrol | bare echo | p50 | p99 | CPU, Patrol | CPU, echo | goal | |")
	fmt.Fprintln(t.out, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |")
}

func (t table) print(rows []row) {
	for _, r := range rows {
		ratio, verdict := "", ""
		if r.ratio > 0 {
			ratio = fmt.Sprintf("%.2f", r.ratio)
		}
		switch {
		case r.goal.text == "":
		case r.goal.met:
			verdict = "met"
		default:
			verdict = "**missed**"
		}
		fmt.Fprintf(t.out, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", r.what, ratio, r.patrol, r.floor,
			short(r.pace.p50), short(r.pace.p99), short(r.pace.cpu), short(r.cpu), r.goal.text, verdict)
	}
}

// short is d with three digits; nothing for 0.
func short(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
}
