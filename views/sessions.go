package views

import "strings"

// A clue is part of what a browser calls itself, and what that says of it.
type clue struct{ part, word string }

// browsers are told by the first clue: most pretend to be others that come later.
var browsers = []clue{
	{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
	{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"},
	{"Safari/", "Safari"}, {"curl/", "curl"},
}

// systems are told by the first clue too.
var systems = []clue{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
	{"Mac OS X", "macOS"}, {"Linux", "Linux"}, {"FreeBSD", "FreeBSD"}, {"OpenBSD", "OpenBSD"},
}

// device is what a browser says it is and runs on, such as "Firefox on Linux",
// as far as we know it.
func device(agent string) string {
	browser, system := firstClue(browsers, agent), firstClue(systems, agent)
	switch {
	case browser == "" && system == "":
		return "Unknown browser"
	case system == "":
		return browser
	case browser == "":
		return "Unknown browser on " + system
	}
	return browser + " on " + system
}

func firstClue(clues []clue, agent string) string {
	for _, c := range clues {
		if strings.Contains(agent, c.part) {
			return c.word
		}
	}
	return ""
}
