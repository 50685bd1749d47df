package patrol

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ticketLife is how long a ticket is good.
//
// GitHub: "Download a repository archive": links expire after five minutes.
const ticketLife = 5 * time.Minute

// A ticket stands for a token at one address: whoever has it may do there for a
// while what the token may do, as long as the token may.
type ticket struct {
	until int64  // in seconds
	token Digest // zero for nobody's
}

// seal is t with a signature, for one address.
func (t ticket) seal(k Key, path string) string {
	text := fmt.Sprintf("%d.%s", t.until, base64.RawURLEncoding.EncodeToString(t.token[:]))
	return text + "." + k.sign("ticket "+text+" "+path)
}

// Ticket is good for what c is, at the address of ours that is path.
func (a *Authority) Ticket(ctx context.Context, c Credential, path string) (string, error) {
	key, err := a.linkKey(ctx)
	return ticket{a.Now().Add(ticketLife).Unix(), c.digest()}.seal(key, path), err
}

// Redeem is what a ticket stands for at an address, or NotFound if it is none
// of ours, is for another, or is too old.
func (a *Authority) Redeem(ctx context.Context, sealed, path string) (Credential, error) {
	nobodys := errorf(NotFound, "Not Found")
	words := strings.Split(sealed, ".")
	if len(words) != 3 {
		return Credential{}, nobodys
	}
	until, wrong := strconv.ParseInt(words[0], 10, 64)
	token, bad := base64.RawURLEncoding.DecodeString(words[1])
	if wrong != nil || bad != nil || len(token) != sha256.Size {
		return Credential{}, nobodys
	}
	key, err := a.linkKey(ctx)
	if err != nil {
		return Credential{}, err
	}
	t := ticket{until, Digest(token)}
	if !hmac.Equal([]byte(t.seal(key, path)), []byte(sealed)) || a.Now().Unix() >= until {
		return Credential{}, nobodys
	}
	return Credential{ticket: t.token, Given: t.token != Digest{}}, nil
}
