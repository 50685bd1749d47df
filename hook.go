package patrol

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// A Hook is a webhook of an organization: an address that is told what becomes
// of requests for access by fine-grained tokens.
//
// GitHub: "About webhooks", organization webhooks.
type Hook struct {
	ID        int64
	OwnerID   int64 // the organization
	URL       string
	Secret    HookSecret // empty if deliveries are not signed
	Active    bool       // told what happens; its owners can ping it in any case
	CreatedAt time.Time
	UpdatedAt time.Time
	// For people to read: how its newest delivery went, empty if there is none.
	Newest DeliveryState
}

// Host is where h leads, as people recognize it.
func (h *Hook) Host() string {
	u, err := url.Parse(h.URL)
	if err != nil {
		return h.URL
	}
	return u.Host
}

// A HookSecret is what deliveries are signed with. It is kept, to sign with it,
// but shown to nobody; printing one by accident prints no secret.
type HookSecret string

// Sign is the value of X-Hub-Signature-256 for a body.
//
// GitHub: "Validating webhook deliveries".
func (s HookSecret) Sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s))
	mac.Write(body)
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

// Reveal returns the secret in clear, to be kept.
func (s HookSecret) Reveal() string { return string(s) }

func (HookSecret) String() string               { return "[secret]" }
func (HookSecret) GoString() string             { return "[secret]" }
func (HookSecret) LogValue() slog.Value         { return slog.StringValue("[secret]") }
func (HookSecret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// A HookSpec is a webhook as an owner asks for it.
type HookSpec struct {
	URL    string
	Secret HookSecret // empty for the one that it has
	// Unsigned takes the secret away.
	Unsigned bool
	Active   bool
}

// Limits of webhooks.
//
// GitHub: "Webhook events and payloads", 20 webhooks for each event.
const (
	maxHooks      = 20 // of an organization
	MaxHookURL    = 2048
	MaxHookSecret = 255
)

// check says all that is wrong with s.
func (s HookSpec) check() error {
	var bad problems
	bad.check(s.URL != "", "url", "Address can't be blank")
	bad.check(len(s.URL) <= MaxHookURL, "url", "Address is too long (maximum is 2,048 characters)")
	bad.check(s.URL == "" || isWebAddress(s.URL), "url",
		"Address must be like https://example.com/hook, without a user name, a password or a fragment")
	bad.check(len(s.Secret) <= MaxHookSecret, "secret", "Secret is too long (maximum is 255 bytes)")
	bad.check(s.Secret == "" || !s.Unsigned, "secret", "Give another secret or take it away, not both")
	return bad.err()
}

// isWebAddress reports whether s is a URL that something can be posted to.
func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		u.Fragment == "" && !strings.ContainsFunc(s, isBlank)
}

func isBlank(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }

// apply makes h what s says.
func (s HookSpec) apply(h *Hook) {
	h.URL, h.Active = s.URL, s.Active
	if s.Secret != "" || s.Unsigned {
		h.Secret = s.Secret
	}
}
