package rest

import (
	"fmt"
	"net/http"
	"strings"

	"patrol"
)

// versions of the API that can be asked for, the default first. All that we
// serve is the same in each.
//
// GitHub: "API Versions".
var versions = []string{"2022-11-28", "2026-03-10"}

// supported is the version that a request asks for and whether there is it.
func supported(r *http.Request) (version string, ok bool) {
	asked := r.Header["X-Github-Api-Version"]
	if len(asked) == 0 {
		return versions[0], true
	}
	for _, version := range versions {
		if asked[0] == version {
			return version, true
		}
	}
	return asked[0], false
}

// unsupported is what is said to those who ask for another version.
func unsupported(version string) error {
	return &patrol.Error{Kind: patrol.Malformed, Message: fmt.Sprintf(
		"%q is not a supported version of the REST API. Supported versions: %s.", version, strings.Join(versions, ", "))}
}
