package main

import (
	"strings"

	"patrol"
)

// The words that there are.
var (
	levels = []option[patrol.Level]{
		{"none", patrol.None}, {"read", patrol.Read}, {"write", patrol.Write}, {"admin", patrol.Admin},
	}
	visibilities = []option[patrol.Visibility]{
		{"private", patrol.Private}, {"internal", patrol.Internal}, {"public", patrol.Public},
	}
	organizationRoles = []option[patrol.MemberRole]{
		{"owner", patrol.Owner}, {"member", patrol.Member}, {"none", ""},
	}
	enterpriseRoles = []option[patrol.MemberRole]{
		{"owner", patrol.Owner}, {"none", ""},
	}
	accesses = []option[patrol.Ruling]{
		{"allow", patrol.Yes}, {"restrict", patrol.No}, {"default", patrol.Unsaid},
	}
	approvals = []option[patrol.Ruling]{
		{"require", patrol.Yes}, {"waive", patrol.No}, {"default", patrol.Unsaid},
	}
	booleans = []option[bool]{
		{"true", true}, {"false", false},
	}
)

// Limits of texts, in characters.
const (
	maxName        = 100
	maxDescription = 1024
)

// checkOptionalLogin is CheckLogin for what may be empty.
func checkOptionalLogin(login string) string {
	if login == "" {
		return ""
	}
	return patrol.CheckLogin(login)
}

// checkFullName says what is wrong with the full name of a repository, or "".
func checkFullName(s string) string {
	owner, name, found := strings.Cut(s, "/")
	if !found {
		return "A repository is called OWNER/NAME"
	}
	if why := patrol.CheckLogin(owner); why != "" {
		return why
	}
	return patrol.CheckRepositoryName(name)
}

// checkBranch says what is wrong with the name of a branch, or "". Git itself
// looks closer.
func checkBranch(s string) string {
	if s == "" || strings.HasPrefix(s, "-") || strings.Contains(s, "..") || strings.ContainsAny(s, " ~^:?*[\\") {
		return "This cannot be the name of a branch"
	}
	return ""
}
