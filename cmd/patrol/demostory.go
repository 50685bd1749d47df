package main

import (
	"maps"
	"time"

	"patrol"
)

// An act is what someone did some days ago.
type act struct {
	days int
	who  string
	do   deed
}

// A deed is something that someone who has signed in does.
type deed func(*stage, *patrol.Viewer) error

// A tokenCard is a token as someone in the story makes it.
type tokenCard struct {
	name, description, owner string
	days                     int
	permissions              patrol.Permissions
	repositories             string // a name, "all", or empty for public ones
	reason                   string
}

// The story: tokens of every state, requests and what became of them.
var story = []act{
	{200, "dana", makes(tokenCard{"vault-audit", "Who holds which key, every morning", "acme-vault", 366,
		patrol.Permissions{"contents": patrol.Read}, "keys", ""})},
	{199, "dana", uses("vault-audit", 40, 24*time.Hour, fetch("acme-vault", "keys"))},
	{150, "victor", changes(laterFile)},
	{140, "erin", decides(patrol.LifetimeBlock, patrol.Policy{MaxDays: 180, ExemptAdmins: true},
		"Half a year is long enough to forget what a token is for.")},
	{120, "dana", makes(tokenCard{"old-laptop", "", "dana", 30,
		patrol.Permissions{"contents": patrol.Write}, "dotfiles", ""})},
	{119, "dana", uses("old-laptop", 12, 40*time.Hour, fetch("dana", "dotfiles"))},
	{85, "dana", makes(tokenCard{"site-deploy", "Publishes the website from our build machine", "acme", 90,
		patrol.Permissions{"contents": patrol.Write, "deployments": patrol.Write}, "site",
		"The build machine publishes what is on main."})},
	{84, "olivia", approves("site-deploy", "acme", "")},
	{83, "dana", uses("site-deploy", 60, 33*time.Hour, fetch("acme", "site"))},
	{60, "nina", makes(tokenCard{"labs-release", "Cuts releases of everything in the labs", "acme-labs", 180,
		patrol.Permissions{"contents": patrol.Write, "actions": patrol.Read}, "all", ""})},
	{58, "nina", uses("labs-release", 20, 60*time.Hour, fetch("acme-labs", "rocket"))},
	{45, "olivia", makes(tokenCard{"members-report", "Who is in acme, for the auditors", "acme", 60,
		patrol.Permissions{"members": patrol.Read}, "all", ""})},
	{41, "max", makes(tokenCard{"nightly-tests", "", "acme", 60,
		patrol.Permissions{"contents": patrol.Read, "actions": patrol.Read}, "all",
		"Tests of every repository, at night."})},
	{40, "olivia", approves("nightly-tests", "acme", "Welcome, night owl.")},
	{39, "max", uses("nightly-tests", 38, 24*time.Hour, fetch("acme", "api"))},
	{38, "dana", makes(tokenCard{"labs-notebooks", "Writes down what was measured", "acme-labs", 90,
		patrol.Permissions{"contents": patrol.Write}, "notebooks", ""})},
	{37, "dana", uses("labs-notebooks", 140, 6*time.Hour, fetch("acme-labs", "notebooks"))},
	{30, "paul", makes(tokenCard{"kitchen-tablet", "", "paul", 60,
		patrol.Permissions{"contents": patrol.Read}, "recipes", ""})},
	{28, "sam", makes(tokenCard{"public-reader",
		"Reads what everybody may read, under my name", "sam", 30, nil, "", ""})},
	{25, "dana", makes(tokenCard{"dotfiles-sync", "Keeps my machines alike", "dana", patrol.Forever,
		patrol.Permissions{"contents": patrol.Write}, "dotfiles", ""})},
	{24, "dana", uses("dotfiles-sync", 16, 30*time.Hour, fetch("dana", "dotfiles"))},
	{20, "max", makes(tokenCard{"experiment", "", "acme", 7,
		patrol.Permissions{"contents": patrol.Write, "workflows": patrol.Write}, "api",
		"To see whether this works."})},
	{20, "max", takesBack("experiment")},
	{12, "dana", makes(tokenCard{"release-bot", "Cuts releases of everything", "acme", 90,
		patrol.Permissions{"administration": patrol.Write, "contents": patrol.Write}, "all",
		"Releases take me an hour each."})},
	{11, "olivia", denies("release-bot", "acme",
		"Not for all repositories, please, and not with administration.")},
	{6, "erin", announces(patrol.LifetimeBlock, patrol.Policy{MaxDays: 60, ExemptAdmins: true}, 27,
		"The auditors ask for two months at most.")},
	{5, "dana", regenerates("dotfiles-sync", patrol.Forever)},
	{3, "max", widens("nightly-tests", patrol.Permissions{"issues": patrol.Write},
		"The tests should report what they found.")},
	{2, "dana", makes(tokenCard{"handbook-search", "Makes the handbook searchable", "acme", 90,
		patrol.Permissions{"contents": patrol.Read}, "handbook",
		"People cannot find what is in the handbook."})},
	{1, "max", makes(tokenCard{"build-cache", "", "acme", 30,
		patrol.Permissions{"contents": patrol.Read, "actions_variables": patrol.Write}, "api",
		"Builds take twelve minutes without."})},
}

// makes makes a token.
func makes(card tokenCard) deed {
	return func(s *stage, v *patrol.Viewer) error {
		spec := patrol.TokenSpec{Name: card.name, Description: card.description, Owner: card.owner, Days: card.days,
			Reason: card.reason, Reach: patrol.Reach{Selection: patrol.PublicOnly, Permissions: card.permissions}}
		switch card.repositories {
		case "":
		case "all":
			spec.Reach.Selection = patrol.All
		default:
			found, err := s.authority.FindRepositories(s.ctx, v, card.owner, card.repositories, 1)
			if err != nil {
				return err
			}
			spec.Reach.Selection = patrol.Selected
			for _, r := range found {
				spec.Reach.Repositories = append(spec.Reach.Repositories, r.ID)
			}
		}
		issued, err := s.authority.CreateToken(s.ctx, v, spec)
		s.tokens[card.name] = issued
		return err
	}
}

// uses presents a token, so many times, so far apart.
func uses(name string, times int, every time.Duration, errand patrol.Errand) deed {
	return func(s *stage, _ *patrol.Viewer) error {
		began := s.now
		for range times {
			c := patrol.Credential{Secret: s.tokens[name].Secret, Given: true}
			pass, err := s.authority.Authorize(s.ctx, c, errand)
			if err == nil {
				err = pass.Err()
			}
			if err != nil {
				return err
			}
			if s.now = s.now.Add(every); s.now.After(s.opened) {
				break
			}
		}
		s.now = began
		return nil
	}
}

// fetch is what git asks for when it fetches from a repository.
func fetch(owner, name string) patrol.Errand {
	return patrol.Errand{Target: patrol.Target{Owner: owner, Repository: name}, Reads: true, Open: true,
		Needs: []patrol.Permissions{{"contents": patrol.Read}}, Scopes: []patrol.Scope{patrol.RepoScope}, Takes: patrol.Read,
		Operation: "git-upload-pack " + owner + "/" + name,
		From:      patrol.Origin{Address: "198.51.100.23", Agent: "git/2.51.0"}}
}

// approves approves what a token asks an organization for.
func approves(name, org, reason string) deed {
	return func(s *stage, v *patrol.Viewer) error {
		return s.authority.Approve(s.ctx, v, org, s.tokens[name].Request.ID, reason)
	}
}

// denies denies what a token asks an organization for.
func denies(name, org, reason string) deed {
	return func(s *stage, v *patrol.Viewer) error {
		return s.authority.Deny(s.ctx, v, org, s.tokens[name].Request.ID, reason)
	}
}

// takesBack cancels the request of a token.
func takesBack(name string) deed {
	return func(s *stage, v *patrol.Viewer) error {
		return s.authority.CancelRequest(s.ctx, v, s.tokens[name].Token.ID)
	}
}

// regenerates gives a token a new secret.
func regenerates(name string, days int) deed {
	return func(s *stage, v *patrol.Viewer) (err error) {
		t := s.tokens[name].Token
		s.tokens[name], err = s.authority.RegenerateToken(s.ctx, v, t.ID, t.SecretID, days)
		return err
	}
}

// widens asks for more permissions for a token.
func widens(name string, more patrol.Permissions, reason string) deed {
	return func(s *stage, v *patrol.Viewer) error {
		t := s.tokens[name].Token
		spec := patrol.TokenSpec{Name: t.Name, Description: t.Description, Owner: t.Owner, Reason: reason,
			Reach: t.Wants}
		spec.Reach.Permissions = maps.Clone(t.Wants.Permissions)
		maps.Copy(spec.Reach.Permissions, more)
		_, _, err := s.authority.EditToken(s.ctx, v, t.ID, spec)
		return err
	}
}

// changes imports a file, as whoever runs the authority does.
func changes(text string) deed {
	return func(s *stage, _ *patrol.Viewer) error {
		m, err := parseManifest("later.yaml", "", text)
		if err != nil {
			return err
		}
		return s.takeIn(m)
	}
}
