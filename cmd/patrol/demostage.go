package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"patrol"
)

// demoPassword is everybody's in the demo.
const demoPassword = "patrol-demo"

// A stage is where the demo's story is played: an authority whose clock we
// turn, so that what people did in the past months is done as they would do it.
type stage struct {
	ctx       context.Context
	authority *patrol.Authority
	opened    time.Time // when the play began: today
	now       time.Time // in the play
	viewers   map[string]*patrol.Viewer
	tokens    map[string]*patrol.Issued // by name
}

// newStage is a stage over an empty store.
func newStage(ctx context.Context, store patrol.Store) *stage {
	s := &stage{ctx: ctx, opened: time.Now(),
		viewers: map[string]*patrol.Viewer{}, tokens: map[string]*patrol.Issued{}}
	s.authority = newAuthority(store, "http://"+usualAddress, limits{})
	s.authority.Now = func() time.Time { return s.now }
	return s
}

// The demo began so many days ago, and its story.
const (
	daysOfDemo  = 400
	daysOfStory = 201
)

// play plays the story.
func (s *stage) play() error {
	for _, act := range inTurn(story, classicStory) {
		s.turnTo(act.days)
		viewer, err := s.viewer(act.who)
		if err == nil {
			err = act.do(s, viewer)
		}
		if err != nil {
			return fmt.Errorf("%d days ago, %s: %w", act.days, act.who, err)
		}
	}
	return nil
}

// inTurn are the acts of stories, in the order in which they happened.
func inTurn(stories ...[]act) []act {
	acts := slices.Concat(stories...)
	slices.SortStableFunc(acts, func(a, b act) int { return b.days - a.days })
	return acts
}

// turnTo turns the clock to some days ago; within a day it goes on by itself.
func (s *stage) turnTo(days int) {
	s.now = s.now.Add(7 * time.Minute)
	if at := s.opened.AddDate(0, 0, -days).Add(-time.Hour); at.After(s.now) {
		s.now = at
	}
}

// begin takes in m and the repositories in dir, as an import does, and lets
// each of the people set their password.
func (s *stage) begin(m *manifest, dir string) error {
	s.now = s.opened.AddDate(0, 0, -daysOfDemo)
	if err := m.addFound(filepath.Join(dir, "repositories")); err != nil {
		return err
	}
	if err := s.takeIn(m); err != nil {
		return err
	}
	for _, w := range m.people {
		if err := s.join(w.login.value); err != nil {
			return err
		}
	}
	return nil
}

// takeIn imports m.
func (s *stage) takeIn(m *manifest) error {
	_, err := new(importer).carryOut(s.ctx, s.authority, m, nil)
	return err
}

// join has someone set their password by the link that they were sent.
func (s *stage) join(login string) error {
	link, err := s.authority.PasswordLink(s.ctx, login)
	if err != nil {
		return err
	}
	key := patrol.ParseKey(link[strings.LastIndex(link, "/")+1:])
	s.viewers[login], _, err = s.authority.SetPassword(s.ctx, key, demoPassword, demoPassword, origin(login))
	return err
}

// viewer is someone who has signed in, and not too long ago.
func (s *stage) viewer(login string) (*patrol.Viewer, error) {
	if v := s.viewers[login]; v != nil && v.Confirmed(s.now) {
		return v, nil
	}
	v, _, err := s.authority.SignIn(s.ctx, login, demoPassword, origin(login))
	s.viewers[login] = v
	return v, err
}

// origin is where someone in the demo comes from: an address for examples.
func origin(login string) patrol.Origin {
	return patrol.Origin{
		Address: fmt.Sprintf("203.0.113.%d", 10+int(login[0])%100),
		Agent:   "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
	}
}
