package patrol

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// mostAssignees is how many people an issue may be given to.
//
// GitHub: "Add assignees to an issue".
const mostAssignees = 10

// Assign gives an issue to some people besides, and to others no more, where v
// may write.
func (a *Authority) Assign(ctx context.Context, v *Viewer, repositoryID, number int64, add, remove []string) (
	i *Issue, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		var place *Place
		if i, place, err = issueFor(tx, v, repositoryID, number); err != nil {
			return err
		}
		if place.Role < Write {
			return mustHave(Write)
		}
		var logins []string
		for _, user := range i.Assignees {
			logins = append(logins, user.Login)
		}
		for _, login := range add {
			logins = append(without(logins, login), login)
		}
		for _, login := range remove {
			logins = without(logins, login)
		}
		i, err = IssueChange{Assignees: &logins}.complete(tx, i, place.Repository)
		return err
	})
	return i, err
}

// assign gives i, which is at a repository, to the people with such logins; nil
// leaves those that it has. Who is new to it must have a role there.
//
// GitHub: "Assigning issues and pull requests to other GitHub users".
func assign(tx Tx, i *Issue, at *Repository, logins *[]string) error {
	if logins == nil {
		return nil
	}
	var p problems
	p.require(len(*logins) <= mostAssignees, "assignees", InvalidField,
		fmt.Sprintf("an issue is assigned to %d people at most", mostAssignees))
	if err := p.err(); err != nil {
		return err
	}
	var users []*Account
	for _, login := range *logins {
		user := i.assignee(login)
		if user == nil {
			c, err := collaboratorNamed(tx, at, login)
			if err != nil && !NotFound.Is(err) {
				return err
			}
			p.require(c.Invited, "assignees", InvalidField, login+" has no role here that issues could be assigned to")
			user = c.User
		}
		users = append(users, user)
	}
	if err := p.err(); err != nil {
		return err
	}
	return tx.SetAssignees(i, users)
}

// assignee is the one of i's with a login, nil if there is none.
func (i *Issue) assignee(login string) *Account {
	n := slices.IndexFunc(i.Assignees, func(user *Account) bool { return strings.EqualFold(user.Login, login) })
	if n < 0 {
		return nil
	}
	return i.Assignees[n]
}

// mention finds who is mentioned, which no e-mail address does.
var mention = regexp.MustCompile(`(?:^|[^0-9A-Za-z_@/])@([0-9A-Za-z][0-9A-Za-z-]{0,38})`)

// mostMentioned is how many people a text mentions, as far as anybody notes.
const mostMentioned = 50

// mentioned are the logins that a text mentions, each once, in lower case.
func mentioned(text string) (logins []string) {
	for _, found := range mention.FindAllStringSubmatch(text, mostMentioned) {
		logins = append(logins, strings.ToLower(found[1]))
	}
	slices.Sort(logins)
	return slices.Compact(logins)
}

// lockReasons are why an issue may be locked; none need be given.
//
// GitHub: "Lock an issue", lock_reason.
var lockReasons = []string{"", "off-topic", "too heated", "resolved", "spam"}

// LockIssue leaves it to those who may write to say something of an issue, of
// whom v is one.
func (a *Authority) LockIssue(ctx context.Context, v *Viewer, repositoryID, number int64, reason string) error {
	var p problems
	p.require(slices.Contains(lockReasons, reason), "lock_reason", InvalidField,
		"lock_reason is none of off-topic, too heated, resolved and spam")
	if err := p.err(); err != nil {
		return err
	}
	return a.setLock(ctx, v, &Issue{RepositoryID: repositoryID, Number: number, Locked: true, LockReason: reason})
}

// UnlockIssue lets all who may read an issue talk about it again, where v may write.
func (a *Authority) UnlockIssue(ctx context.Context, v *Viewer, repositoryID, number int64) error {
	return a.setLock(ctx, v, &Issue{RepositoryID: repositoryID, Number: number})
}

// setLock has an issue be locked as another is.
func (a *Authority) setLock(ctx context.Context, v *Viewer, as *Issue) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		i, place, err := issueFor(tx, v, as.RepositoryID, as.Number)
		if err != nil {
			return err
		}
		if place.Role < Write {
			return mustHave(Write)
		}
		i.Locked, i.LockReason = as.Locked, as.LockReason
		return tx.UpdateIssue(i)
	})
}
