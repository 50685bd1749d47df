package rest

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"patrol"
)

// A shape is an object that answers have, under a name of its own, as our
// encoders write it of some specimen. So the description says what they do.
type shape struct {
	name     string
	examples [][]byte
}

// specimens are what shapes are made of: things that have everything, or that
// have as little as can be.
type specimens struct {
	*API
	full bool
}

// shapes are all there are. Those that are parts of others come first.
func (s specimens) shapes() []shape {
	return slices.Concat(s.general(), s.people(), s.tokens(), s.code(), s.history(), s.talk())
}

// like is the shape of some examples.
func like(name string, examples ...[]byte) shape { return shape{name, examples} }

// alike is the shape of an example that was just written.
func alike(name string, o object) shape { return like(name, o.end()) }

// text is v, if there is anything.
func (s specimens) text(v string) string {
	if s.full {
		return v
	}
	return ""
}

// when is a time, if there is anything.
func (s specimens) when() time.Time {
	if s.full {
		return time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	}
	return time.Time{}
}

func (s specimens) account(kind patrol.AccountKind) *patrol.Account {
	return &patrol.Account{ID: 1, Login: "dana", Name: s.text("Dana"), Kind: kind}
}

func (s specimens) place() *patrol.Place {
	at := &patrol.Place{Owner: s.account(patrol.User), Repository: &patrol.Repository{ID: 7, Owner: "dana", Name: "site",
		Description: s.text("Ours"), Visibility: patrol.Public, DefaultBranch: "main"}}
	if s.full {
		at.Owner.Kind = patrol.Organization
	}
	return at
}

func (s specimens) general() []shape {
	rates := map[bool]string{true: versions[0], false: versions[1]}
	wrong := new(patrol.Error)
	if s.full {
		wrong.Fields = []patrol.FieldError{{Field: "name", Message: "is taken"}, {Message: "name is taken"}}
	}
	return []shape{
		like("object", []byte("{}")),
		like("moved", s.movedTo(s.url("/"), http.StatusMovedPermanently)),
		like("refusal", refusal(http.StatusUnprocessableEntity, wrong, s.text(s.url(Prefix)))),
		like("meta", meta()),
		like("root", s.root()),
		like("rate-limits", rateLimits(patrol.Rate{}, rates[s.full])),
	}
}

func (s specimens) people() []shape {
	user, org := s.account(patrol.User), s.account(patrol.Organization)
	sight := sight{place: s.place(), known: s.full}
	collaborator := patrol.Collaborator{User: user, Level: patrol.Write}
	return []shape{
		alike("user", s.user(user)),
		like("public-user", s.profile(user)),
		like("private-user", s.ownProfile(user)),
		like("email", email("dana@example.com")),
		alike("organization", organization(s.Authority.URL, org)),
		like("whole-organization", s.wholeOrganization(org)),
		like("collaborator", s.collaborator(collaborator)),
		like("collaborator-permission", s.collaboratorPermission(collaborator)),
		alike("repository", s.repository(sight)),
		like("whole-repository", s.whole(sight)),
	}
}

// tokens are shapes of tokens and of what is decided about them.
func (s specimens) tokens() []shape {
	life, reach := patrol.Life{ExpiresAt: s.when()}, patrol.Reach{Permissions: patrol.Permissions{}}
	token := &patrol.Token{ID: 9, Name: "ci", Description: s.text("Builds"), Owner: "dana", OwnerKind: patrol.User, Wants: reach,
		Life: life, LastUsedAt: s.when()}
	issued := &patrol.Issued{Token: token}
	decided := patrol.Policy{MaxDays: patrol.Forever}
	if s.full {
		for _, p := range patrol.Catalog() {
			reach.Permissions[p.Key] = p.Levels[0]
		}
		token.Wants.Repositories, token.Scopes = []int64{7}, patrol.Scopes{"repo"}
		issued.Request = &patrol.Request{}
		decided = patrol.Policy{Access: patrol.Yes, Approval: patrol.Yes, MaxDays: 90}
	}
	on := func(patrol.TokenKind) patrol.Policy { return decided }
	return []shape{
		like("permissions", grouped(reach.Permissions)),
		alike("token", s.ownToken(token)),
		like("new-token", s.newToken(issued)),
		alike("token-request", s.tokenRequest(1, &patrol.Request{Reach: reach, Reason: s.text("To build"), ExpiresAt: s.when(),
			LastUsedAt: s.when()})),
		alike("token-grant", s.tokenGrant(1, &patrol.ActiveToken{Token: token, Grant: &patrol.Grant{Reach: reach}})),
		like("credential", credentialAuthorization(&patrol.Foothold{Token: token})),
		like("organization-policy", policies(on, patrol.Organization)),
		like("enterprise-policy", policies(on, patrol.Enterprise)),
	}
}

// code are shapes of what lies in repositories.
func (s specimens) code() []shape {
	at := tree{s.API, s.place(), "main"}
	file := &patrol.Content{Kind: patrol.File, Mode: "100644", Path: "hello.txt"}
	folder := &patrol.Content{Kind: patrol.Folder, Mode: "040000", Path: "docs"}
	link := &patrol.Content{Kind: patrol.Symlink, Mode: "120000", Path: "link"}
	lib := &patrol.Content{Kind: patrol.Submodule, Mode: "160000", Path: "lib"}
	entries := []*patrol.Content{file, lib}
	folder.Entries = entries
	one := entries[0]
	if s.full {
		one = entries[1]
	}
	return []shape{
		alike("entry", at.describe(one, string(patrol.File))),
		like("contents", at.whole(file, ""), at.whole(link, ""), at.whole(lib, s.text("https://example.com/lib")), at.folder(folder)),
		alike("short-blob", s.blob(at.at, "")),
		like("blob", s.wholeBlob(at.at, file)),
		like("tree", s.gitTree(at.at, &patrol.Tree{Entries: entries})),
		like("reference", s.ref(at.at, &patrol.Reference{Name: "refs/heads/main"})),
		like("tag", s.tagged(at.at, &patrol.Reference{Name: "refs/tags/v1"})),
		like("annotated-tag", s.tag(at.at, &patrol.Tag{Signed: s.text("-"), Payload: s.text("-")})),
	}
}

// history are shapes of commits.
func (s specimens) history() []shape {
	at := s.place()
	commit := &patrol.Commit{Parents: []string{""}, Signed: s.text("-"), Payload: s.text("-")}
	changes := []*patrol.FileChange{{Path: "hello.txt", Was: s.text("hi.txt"), Patch: s.text("@@")}}
	var file *patrol.Content
	if s.full {
		file = &patrol.Content{Kind: patrol.File, Path: "hello.txt"}
	}
	return []shape{
		alike("commit", s.commit(at, commit)),
		like("commit-with-files", s.commitWithFiles(at, commit, new(patrol.Difference), changes)),
		like("comparison", s.comparison(at, &patrol.Divergence{Base: commit, MergeBase: commit, Head: commit,
			Commits: []*patrol.Commit{commit}}, "", changes)),
		like("git-commit", s.gitCommit(at, commit)),
		like("short-branch", s.shortBranch(at, patrol.Branch{})),
		like("branch", s.branch(at, "main", commit)),
		like("file-change", tree{s.API, at, "main"}.edited(commit, file)),
	}
}

// talk are shapes of issues and what belongs to them.
func (s specimens) talk() []shape {
	at, user := s.place(), s.account(patrol.User)
	label := &patrol.Label{ID: 3, Name: "bug", Description: s.text("Broken")}
	issue := &patrol.Issue{User: user, Body: s.text("It is."), ClosedAt: s.when(), LockReason: s.text("spam"),
		Labels: []*patrol.Label{label}}
	if s.full {
		issue.Assignees = []*patrol.Account{user}
	}
	return []shape{
		like("label", s.label(at, label)),
		like("issue", s.issue(at, issue)),
		like("comment", s.comment(at, &patrol.Comment{User: user})),
	}
}

// schemas is what references to schemas with names begin with.
const schemas = "#/components/schemas/"

// schemas are those of all shapes, by name.
func (h *API) schemas() map[string]dict {
	byName, refs := map[string]dict{}, known{}
	full, bare := specimens{h, true}.shapes(), specimens{h, false}.shapes()
	for i, shape := range full {
		var examples []any
		for _, written := range slices.Concat(shape.examples, bare[i].examples) {
			var example any
			if err := json.Unmarshal(written, &example); err != nil {
				panic(err) // an encoder writes no JSON
			}
			examples = append(examples, example)
		}
		s := refs.learn(examples)
		if shape.name == "permissions" {
			s = permissionsSchema()
			refs[text(examples[0])] = schemas + shape.name
		}
		byName[shape.name], refs[text(s)] = s, schemas+shape.name
	}
	return byName
}

// permissionsSchema is that of permissions by group.
func permissionsSchema() dict {
	groups := dict{}
	for _, group := range patrol.Groups {
		levels := dict{}
		for _, p := range patrol.PermissionsOf(group) {
			var words []string
			for _, level := range p.Levels {
				words = append(words, level.String())
			}
			levels[p.Key] = dict{"type": "string", "enum": words}
		}
		groups[groupNames[group]] = dict{"type": "object", "properties": levels}
	}
	return dict{"type": "object", "properties": groups}
}
