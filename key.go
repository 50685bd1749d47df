package patrol

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// A Key is what a browser's cookie or a link holds: random, and kept by us as
// its digest alone. Like a Secret it does not print.
type Key struct{ clear string }

// NewKey makes a key nobody can guess.
func NewKey() Key { return Key{rand.Text() + rand.Text()} }

// ParseKey takes a key from a request.
func ParseKey(s string) Key { return Key{s} }

// Reveal returns the key in clear.
func (k Key) Reveal() string { return k.clear }

// sign is a signature of a text, which nobody can make without k.
func (k Key) sign(text string) string {
	mac := hmac.New(sha256.New, []byte(k.clear))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// Digest is what we keep of k.
func (k Key) Digest() Digest { return sha256.Sum256([]byte(k.clear)) }

func (Key) String() string   { return "[key]" }
func (Key) GoString() string { return "[key]" }
