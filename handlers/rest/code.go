package rest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"patrol"
)

// codeEndpoints are those about what git keeps.
func (h *API) codeEndpoints() map[string]endpoint {
	const at, git = "/repos/{owner}/{repo}", "/repos/{owner}/{repo}/git"
	all := map[string]endpoint{
		"GET " + at + "/branches":              withQuery(h.listBranches).shows("[]short-branch"),
		"GET " + at + "/branches/{branch}":     plain(h.getBranch).shows("branch"),
		"GET " + at + "/commits":               withQuery(h.listCommits).shows("[]commit"),
		"GET " + at + "/commits/{ref}":         withQuery(h.getCommit).shows("commit-with-files", asSHA, asDiff, asPatch),
		"GET " + at + "/compare/{basehead}":    withQuery(h.compareCommits).shows("comparison", asDiff, asPatch),
		"GET " + at + "/contents/{path}":       withQuery(h.getContents).shows("contents []entry", asRaw),
		"PUT " + at + "/contents/{path}":       withBody(h.putContents).shows("file-change").makes("file-change"),
		"DELETE " + at + "/contents/{path}":    withBody(h.deleteContents).shows("file-change"),
		"POST " + git + "/blobs":               withBody(h.createBlob).makes("short-blob"),
		"GET " + git + "/blobs/{file_sha}":     plain(h.getBlob).shows("blob", asRaw),
		"POST " + git + "/commits":             withBody(h.createCommit).makes("git-commit"),
		"GET " + git + "/commits/{commit_sha}": plain(h.getGitCommit).shows("git-commit"),
		"GET " + git + "/matching-refs/{ref}":  plain(h.listMatchingRefs).shows("[]reference"),
		"GET " + git + "/ref/{ref}":            plain(h.getRef).shows("reference"),
		"POST " + git + "/refs":                withBody(h.createRef).makes("reference"),
		"PATCH " + git + "/refs/{ref}":         withBody(h.updateRef).shows("reference"),
		"DELETE " + git + "/refs/{ref}":        plain(h.deleteRef).does(),
		"POST " + git + "/tags":                withBody(h.createTag).makes("annotated-tag"),
		"GET " + git + "/tags/{tag_sha}":       plain(h.getTag).shows("annotated-tag"),
		"POST " + git + "/trees":               withBody(h.createTree).makes("tree"),
		"GET " + git + "/trees/{tree_sha}":     withQuery(h.getTree).shows("tree"),
		"GET " + at + "/readme":                withQuery(h.getReadme).shows("contents", asRaw),
		"GET " + at + "/readme/{dir}":          withQuery(h.getReadmeIn).shows("contents", asRaw),
		"GET " + at + "/tags":                  withQuery(h.listTags).shows("[]tag"),
	}
	archives := map[string]endpoint{
		"GET " + at + "/tarball/{ref}": withQuery(h.getTarball).packs(patrol.Tarball),
		"GET " + at + "/zipball/{ref}": withQuery(h.getZipball).packs(patrol.Zipball),
	}
	inTime(all, h.Time)
	inTime(archives, h.ArchiveTime)
	maps.Copy(all, archives)
	return all
}

// Media types other than JSON that code can be had in.
//
// GitHub: "Media types".
const (
	asRaw   = "application/vnd.github.raw+json"
	asSHA   = "application/vnd.github.sha"
	asDiff  = "application/vnd.github.diff"
	asPatch = "application/vnd.github.patch"
)

// inTime ends endpoints where they take longer than git may; 0 is for any time.
func inTime(endpoints map[string]endpoint, most time.Duration) {
	if most == 0 {
		return
	}
	for route, e := range endpoints {
		e.serve = within(most, e.serve)
		endpoints[route] = e
	}
}

// within is serve, ended where it takes longer than most.
func within(most time.Duration, serve func(*call) error) func(*call) error {
	return func(c *call) error {
		came := c.Request()
		ctx, cancel := context.WithTimeout(came.Context(), most)
		defer cancel()
		c.SetRequest(came.WithContext(ctx))
		err := serve(c)
		switch {
		case came.Context().Err() != nil: // the client went away
			return echo.NewHTTPError(http.StatusRequestTimeout).SetInternal(err)
		case errors.Is(err, context.DeadlineExceeded):
			return echo.NewHTTPError(http.StatusGatewayTimeout).SetInternal(err)
		}
		return err
	}
}
