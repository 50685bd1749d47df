package main

import (
	"time"

	"patrol"
)

// classicStory is that of a classic token that has grown into many scripts:
// there is something to move from it, and something that cannot be moved.
var classicStory = []act{
	{110, "dana", makesClassic("all-my-scripts", patrol.Forever, "repo", "notifications", "read:org")},
	{80, "dana", uses("all-my-scripts", 90, 21*time.Hour, fetch("acme", "api"))},
	{80, "dana", uses("all-my-scripts", 30, 50*time.Hour, fetch("acme-labs", "notebooks"))},
	{70, "dana", uses("all-my-scripts", 60, 27*time.Hour, push("dana", "dotfiles"))},
	{60, "dana", uses("all-my-scripts", 120, 12*time.Hour, readsNews)},
	{50, "max", makesClassic("ci-on-my-desk", 366, "repo")},
	{49, "max", uses("ci-on-my-desk", 200, 5*time.Hour, fetch("acme", "api"))},
}

// makesClassic makes a classic token.
func makesClassic(note string, days int, scopes ...patrol.Scope) deed {
	return func(s *stage, v *patrol.Viewer) (err error) {
		s.tokens[note], err = s.authority.CreateClassicToken(s.ctx, v,
			patrol.ClassicSpec{Note: note, Days: days, Scopes: scopes})
		return err
	}
}

// push is what git asks for when it pushes to a repository.
func push(owner, name string) patrol.Errand {
	e := fetch(owner, name)
	e.Reads, e.Open, e.Takes = false, false, patrol.Write
	e.Needs, e.Operation = []patrol.Permissions{{"contents": patrol.Write}}, "git-receive-pack "+owner+"/"+name
	return e
}

// readsNews is a request that no fine-grained token can make.
var readsNews = patrol.Errand{Self: true, Reads: true, Closed: true, Operation: "GET /notifications",
	Scopes: []patrol.Scope{"notifications"}, From: patrol.Origin{Address: "198.51.100.24", Agent: "curl/8.16.0"}}
