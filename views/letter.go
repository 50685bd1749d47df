package views

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"patrol"
)

// A Letter is a mail in words. Text and LetterPage say the same in two forms.
type Letter struct {
	Subject     string // also its heading
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

// Text is l as plain text.
func (l Letter) Text() string {
	var b strings.Builder
	for _, p := range l.Parts {
		b.WriteString(p.text() + "\n")
	}
	b.WriteString("-- \n" + wrapped("", l.Why))
	if l.Unsubscribe != "" {
		b.WriteString(unsubscribeWords + ":\n" + l.Unsubscribe + "\n")
	}
	return b.String()
}

// text is p as plain text. Addresses have lines of their own, which no program
// breaks.
func (p LetterPart) text() string {
	text := wrapped("", p.Text)
	if p.Quote != "" {
		text += "\n"
		for line := range strings.Lines(p.Quote) {
			text += wrapped("> ", line)
		}
	}
	for _, item := range p.Items {
		text += "*" + wrapped("  ", item)[1:]
	}
	if p.Link.URL != "" {
		text += "\n" + p.Link.Text + ":\n" + p.Link.URL + "\n"
	}
	return text
}

// lineWidth is how many characters a line of plain text has, at most, unless a
// word is longer.
const lineWidth = 72

// wrapped is text in lines that begin with mark.
func wrapped(mark, text string) string {
	var lines []string
	line := strings.TrimRight(mark, " ")
	for i, word := range strings.Fields(text) {
		longer := line + " " + word
		switch {
		case i == 0:
			line = mark + word
		case utf8.RuneCountInString(longer) <= lineWidth:
			line = longer
		default:
			lines, line = append(lines, line), mark+word
		}
	}
	return strings.Join(append(lines, line), "\n") + "\n"
}

const unsubscribeWords = "Unsubscribe from such mail"

// NewLetter is a mail in words, with links to the authority at address. A
// digest is of backlogs.
func NewLetter(m *patrol.Mail, backlogs []patrol.Backlog, address, unsubscribe string) Letter {
	l := Letter{
		Subject:     newsSubject(m.News),
		Why:         "You get this because the token is yours. It happened on " + moment(m.At) + ".",
		Unsubscribe: unsubscribe,
	}
	if m.Kind == patrol.DailyDigest {
		return digest(l, backlogs, address)
	}
	link := Crumb{"See the token", address + NewsPath(m.News)}
	switch m.Kind {
	case patrol.RequestWaits:
		link.Text = "Review the request"
		l.Why = fmt.Sprintf("You get this because you own %s, and chose to hear of each request at once.", m.Owner)
	case patrol.LifetimeComing, patrol.RestrictionComing:
		l.Why = "You get this because tokens are yours that " + m.Owner + " will let in no longer."
	case patrol.ChangeOff:
		l.Why = "You get this because you were told that " + m.Owner + " would stop tokens of yours."
	case patrol.ExpiresInWeek, patrol.ExpiresTomorrow, patrol.TokenExpired:
		link = Crumb{"Regenerate it", link.URL + "/regenerate"}
		l.Why = "You get this because the token is yours."
	case patrol.TokenReported:
		link.Text = "See your tokens"
	}
	if ofMany(m.News) {
		link.Text = "See your tokens"
	} else {
		l.Subject += ": " + m.TokenName
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
	l.Subject = waits(total) + " for you"
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
