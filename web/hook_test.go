package web_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"patrol"
	"patrol/web/hooks"
)

const hooksPage = "/organizations/acme/settings/hooks"

// loopback is where receivers of tests are.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// A receiver is a program on loopback that webhooks lead to.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int // that it answers with
	got    []*http.Request
	bodies []string
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusOK}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

// ServeHTTP keeps what was sent.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got, r.bodies = append(r.got, req), append(r.bodies, string(body))
	if r.status == http.StatusFound {
		w.Header().Set("Location", r.URL+"/elsewhere")
	}
	w.WriteHeader(r.status)
	io.WriteString(w, "thank you")
}

// answers makes r answer with a status from now on.
func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// taken is what r got since the last time, and what was in it.
func (r *receiver) taken() (requests []*http.Request, bodies []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	requests, bodies, r.got, r.bodies = r.got, r.bodies, nil, nil
	return requests, bodies
}

// deliver sends what is due now.
func (w *town) deliver(allowed []netip.Prefix) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	worker := hooks.NewWorker(w.Authority, allowed, slog.New(slog.NewTextHandler(w.t.Output(), nil)))
	working.Go(func() { worker.Run(ctx) })
	for range 1000 {
		if !w.due() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatal("deliveries are due, and nobody sends them")
}

// due reports whether something is due.
func (w *town) due() bool {
	w.t.Helper()
	err := w.Store.View(w.t.Context(), func(tx patrol.Tx) error {
		_, err := tx.DueDelivery(w.now, nil)
		return err
	})
	if patrol.NotFound.Is(err) {
		return false
	}
	w.must(err)
	return true
}

// hookTown is a town that tells webhooks, and olivia's browser in it.
func hookTown(t *testing.T) (*town, *browser) {
	t.Helper()
	w := newTown(t, townAddress)
	return w, w.browser("olivia")
}

// addHook has b add a webhook that leads to an address.
func addHook(b *browser, to, secret string) {
	b.t.Helper()
	b.Open(hooksPage)
	b.Follow("Add webhook")
	b.Submit("hook-form", "Add webhook", url.Values{"url": {to}, "secret": {secret}})
	if b.Status != http.StatusOK || !b.Has("notice") {
		b.t.Fatalf("%d %s", b.Status, b.Body)
	}
}

func TestWebhooksHearOfRequests(t *testing.T) {
	w, b := hookTown(t)
	r := newReceiver(t)
	addHook(b, r.URL+"/hook", "s3cret")
	w.deliver(loopback)
	if got, bodies := r.taken(); len(got) != 1 || got[0].Header.Get("X-GitHub-Event") != "ping" || !strings.Contains(bodies[0], `"hook_id":1`) {
		t.Fatalf("no ping, but %d: %q", len(got), bodies)
	}
	w.ask("dana", "CI")
	w.ask("dana", "Bot")
	w.ask("dana", "Third")
	w.decide()
	w.deliver(loopback)
	got, bodies := r.taken()
	var actions []string
	cancelled := ""
	for i, req := range got { // in any order, for several are told at once
		action := wantDelivery(t, req, bodies[i])
		actions = append(actions, action)
		if action == "cancelled" {
			cancelled = req.Header.Get("X-GitHub-Delivery")
		}
	}
	slices.Sort(actions)
	if want := "approved cancelled created created created denied"; strings.Join(actions, " ") != want {
		t.Errorf("heard %q, want %q", actions, want)
	}
	b.Open(hooksPage + "/1")
	if strings.Contains(b.Body, "s3cret") || strings.Count(b.Body, "200 in") != 7 {
		t.Errorf("%s", b.Text("main"))
	}
	b.Follow("personal_access_token_request.cancelled, " + cancelled)
	for _, words := range []string{"X-Hub-Signature-256: sha256=", `"action": "cancelled"`, "200 in", "thank you", "Content-Length: 9"} {
		if !b.Says(words) {
			t.Errorf("the page of a delivery does not say %q: %s", words, b.Text("main"))
		}
	}
}

// decide has the first of three requests approved, the second denied and the
// third cancelled.
func (w *town) decide() {
	w.t.Helper()
	v, _, err := w.SignIn(w.t.Context(), "olivia", password, patrol.Origin{})
	w.must(err)
	w.must(w.Approve(w.t.Context(), v, "acme", 1, ""))
	w.must(w.Deny(w.t.Context(), v, "acme", 2, "no"))
	v, _, err = w.SignIn(w.t.Context(), "dana", password, patrol.Origin{})
	w.must(err)
	w.must(w.CancelRequest(w.t.Context(), v, 3))
}

// wantDelivery fails the test unless req and its body are as GitHub's of a
// request for access, and returns the action.
func wantDelivery(t *testing.T, req *http.Request, body string) string {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "Patrol-Hookshot/1", "X-GitHub-Hook-ID": "1",
		"X-GitHub-Event": "personal_access_token_request", "X-GitHub-Hook-Installation-Target-ID": "2",
		"X-GitHub-Hook-Installation-Target-Type": "organization",
		"X-Hub-Signature-256":                    signature("s3cret", body),
	} {
		if got := req.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !guid.MatchString(req.Header.Get("X-GitHub-Delivery")) {
		t.Errorf("X-GitHub-Delivery is %q", req.Header.Get("X-GitHub-Delivery"))
	}
	var payload map[string]any
	if err := json.Unmarshal([]byte(body), &payload); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	wantMembers(t, "payload", payload, "action enterprise organization personal_access_token_request sender")
	request := payload["personal_access_token_request"].(map[string]any)
	wantMembers(t, "request", request, "created_at id owner permissions_added permissions_result permissions_upgraded "+
		"repositories repository_count repository_selection token_expired token_expires_at token_id token_last_used_at token_name")
	wantMembers(t, "organization", payload["organization"], "avatar_url description events_url hooks_url id issues_url "+
		"login members_url node_id public_members_url repos_url url")
	wantMembers(t, "enterprise", payload["enterprise"], "avatar_url created_at description html_url id name node_id slug "+
		"updated_at website_url")
	wantMembers(t, "repository", request["repositories"].([]any)[0], "full_name id name node_id private")
	for who, user := range map[string]any{"sender": payload["sender"], "owner": request["owner"]} {
		if wrong := githubAPI().invalid("/schemas/simple-user", user); len(wrong) > 0 {
			t.Errorf("%s: %q", who, wrong)
		}
	}
	return payload["action"].(string)
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// signature is what GitHub tells receivers to compute.
func signature(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// wantMembers fails the test unless an object has just these members.
func wantMembers(t *testing.T, what string, object any, names string) {
	t.Helper()
	got := slices.Sorted(maps.Keys(object.(map[string]any)))
	if want := strings.Fields(names); !slices.Equal(got, want) {
		t.Errorf("%s has %q, want %q", what, got, want)
	}
}
