package views

import (
	"cmp"
	"fmt"

	"patrol"
)

// newsAdvice is what to do about news, in mails.
var newsAdvice = map[patrol.NewsKind]string{
	patrol.TokenAdded:      "If this was not you, delete the token and change your password.",
	patrol.AccessApproved:  "It works from now on, with the secret that you have.",
	patrol.RequestWaits:    "The token gets nothing of what it asks for until an owner approves.",
	patrol.AccessDenied:    "What the token could do before, it still can. You can ask again from its page.",
	patrol.AccessTaken:     "From now on the token reads public resources only. As a member you can ask again from its page.",
	patrol.ClassicShutOut:  "From now on it reads public resources only there. A fine-grained token can take its place.",
	patrol.ClassicLetIn:    "It works there again with the secret that it has, as far as the policies let it.",
	patrol.TokenReported:   "Make another token, put its secret where the old one was, and see to it that it is not shown again.",
	patrol.ReplaceClassic:  "From the token's page you move to a fine-grained one, which starts with what this one used.",
	patrol.ExpiresInWeek:   "To go on, give it a new secret before that, and put the secret where the old one is.",
	patrol.ExpiresTomorrow: "To go on, give it a new secret before that, and put the secret where the old one is.",
	patrol.TokenExpired:    "If you still need it, give it a new secret and put that where the old one is; or else delete it.",

	patrol.LifetimeComing:    "Before that, regenerate with an earlier expiration, and put the new secret where the old one is.",
	patrol.RestrictionComing: "What needs access has to use something else by then.",
	patrol.ChangeOff:         "There is nothing that you have to do.",
}

// newsIcons are the pictures of news.
var newsIcons = map[patrol.NewsKind]string{
	patrol.AccessApproved:  "check-circle",
	patrol.AccessDenied:    "x-circle",
	patrol.AccessTaken:     "circle-slash",
	patrol.ClassicShutOut:  "circle-slash",
	patrol.ClassicLetIn:    "check-circle",
	patrol.TokenReported:   "alert",
	patrol.ReplaceClassic:  "key",
	patrol.ExpiresInWeek:   "clock",
	patrol.ExpiresTomorrow: "clock",
	patrol.TokenExpired:    "clock",
	patrol.RequestWaits:    "organization",

	patrol.LifetimeComing:    "clock",
	patrol.RestrictionComing: "circle-slash",
	patrol.ChangeOff:         "check-circle",
}

// tokenWords are what n's token is called.
func tokenWords(n patrol.News) string {
	if n.TokenKind == patrol.Classic {
		return "personal access token (classic)"
	}
	return "fine-grained personal access token"
}

// newsSubject says in a few words what n is.
func newsSubject(n patrol.News) string {
	switch n.Kind {
	case patrol.TokenAdded:
		return "A " + tokenWords(n) + " has been added to your account"
	case patrol.AccessApproved:
		return n.Owner + " approved your fine-grained personal access token"
	case patrol.AccessDenied:
		return n.Owner + " denied your fine-grained personal access token"
	case patrol.AccessTaken:
		return n.Owner + " revoked the access of your fine-grained personal access token"
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow:
		return fmt.Sprintf("Your %s expires on %s", tokenWords(n), date(n.ExpiresAt))
	case patrol.TokenExpired:
		return "Your " + tokenWords(n) + " has expired"
	case patrol.LifetimeComing, patrol.RestrictionComing:
		return fmt.Sprintf("%s will stop %s of yours on %s", n.Owner, tokenOrTokens(n), date(n.ExpiresAt))
	case patrol.ChangeOff:
		return fmt.Sprintf("%s will not stop %s of yours on %s after all", n.Owner, tokenOrTokens(n), date(n.ExpiresAt))
	case patrol.TokenReported:
		return "Your " + tokenWords(n) + " was found in the open and revoked"
	case patrol.ClassicShutOut:
		return n.Owner + " revoked the access of your personal access token (classic)"
	case patrol.ClassicLetIn:
		return n.Owner + " let your personal access token (classic) in again"
	case patrol.ReplaceClassic:
		return n.Owner + " asks you to replace a personal access token (classic)"
	case patrol.RequestWaits:
		return fmt.Sprintf("%s asks %s to let a token in", n.Actor, n.Owner)
	}
	return "What waits for you"
}

// newsSentence says in a sentence what n is.
func newsSentence(n patrol.News) string {
	switch n.Kind {
	case patrol.TokenAdded:
		return fmt.Sprintf("The %s “%s” has been added to your account.", tokenWords(n), n.TokenName)
	case patrol.AccessApproved:
		return fmt.Sprintf("%s approved your token “%s” at %s. It may do what it asked for.", newsDoer(n), n.TokenName, n.Owner)
	case patrol.AccessDenied:
		return fmt.Sprintf("%s denied what your token “%s” asked for at %s.", newsDoer(n), n.TokenName, n.Owner)
	case patrol.AccessTaken:
		if n.ActorID == 0 { // nobody decided on the token
			return fmt.Sprintf("You are no longer a member of %s, so your token “%s” has lost its access there.", n.Owner, n.TokenName)
		}
		return fmt.Sprintf("%s revoked what %s had granted your token “%s”.", newsDoer(n), n.Owner, n.TokenName)
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow:
		return fmt.Sprintf("Your token “%s” expires on %s.", n.TokenName, moment(n.ExpiresAt))
	case patrol.TokenExpired:
		return fmt.Sprintf("Your token “%s” expired on %s.", n.TokenName, moment(n.ExpiresAt))
	case patrol.LifetimeComing:
		return fmt.Sprintf("From %s on %s will not work: %s, the enterprise, will let in no token that lives that long.",
			moment(n.ExpiresAt), yourTokens(n), n.Owner)
	case patrol.RestrictionComing:
		return fmt.Sprintf("From %s on %s will not work: %s, the enterprise, will let in no token of that kind.",
			moment(n.ExpiresAt), yourTokens(n), n.Owner)
	case patrol.ChangeOff:
		return fmt.Sprintf("%s, the enterprise, withdrew what it had announced for %s. It will not stop %s.",
			n.Owner, moment(n.ExpiresAt), yourTokens(n))
	case patrol.TokenReported:
		return fmt.Sprintf("Your token “%s” was reported as leaked, so it was revoked.", n.TokenName)
	case patrol.ClassicShutOut:
		return fmt.Sprintf("%s shut your classic token “%s” out of %s.", newsDoer(n), n.TokenName, n.Owner)
	case patrol.ClassicLetIn:
		return fmt.Sprintf("%s let your classic token “%s” into %s again.", newsDoer(n), n.TokenName, n.Owner)
	case patrol.ReplaceClassic:
		return fmt.Sprintf("%s asks you to use a fine-grained token at %s instead of your classic token “%s”.",
			newsDoer(n), n.Owner, n.TokenName)
	case patrol.RequestWaits:
		return fmt.Sprintf("%s asks to let the token “%s” in at %s.", n.Actor, n.TokenName, n.Owner)
	}
	return "Requests wait for you."
}

// newsDoer is whose doing n is, where that was an owner.
func newsDoer(n patrol.News) string { return cmp.Or(n.Actor, "An owner") }

// ofMany reports whether n is about several tokens: its token's name is their
// names then.
func ofMany(n patrol.News) bool { return n.TokenID == 0 }

// tokenOrTokens is how many tokens n is about.
func tokenOrTokens(n patrol.News) string {
	if ofMany(n) {
		return "tokens"
	}
	return "a token"
}

// yourTokens are the tokens that n is about, by their names.
func yourTokens(n patrol.News) string {
	if ofMany(n) {
		return "your tokens " + n.TokenName
	}
	return "your token “" + n.TokenName + "”"
}

// NewsPath is the page that news leads to.
func NewsPath(n patrol.News) string {
	if n.Kind == patrol.RequestWaits {
		return requestPath(n.Owner, n.RequestID)
	}
	path := tokensPath
	if n.TokenKind == patrol.Classic {
		path = classicPath
	}
	if ofMany(n) || n.Kind == patrol.TokenReported { // which is gone
		return path
	}
	return fmt.Sprintf("%s/%d", path, n.TokenID)
}
