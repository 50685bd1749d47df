package views

import (
	"strings"
	"time"

	"patrol"
)

// A ClassicForm is the form of a classic token that is to be made or changed.
type ClassicForm struct {
	Frame
	Token *patrol.Token // to be changed; nil for a new one
	Spec  patrol.ClassicSpec
	Expiry
	Problems []patrol.FieldError // what to fix
	Now      time.Time
}

// action is where the form is sent to.
func (p ClassicForm) action() string {
	if p.Token == nil {
		return classicPath
	}
	return tokenPath(p.Token, "/edit")
}

// back is where one goes who does not send it.
func (p ClassicForm) back() string {
	if p.Token == nil {
		return classicPath
	}
	return tokenPath(p.Token, "")
}

// A ClassicDetail is all there is to know of a classic token.
type ClassicDetail struct {
	Frame
	*patrol.ClassicDossier
	TooLate string // why what was asked was not done; may be empty
	Later   bool   // the events are not the newest
	Now     time.Time
}

// scopesUnder are the lines of the tree below a scope.
func scopesUnder(parent patrol.Scope) (lines []patrol.ScopeLine) {
	for _, l := range patrol.ScopeTree() {
		if l.Under == parent {
			lines = append(lines, l)
		}
	}
	return lines
}

// scopesHeld are the lines of scopes, in the order of the tree.
func scopesHeld(held patrol.Scopes) (lines []patrol.ScopeLine) {
	for _, l := range patrol.ScopeTree() {
		for _, s := range held {
			if l.Scope == s {
				lines = append(lines, l)
			}
		}
	}
	return lines
}

// broughtBy are the scopes that come with one.
func broughtBy(scope patrol.Scope) string {
	var names []string
	for _, l := range patrol.ScopeTree() {
		if l.Scope != scope && (patrol.Scopes{scope}).Include(l.Scope) {
			names = append(names, string(l.Scope))
		}
	}
	return list(names)
}

// implied are the scopes that bring that of l, as a script reads them.
func implied(l patrol.ScopeLine) string {
	return strings.TrimSpace(string(l.Under) + " " + string(l.Also))
}

// scopeWords are scopes in a row of a list.
func scopeWords(s patrol.Scopes) string {
	if len(s) == 0 {
		return "no scopes: public resources only"
	}
	return s.String()
}

// visitsAt are those of visits that were to one owner's resources, and that not
// everybody could have made.
func visitsAt(all []*patrol.Visit, ownerID int64) (there []*patrol.Visit) {
	for _, v := range all {
		if v.OwnerID == ownerID && !v.Open {
			there = append(there, v)
		}
	}
	return there
}

// operationWords say what an operation is, and where if it says so.
func operationWords(operation string) string {
	service, repository, _ := strings.Cut(operation, " ")
	if words := gitWords[service]; words != "" {
		return strings.TrimSpace(words + " " + repository)
	}
	return operation
}

// gitWords are what git clients do, in words.
var gitWords = map[string]string{"git-upload-pack": "git clone, fetch, pull", "git-receive-pack": "git push"}

// madeFor says whose resources a token was made for, if it was for one owner's.
func madeFor(t *patrol.Token) string {
	if t.Kind == patrol.Classic {
		return ""
	}
	return ", made for " + t.Owner
}

// lead says whose the token is and when it ends.
func (p CreatedToken) lead() string {
	t := p.Issued.Token
	ends := expires(t.ExpiresAt, t.IssuedAt)
	if t.Kind == patrol.Classic {
		return t.Name + " · " + ends
	}
	return t.Name + " · " + t.Owner + " · " + ends
}
