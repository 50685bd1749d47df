package main

import "patrol"

// A manifest is what an import asks for, in the order in which it was asked.
type manifest struct {
	enterprises   []*accountWish
	people        []*accountWish
	organizations []*accountWish
	departures    []*departureWish
	repositories  []*repositoryWish
}

// steps are how many wishes there are in m.
func (m *manifest) steps() int {
	n := len(m.enterprises) + len(m.people) + len(m.organizations) + len(m.departures) + len(m.repositories)
	for _, w := range m.enterprises {
		n += 1 + len(w.members)
	}
	for _, w := range m.organizations {
		n += 1 + len(w.members)
	}
	return n
}

// A said is a value that a file states, and where. The zero said states
// nothing: what is there stays as it is.
type said[T any] struct {
	value T
	at    string // such as "people.yaml:12"
}

// over is what s states, or old if it states nothing.
func (s said[T]) over(old T) T {
	if s.at == "" {
		return old
	}
	return s.value
}

// An accountWish is what a file says of a user, an organization or an enterprise.
type accountWish struct {
	kind        patrol.AccountKind
	login       said[string]
	name, email said[string]
	enterprise  said[string]
	base        said[patrol.Level]
	policy      policyWish // on fine-grained tokens
	classic     policyWish // on classic tokens
	members     []memberWish
}

// A policyWish is what a file says of a policy.
type policyWish struct {
	access, approval said[patrol.Ruling]
	maxDays          said[int]
	exemptAdmins     said[bool]
}

// over is what w states, and of the rest what old says.
func (w policyWish) over(old patrol.Policy) patrol.Policy {
	return patrol.Policy{
		Access:       w.access.over(old.Access),
		Approval:     w.approval.over(old.Approval),
		MaxDays:      w.maxDays.over(old.MaxDays),
		ExemptAdmins: w.exemptAdmins.over(old.ExemptAdmins),
	}
}

// A memberWish is what a user is to be to an organization or enterprise.
type memberWish struct {
	login said[string]
	role  patrol.MemberRole // empty for none
}

// A repositoryWish is what a file, or the disk, says of a repository.
type repositoryWish struct {
	owner, name   said[string]
	description   said[string]
	visibility    said[patrol.Visibility]
	defaultBranch said[string]
	archived      said[bool]
	path          said[string]
	collaborators []collaboratorWish
	found         bool // on disk
}

// fullName is the repository's name as people write it.
func (w *repositoryWish) fullName() string { return w.owner.value + "/" + w.name.value }

// A departureWish is that a repository goes away from its owner.
type departureWish struct {
	owner, name string
	at          string
	to          said[string] // who is its owner then; unstated takes it out of Patrol
}

// fullName is the repository's name as people write it.
func (w *departureWish) fullName() string { return w.owner + "/" + w.name }

// A collaboratorWish is what a user may do with a repository by themselves.
type collaboratorWish struct {
	login said[string]
	level patrol.Level
}
