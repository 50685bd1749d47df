package patrol

import (
	"strings"
	"testing"
)

func TestOperationsAreWhole(t *testing.T) {
	var needing, free, closed, inferred int
	routes, ids := map[string]bool{}, map[string]bool{}
	for _, o := range Operations() {
		switch {
		case !o.Callable:
			closed++
		case len(o.Needs) == 0:
			free++
		default:
			needing++
		}
		if !o.Stated {
			inferred++
		}
		if !o.Callable && len(o.Needs) > 0 {
			t.Errorf("%s can never be called, yet needs %v", o.Route(), o.Needs)
		}
		if tag, action, _ := strings.Cut(o.ID, "/"); tag != o.Tag() || tag == "" || action == "" {
			t.Errorf("%s is called %q, with tag %q", o.Route(), o.ID, o.Tag())
		}
		routes[o.Route()], ids[o.ID] = true, true
	}
	if needing != 955 || free != 81 || closed != 184 || inferred != 31 {
		t.Errorf("%d operations need something, %d nothing, %d are closed; %d are inferred",
			needing, free, closed, inferred)
	}
	if len(routes) != 1220 || len(ids) != 1220 {
		t.Errorf("%d routes and %d names of 1220 operations", len(routes), len(ids))
	}
}

// Whatever an operation needs, somebody can choose.
func TestEveryNeedCanBeMet(t *testing.T) {
	for _, o := range Operations() {
		for _, set := range o.Needs {
			for key, level := range set {
				p, known := PermissionByKey(key)
				if !known || level == None || p.Levels[len(p.Levels)-1] < level {
					t.Errorf("%s needs %s=%s; the catalogue has %v", o.Route(), key, level, p.Levels)
				}
			}
		}
	}
}

func TestAcceptedSaysWhatAnOperationNeeds(t *testing.T) {
	tests := []struct {
		route, want string
		writes      bool
	}{
		{"GET /user", "", false},
		{"GET /repos/{owner}/{repo}/contents/{path}", "contents=read", false},
		{"PUT /repos/{owner}/{repo}/contents/{path}", "contents=write; contents=write,workflows=write", true},
		{"GET /repos/{owner}/{repo}/labels", "issues=read; pull_requests=read", false},
		{"PUT /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}",
			"administration=write,members=read,metadata=read", true},
	}
	for _, tt := range tests {
		o, found := OperationByRoute(tt.route)
		if !found || !o.Callable || o.Accepted() != tt.want || o.Writes() != tt.writes || o.Route() != tt.route {
			t.Errorf("%s (found: %v) accepts %q, want %q; writes: %v",
				tt.route, found, o.Accepted(), tt.want, o.Writes())
		}
	}
	if o, found := OperationByRoute("GET /nowhere"); found {
		t.Errorf("nowhere is %+v", o)
	}
}

func TestByTagLosesNothing(t *testing.T) {
	count, last := 0, ""
	for _, group := range ByTag(Operations()) {
		if group.Tag <= last {
			t.Errorf("%s comes after %s", group.Tag, last)
		}
		for _, o := range group.Operations {
			if o.Tag() != group.Tag {
				t.Errorf("%s is among %s", o.ID, group.Tag)
			}
		}
		count, last = count+len(group.Operations), group.Tag
	}
	if count != 1220 {
		t.Errorf("%d operations in groups", count)
	}
}
