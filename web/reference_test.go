package web_test

import (
	"testing"
)

// Whoever wants to use the API finds what there is, by words and permissions,
// and what it takes and reads.
func TestReferenceIsSearched(t *testing.T) {
	w := newTown(t, townAddress)
	b := w.browser("dana")
	for _, tt := range []struct{ query, says, not string }{
		{"", "All operations", "Not served"},
		{"?group=actions", "Not served", "No operation has"},
		{"?q=personal-access-tokens+REGENERATE", "/user/personal-access-tokens/{token_id}/regenerate", "/user/repos"},
		{"?q=issues+write", "Served by Patrol", "No operation has"},
		{"?q=pages+write", "Not served: 501", "No operation has"},
		{"?q=get-authenticated", "GET /user ", "POST"},
		{"?q=surely+not", "Use fewer words, or see all groups", "curl"},
		{"?q=surely&group=repos", "Use fewer words, or see all groups", "curl"},
	} {
		b.Open("/settings/rest-api" + tt.query)
		if !b.Says(tt.says) || b.Says(tt.not) {
			t.Errorf("%q: no %q, or %q", tt.query, tt.says, tt.not)
		}
	}
	b.Open("/settings/rest-api?q=tokens/create-for-authenticated-user")
	for _, words := range []string{"expires_in required", "body", "at most 40 characters", "none, all, subset",
		`curl -X POST -H "Authorization: Bearer $PATROL_TOKEN" -H "Content-Type: application/json" -d '{"expires_in":30`,
		townAddress + "/api/v3/user/personal-access-tokens"} {
		if !b.Says(words) {
			t.Errorf("it does not say %q", words)
		}
	}
	b.Open("/settings/rest-api?q=issues/list-for-repo")
	if !b.Says("open, closed, all; default open") || !b.Says("/repos/OWNER/REPO/issues") {
		t.Error("what it reads is not there")
	}
	b.Open("/settings/rest-api?q=credentials/revoke")
	if b.Says("Bearer") {
		t.Error("what strangers may do alone is said to take a token")
	}
	b.Open("/settings/rest-api?group=repos")
	b.Follow("More operations")
	if b.Says("GET /orgs/{org}/repos ") || !b.Says("curl") {
		t.Error("the next page is the first")
	}
}
