package main

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"math/rand/v2"
	"net/http"

	"patrol"
)

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// secretText is the secret of a stored token: one of Patrol's form, but
// anybody can tell it from the token's id.
func secretText(tokenID int64) string {
	const head, body = len("patrol_pat_"), 22 + 1 + 43
	text := append(make([]byte, 0, head+body+8+8), "patrol_pat_"...)
	r := rand.New(rand.NewPCG(1, uint64(tokenID)))
	for range body {
		text = append(text, base62[r.IntN(len(base62))])
	}
	text[head], text[head+22] = '1', '_' // the version; a divider
	sum := sha256.Sum256(text)
	text = base32.StdEncoding.AppendEncode(text, sum[:5])
	return string(fmt.Appendf(text, "%d", 10_000_000+tokenID))
}

// secret is secretText as Patrol reads it.
func secret(tokenID int64) (patrol.Secret, error) {
	s, ok := patrol.ParseSecret(secretText(tokenID))
	if !ok {
		return s, fmt.Errorf("the secret of token %d is not of Patrol's form", tokenID)
	}
	return s, nil
}

// bearer are the headers of a request with a stored token.
func bearer(tokenID int64) http.Header {
	return http.Header{"Authorization": {"Bearer " + secretText(tokenID)}}
}
