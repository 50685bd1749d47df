package views

import (
	"strings"
	"time"

	"patrol"
)

// usesShown is how many uses are shown at once; the others are folded away.
const usesShown = 10

// reach is what the token has been granted.
func (p TokenDetail) reach() patrol.Reach {
	if g := p.Granted(); g != nil {
		return g.Reach
	}
	return patrol.Reach{Selection: patrol.PublicOnly}
}

// wantsMore reports whether the token asked for more than it has been granted.
func (p TokenDetail) wantsMore() bool { return !p.Token.Wants.Within(p.reach()) }

// setback is who kept the token from what it wants, and the reason given: what
// happened last.
func (p TokenDetail) setback() (what, why string) {
	var revoked time.Time
	if len(p.Grants) > 0 {
		revoked = p.Grants[0].RevokedAt
	}
	if len(p.Requests) > 0 && !p.Requests[0].ReviewedAt.Before(revoked) {
		switch r := p.Requests[0]; r.State {
		case patrol.Denied:
			return by("What this token asks for was denied", r.ReviewedByLogin), r.ReviewReason
		case patrol.Cancelled:
			return "The request of this token was cancelled", ""
		}
	}
	if !revoked.IsZero() {
		return by("The access of this token was revoked", p.Grants[0].RevokedByLogin), ""
	}
	return "This token wants more than " + p.Token.Owner + " lets it do", ""
}

// by is something that was done, and by whom, if that was anybody.
func by(done, login string) string {
	if login == "" {
		return done
	}
	return done + " by " + login
}

// grantedWords say who let a token in.
func grantedWords(t *patrol.Token, g *patrol.Grant) string {
	if g.GrantedBy == t.UserID {
		return "needed no approval, granted"
	}
	return by("approved", g.GrantedByLogin)
}

// requestWords are where a request stands, as labels say it.
var requestWords = map[patrol.RequestState]string{
	patrol.Open: "pending", patrol.Approved: "approved", patrol.Denied: "denied", patrol.Cancelled: "cancelled",
}

// selectionWords say which repositories r reaches.
func selectionWords(r patrol.Reach) string {
	switch r.Selection {
	case patrol.All:
		return "all repositories"
	case patrol.Selected:
		return plural(len(r.Repositories), "repository")
	}
	return "public repositories"
}

// actionWords are what happened to a token, as its user reads it.
var actionWords = map[string]string{
	patrol.TokenCreated:     "Token made",
	patrol.TokenUpdated:     "Token changed",
	patrol.TokenRegenerated: "New secret made",
	patrol.TokenDestroyed:   "Token deleted",
	patrol.AccessGranted:    "Access granted",
	patrol.AccessRevoked:    "Access revoked",
	patrol.RequestCreated:   "Access requested",
	patrol.RequestDenied:    "Request denied",
	patrol.RequestCancelled: "Request cancelled",

	patrol.ClassicCreated:      "Token made",
	patrol.ClassicUpdated:      "Token changed",
	patrol.ClassicRegenerated:  "New secret made",
	patrol.ClassicDestroyed:    "Token deleted",
	patrol.TokenLeaked:         "Reported as leaked, and ended",
	patrol.ClassicLeaked:       "Reported as leaked, and ended",
	patrol.AuthorizedClassic:   "Access granted",
	patrol.ReauthorizedClassic: "Access changed",
	patrol.CredentialRevoked:   "Access revoked",
	patrol.CredentialGranted:   "Access given back",
	patrol.ReplacementAsked:    "Asked to be replaced",
}

// eventWords say what happened, and who did it.
func eventWords(e *patrol.Event) string {
	words := actionWords[e.Action]
	if words == "" {
		words = e.Action
	}
	return by(words, e.Actor)
}

// eventIcon is the picture of an action.
func eventIcon(action string) string {
	switch {
	case action == patrol.AccessGranted || action == patrol.AuthorizedClassic || action == patrol.CredentialGranted:
		return "check-circle"
	case strings.HasSuffix(action, "create") || strings.HasSuffix(action, "regenerate") || action == patrol.TokenRegenerated:
		return "key"
	case strings.HasSuffix(action, "update"):
		return "pencil"
	case strings.HasSuffix(action, "denied") || strings.HasSuffix(action, "revoked") || action == patrol.CredentialRevoked:
		return "circle-slash"
	}
	return "history"
}
