package views

import "patrol"

// stepLevels are the levels of a step in words.
func stepLevels(s patrol.Step) string {
	if s.From == patrol.None || s.From == s.To {
		return s.To.String()
	}
	return s.From.String() + " → " + s.To.String()
}
