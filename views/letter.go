package views

import (
	"fmt"
	"strings"

	"patrol"
)

// A Letter is a mail in words. Text and LetterPage say the same in two forms.
type Letter struct {
	Subject     string
	Parts       []LetterPart
	Why         string // why it came
	Unsubscribe string // the address to decline such mail; "" if one cannot
}

// A LetterPart is a paragraph, and perhaps more below it.
type LetterPart struct {
	Text  string
	Quote string // in somebody's words
	Items []string
	Link  Crumb // to the page where one can do something about it
}

// text is p as plain text.
func (p LetterPart) text() string {
	lines := []string{p.Text}
	if p.Quote != "" {
		lines = append(lines, "", "> "+strings.ReplaceAll(p.Quote, "\n", "\n> "))
	}
	for _, item := range p.Items {
		lines = append(lines, "* "+item)
	}
	if p.Link.URL != "" {
		lines = append(lines, "", p.Link.Text+": "+p.Link.URL)
	}
	return strings.Join(lines, "\n") + "\n\n"
}

// Text is l as plain text.
func (l Letter) Text() string {
	var b strings.Builder
	for _, p := range l.Parts {
		b.WriteString(p.text())
	}
	fmt.Fprintf(&b, "-- \n%s\n", l.Why)
	if l.Unsubscribe != "" {
		fmt.Fprintf(&b, "%s: %s\n", unsubscribeWords, l.Unsubscribe)
	}
	return b.String()
}

const unsubscribeWords = "Get no more such mail"

// NewLetter is a mail in words, with links to the authority at address. A
// digest is of backlogs.
func NewLetter(m *patrol.Mail, backlogs []patrol.Backlog, address, unsubscribe string) Letter {
	l := Letter{
		Subject:     "[Patrol] " + newsSubject(m.News),
		Why:         "You get this because the token is yours.",
		Unsubscribe: unsubscribe,
	}
	link := Crumb{"See the token", address + NewsPath(m.News)}
	switch m.Kind {
	case patrol.DailyDigest:
		return digest(l, backlogs, address)
	case patrol.RequestWaits:
		link.Text = "Review the request"
		l.Why = fmt.Sprintf("You get this because you own %s, and chose to hear of each request at once.", m.Owner)
	case patrol.LifetimeComing, patrol.RestrictionComing:
		link.Text = "See your tokens"
		l.Why = "You get this because tokens are yours that " + m.Owner + " lets work no longer."
	case patrol.ChangeOff:
		link.Text = "See your tokens"
		l.Why = "You get this because you were told that " + m.Owner + " would stop tokens of yours."
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow, patrol.TokenExpired:
		link = Crumb{"Regenerate it", link.URL + "/regenerate"}
	}
	l.Parts = []LetterPart{
		{Text: newsSentence(m.News), Quote: m.Detail},
		{Text: newsAdvice[m.Kind], Link: link},
	}
	return l
}

// digest is l about what waits.
func digest(l Letter, backlogs []patrol.Backlog, address string) Letter {
	total := 0
	for _, b := range backlogs {
		total += b.Waiting
		p := LetterPart{
			Text: fmt.Sprintf("%s at %s:", waits(b.Waiting), b.Org.Login),
			Link: Crumb{"Review them", address + requestsPath(b.Org.Login)},
		}
		for _, r := range b.Newest {
			p.Items = append(p.Items, fmt.Sprintf("“%s” of %s, asked on %s", r.TokenName, r.User, date(r.CreatedAt)))
		}
		if more := b.Waiting - len(b.Newest); more > 0 {
			p.Items = append(p.Items, "and "+number(more)+" more")
		}
		l.Parts = append(l.Parts, p)
	}
	l.Subject = "[Patrol] " + waits(total)
	l.Why = "You get this once a day while something waits, because you own an organization."
	return l
}

// waits is so many requests that wait, in words.
func waits(n int) string {
	if n == 1 {
		return "1 request waits"
	}
	return number(n) + " requests wait"
}

// newsAdvice is what to do about news, in mails.
var newsAdvice = map[patrol.NewsKind]string{
	patrol.TokenAdded:      "If this was not you, delete the token and change your password.",
	patrol.AccessApproved:  "It works from now on, with the secret that you have.",
	patrol.RequestWaits:    "Until you approve, the token reads public resources only.",
	patrol.AccessDenied:    "The token still reads public resources. You can ask again from its page.",
	patrol.AccessTaken:     "From now on the token reads public resources only. You can ask again from its page.",
	patrol.ClassicShutOut:  "From now on it reads public resources only there. A fine-grained token can take its place.",
	patrol.ClassicLetIn:    "It works there again with the secret that it has, as far as the policies let it.",
	patrol.TokenReported:   "Make another token, put its secret where the old one was, and see to it that it is not shown again.",
	patrol.ReplaceClassic:  "From the token's page you move to a fine-grained one, which starts with what this one used.",
	patrol.ExpiresInWeek:   "To go on, give it a new secret before that, and put the secret where the old one is.",
	patrol.ExpiresTomorrow: "To go on, give it a new secret before that, and put the secret where the old one is.",
	patrol.LifetimeComing: "Give them new secrets and an earlier expiration before that, and put the secrets where the " +
		"old ones are.",
	patrol.RestrictionComing: "Move what uses them to something else before that.",
	patrol.ChangeOff:         "There is nothing that you have to do.",

	patrol.TokenExpired: "If you still need it, give it a new secret and put that where the old one is; or else delete it.",
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
		return fmt.Sprintf("%s approved your fine-grained personal access token", n.Owner)
	case patrol.AccessDenied:
		return fmt.Sprintf("%s denied your fine-grained personal access token", n.Owner)
	case patrol.AccessTaken:
		return fmt.Sprintf("%s revoked the access of your fine-grained personal access token", n.Owner)
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow:
		return "Your " + tokenWords(n) + " is about to expire"
	case patrol.TokenExpired:
		return "Your " + tokenWords(n) + " has expired"
	case patrol.LifetimeComing, patrol.RestrictionComing:
		return fmt.Sprintf("%s will stop tokens of yours on %s", n.Owner, date(n.ExpiresAt))
	case patrol.ChangeOff:
		return fmt.Sprintf("%s will not stop tokens of yours on %s after all", n.Owner, date(n.ExpiresAt))
	case patrol.TokenReported:
		return "Your " + tokenWords(n) + " was found in the open and revoked"
	case patrol.ClassicShutOut:
		return fmt.Sprintf("%s revoked the access of your classic token", n.Owner)
	case patrol.ClassicLetIn:
		return fmt.Sprintf("%s let your classic token in again", n.Owner)
	case patrol.ReplaceClassic:
		return fmt.Sprintf("%s asks you to replace a classic token", n.Owner)
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
		return fmt.Sprintf("An owner of %s approved your token “%s”. It may do what it asked for.", n.Owner, n.TokenName)
	case patrol.AccessDenied:
		return fmt.Sprintf("An owner of %s denied what your token “%s” asked for.", n.Owner, n.TokenName)
	case patrol.AccessTaken:
		return fmt.Sprintf("What %s had granted your token “%s” was revoked.", n.Owner, n.TokenName)
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow:
		return fmt.Sprintf("Your token “%s” expires on %s.", n.TokenName, moment(n.ExpiresAt))
	case patrol.TokenExpired:
		return fmt.Sprintf("Your token “%s” expired on %s.", n.TokenName, moment(n.ExpiresAt))
	case patrol.LifetimeComing:
		return fmt.Sprintf("From %s on, tokens of yours live longer than %s, the enterprise, lets them, and will not work: %s.",
			moment(n.ExpiresAt), n.Owner, n.TokenName)
	case patrol.RestrictionComing:
		return fmt.Sprintf("From %s on, %s, the enterprise, restricts tokens, and these of yours will not work: %s.",
			moment(n.ExpiresAt), n.Owner, n.TokenName)
	case patrol.ChangeOff:
		return fmt.Sprintf("What %s, the enterprise, had announced for %s was withdrawn. It will not stop these tokens of yours: %s.",
			n.Owner, moment(n.ExpiresAt), n.TokenName)
	case patrol.TokenReported:
		return fmt.Sprintf("Somebody who had the secret of your token “%s” reported it, so it is no token any more.", n.TokenName)
	case patrol.ClassicShutOut:
		return fmt.Sprintf("An owner of %s let your classic token “%s” reach its resources no more.", n.Owner, n.TokenName)
	case patrol.ClassicLetIn:
		return fmt.Sprintf("An owner of %s lets your classic token “%s” reach its resources again.", n.Owner, n.TokenName)
	case patrol.ReplaceClassic:
		return fmt.Sprintf("An owner of %s asks you to use a fine-grained token there instead of your classic token “%s”.",
			n.Owner, n.TokenName)
	case patrol.RequestWaits:
		return fmt.Sprintf("%s asks to let the token “%s” in at %s.", n.Actor, n.TokenName, n.Owner)
	}
	return "Requests wait for you."
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
	if n.TokenID == 0 || n.Kind == patrol.TokenReported { // it is of several, or gone
		return path
	}
	return fmt.Sprintf("%s/%d", path, n.TokenID)
}
