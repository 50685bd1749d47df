package views

import (
	"strconv"

	"patrol"
)

// An EffectToday is the page of how many tokens an enterprise's policies are about.
type EffectToday struct {
	Frame
	*patrol.EnterpriseSpread
}

// share is n of all tokens as a width in a chart of 100.
func share(s patrol.Spread, n int) string {
	return strconv.FormatFloat(100*float64(n)/float64(s.Tokens), 'f', 2, 64)
}
