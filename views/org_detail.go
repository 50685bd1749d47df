package views

import "patrol"

// names are those of repositories that are still there.
func names(ids []int64, found map[int64]*patrol.Repository) []string {
	all, _ := repositoryNames(ids, found)
	return all
}

// stepLevels are the levels of a step in words.
func stepLevels(s patrol.Step) string {
	if s.From == patrol.None || s.From == s.To {
		return s.To.String()
	}
	return s.From.String() + " → " + s.To.String()
}
