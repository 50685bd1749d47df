// Package views is what people see: pages and the components they are made of.
// A page takes one struct of things already decided, and decides nothing.
package views

import (
	"cmp"

	"patrol"
)

// Where the links that every page has lead to.
const (
	tokensPath      = "/settings/personal-access-tokens"
	classicPath     = "/settings/tokens"
	sessionsPath    = "/settings/sessions"
	appearancePath  = "/settings/appearance"
	passwordPath    = "/settings/password"
	securityLogPath = "/settings/security-log"
	signOutPath     = "/logout"

	notificationsPath = "/notifications"
	mailSettingsPath  = "/settings/notifications"
	outboxPath        = "/settings/outbox"
)

func requestsPath(org string) string {
	return "/organizations/" + org + "/settings/personal-access-token-requests"
}

func auditLogPath(org string) string { return "/organizations/" + org + "/settings/audit-log" }

// htmxConfig has htmx show every answer but empty ones and our own failures,
// load pages anew on Back and Forward, and add no styles of its own.
const htmxConfig = `{"noSwap":[204,304,"5xx"],"history":"reload","defaultTimeout":15000,"includeIndicatorCSS":false}`

// fullTitle is the title with whose page it is, for those who have several open.
func (f Frame) fullTitle() string {
	if len(f.Trail) < 2 || f.Trail[0].URL == appearancePath { // one's own
		return f.Title
	}
	return f.Title + " · " + f.Trail[0].Text
}

// theme is the viewer's theme in full: what they did not choose is the default.
func (f Frame) theme() patrol.Theme {
	var t patrol.Theme
	if f.Viewer != nil {
		t = f.Viewer.Theme
	}
	return patrol.Theme{
		Mode:  cmp.Or(t.Mode, patrol.ColorModes[0]),
		Light: cmp.Or(t.Light, patrol.LightThemes[0]),
		Dark:  cmp.Or(t.Dark, patrol.DarkThemes[0]),
	}
}
