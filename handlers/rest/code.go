package rest

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
)

// codeEndpoints are those about what git keeps.
func (h *API) codeEndpoints() map[string]endpoint {
	all := map[string]endpoint{
		"GET /repos/{owner}/{repo}/branches":                 h.listBranches,
		"GET /repos/{owner}/{repo}/branches/{branch}":        h.getBranch,
		"GET /repos/{owner}/{repo}/commits":                  h.listCommits,
		"GET /repos/{owner}/{repo}/commits/{ref}":            h.getCommit,
		"GET /repos/{owner}/{repo}/compare/{basehead}":       h.compareCommits,
		"GET /repos/{owner}/{repo}/contents/{path}":          h.getContents,
		"PUT /repos/{owner}/{repo}/contents/{path}":          h.putContents,
		"DELETE /repos/{owner}/{repo}/contents/{path}":       h.deleteContents,
		"POST /repos/{owner}/{repo}/git/blobs":               h.createBlob,
		"GET /repos/{owner}/{repo}/git/blobs/{file_sha}":     h.getBlob,
		"POST /repos/{owner}/{repo}/git/commits":             h.createCommit,
		"GET /repos/{owner}/{repo}/git/commits/{commit_sha}": h.getGitCommit,
		"GET /repos/{owner}/{repo}/git/matching-refs/{ref}":  h.listMatchingRefs,
		"GET /repos/{owner}/{repo}/git/ref/{ref}":            h.getRef,
		"POST /repos/{owner}/{repo}/git/refs":                h.createRef,
		"PATCH /repos/{owner}/{repo}/git/refs/{ref}":         h.updateRef,
		"DELETE /repos/{owner}/{repo}/git/refs/{ref}":        h.deleteRef,
		"POST /repos/{owner}/{repo}/git/tags":                h.createTag,
		"GET /repos/{owner}/{repo}/git/tags/{tag_sha}":       h.getTag,
		"POST /repos/{owner}/{repo}/git/trees":               h.createTree,
		"GET /repos/{owner}/{repo}/git/trees/{tree_sha}":     h.getTree,
		"GET /repos/{owner}/{repo}/readme":                   h.getReadme,
		"GET /repos/{owner}/{repo}/readme/{dir}":             h.getReadmeIn,
		"GET /repos/{owner}/{repo}/tags":                     h.listTags,
		"GET /repos/{owner}/{repo}/tarball/{ref}":            h.getTarball,
		"GET /repos/{owner}/{repo}/zipball/{ref}":            h.getZipball,
	}
	for route, serve := range all {
		all[route] = h.inTime(serve)
	}
	return all
}

// inTime is serve, ended where it takes longer than git may.
func (h *API) inTime(serve endpoint) endpoint {
	if h.Time == 0 {
		return serve
	}
	return func(c *call) error {
		came := c.Request()
		ctx, cancel := context.WithTimeout(came.Context(), h.Time)
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
