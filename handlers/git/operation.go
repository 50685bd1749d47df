package git

import (
	"net/url"
	"slices"
	"strings"

	"patrol"
)

// An operation is what a git client wants, all of it, from one reading of the
// request: nothing later asks the request again what it is about.
type operation struct {
	owner, repo string
	service     patrol.GitService
	advertise   bool // what there is, rather than getting or giving it
}

var (
	toRead  = []patrol.Scope{patrol.RepoScope}
	toWrite = []patrol.Scope{patrol.PublicRepoScope, patrol.RepoScope}

	contentsRead  = patrol.Permissions{"contents": patrol.Read}
	contentsWrite = patrol.Permissions{"contents": patrol.Write}
)

// errNotFound says nothing of why.
var errNotFound = &patrol.Error{Kind: patrol.NotFound, Message: "Repository not found."}

// parse reads what a request is about. Only the first request of an exchange
// names its service in the query; the others do in the path, and their query
// says nothing.
func parse(path string, query url.Values) (operation, error) {
	parts := strings.Split(path, "/")
	if len(parts) < 4 || parts[0] != "" {
		return operation{}, errNotFound
	}
	o := operation{owner: parts[1], repo: strings.TrimSuffix(parts[2], ".git")}
	if patrol.CheckLogin(o.owner) != "" || patrol.CheckRepositoryName(o.repo) != "" {
		return operation{}, errNotFound
	}
	switch rest := strings.Join(parts[3:], "/"); {
	case rest != "info/refs":
		o.service = patrol.GitService(rest)
	case len(query["service"]) == 1:
		o.service, o.advertise = patrol.GitService(query["service"][0]), true
	}
	if !slices.Contains(services, o.service) {
		return operation{}, forbidden("Please use a git that speaks the smart HTTP protocol.")
	}
	return o, nil
}

var services = []patrol.GitService{patrol.UploadPack, patrol.ReceivePack}

// reads reports whether o changes nothing.
func (o operation) reads() bool { return o.service == patrol.UploadPack }

// errand is o as the law knows it.
func (o operation) errand(from patrol.Origin) patrol.Errand {
	e := patrol.Errand{
		Target: patrol.Target{Owner: o.owner, Repository: o.repo}, Reads: o.reads(), Open: o.reads(),
		Needs: []patrol.Permissions{contentsRead}, Scopes: toRead, Takes: patrol.Read,
		Operation: string(o.service) + " " + o.owner + "/" + o.repo, From: from,
	}
	if !o.reads() {
		e.Needs, e.Scopes, e.Takes = []patrol.Permissions{contentsWrite}, toWrite, patrol.Write
	}
	return e
}

// answerType is the content type of an answer to o.
func (o operation) answerType() string {
	if o.advertise {
		return "application/x-" + string(o.service) + "-advertisement"
	}
	return "application/x-" + string(o.service) + "-result"
}

// requestType is the content type that a request for o must have.
func (o operation) requestType() string { return "application/x-" + string(o.service) + "-request" }
