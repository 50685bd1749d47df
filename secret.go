package patrol

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"hash/crc32"
	"log/slog"
	"strings"
	"time"
)

// The text of a secret, by position. docs/tokens.md tells scanners the same.
//
//	patrol_pat_ (version 1, token id 11, random 10) _ (random 43, checksum 8, random 8)
//	patrol_classic_ (random 30, checksum 6)
const (
	classicPrefix  = "patrol_classic_"
	classicBodyLen = 30
	classicSumLen  = 6
	classicLen     = len(classicPrefix) + classicBodyLen + classicSumLen

	secretPrefix  = "patrol_pat_"
	secretVersion = "1"
	numberLen     = 11 // any int64 in base62
	idLen         = 22 // version, number and random digits that tell a token's secrets apart
	bodyLen       = 43 // 256 bits
	sumLen        = 8
	tailLen       = 8
	secretLen     = len(secretPrefix) + idLen + 1 + bodyLen + sumLen + tailLen
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// A Secret is a token in clear. It is shown once, to its owner, and kept
// nowhere; printing one by accident prints no secret.
type Secret struct{ clear string }

// NewSecret makes a secret of a token that nobody can guess.
func NewSecret(tokenID int64) Secret {
	id := secretVersion + number62(tokenID, numberLen) + random62(idLen-numberLen-len(secretVersion))
	head := secretPrefix + id + "_" + random62(bodyLen)
	return Secret{head + checksum(head) + random62(tailLen)}
}

// NewClassicSecret makes a secret of a classic token that nobody can guess.
func NewClassicSecret() Secret {
	body := random62(classicBodyLen)
	return Secret{classicPrefix + body + classicChecksum(body)}
}

// ParseSecret takes a secret from a request. It reports false for what cannot
// be one of ours, such as a typo, so that nobody need look for it.
func ParseSecret(s string) (Secret, bool) {
	if rest, found := strings.CutPrefix(s, classicPrefix); found {
		return parseClassic(s, rest)
	}
	if len(s) != secretLen || !strings.HasPrefix(s, secretPrefix) {
		return Secret{}, false
	}
	id, rest := s[len(secretPrefix):len(secretPrefix)+idLen], s[len(secretPrefix)+idLen:]
	if !isBase62(id) || rest[0] != '_' || !isBase62(rest[1:]) {
		return Secret{}, false
	}
	head := s[:secretLen-sumLen-tailLen]
	if subtle.ConstantTimeCompare([]byte(checksum(head)), []byte(s[len(head):len(head)+sumLen])) != 1 {
		return Secret{}, false
	}
	return Secret{s}, true
}

// parseClassic is ParseSecret of a classic token, with its prefix cut off.
func parseClassic(s, rest string) (Secret, bool) {
	if len(s) != classicLen || !isBase62(rest) {
		return Secret{}, false
	}
	body, sum := rest[:classicBodyLen], rest[classicBodyLen:]
	if subtle.ConstantTimeCompare([]byte(classicChecksum(body)), []byte(sum)) != 1 {
		return Secret{}, false
	}
	return Secret{s}, true
}

// classicChecksum is the CRC-32 of the random digits of a classic token, as
// scanners check it in GitHub's.
//
// GitHub blog: "Behind GitHub's new authentication token formats".
func classicChecksum(body string) string {
	return number62(int64(crc32.ChecksumIEEE([]byte(body))), classicSumLen)
}

// checksum is the first eight characters of the Base32 of head's SHA-256, as
// scanners check it in GitHub's tokens.
func checksum(head string) string {
	sum := sha256.Sum256([]byte(head))
	return base32.StdEncoding.EncodeToString(sum[:5])
}

// number62 is n in so many base62 digits.
func number62(n int64, digits int) string {
	out := make([]byte, digits)
	for i := range out {
		out[digits-1-i] = base62[n%62]
		n /= 62
	}
	return string(out)
}

// random62 returns n random base62 digits, each as likely as any other.
func random62(n int) string {
	const fair = 256 / len(base62) * len(base62) // bytes from here on would favour low digits
	out := make([]byte, 0, n)
	for b := make([]byte, n+n/4); len(out) < n; {
		rand.Read(b) // never fails
		for _, c := range b {
			if int(c) < fair && len(out) < n {
				out = append(out, base62[int(c)%len(base62)])
			}
		}
	}
	return string(out)
}

func isBase62(s string) bool {
	for _, c := range s {
		if !isAlphanumeric(c) {
			return false
		}
	}
	return true
}

// Reveal returns the secret in clear.
func (s Secret) Reveal() string { return s.clear }

// IsZero reports whether there is no secret at all.
func (s Secret) IsZero() bool { return s.clear == "" }

// A Digest is the SHA-256 of a secret: what we know it by.
type Digest [sha256.Size]byte

// Digest is what we keep of s.
func (s Secret) Digest() Digest { return sha256.Sum256([]byte(s.clear)) }

// String is d as stored and logged: what GitHub calls the hashed token.
func (d Digest) String() string { return base64.StdEncoding.EncodeToString(d[:]) }

// LastEight is the end of a secret, by which people recognize it.
func (s Secret) LastEight() string { return s.clear[max(0, len(s.clear)-8):] }

func (Secret) String() string               { return "[secret]" }
func (Secret) GoString() string             { return "[secret]" }
func (Secret) LogValue() slog.Value         { return slog.StringValue("[secret]") }
func (Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// An Imprint is what we keep of a Secret.
type Imprint struct {
	ID        int64
	TokenID   int64
	Digest    Digest
	LastEight string
	CreatedAt time.Time
	RetiresAt time.Time // zero while it is good as long as its token
}
