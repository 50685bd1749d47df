// Package password hashes passwords with argon2id.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"

	"patrol"
)

// What a new hash costs. OWASP: "Password Storage", argon2id.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	threads = 1
	saltLen = 16
	keyLen  = 32
)

// What a stored hash may cost at most, so that none can exhaust us.
const (
	maxMemory = 256 * 1024 // KiB
	maxPasses = 16
)

// A Hasher is the patrol.Passwords there is. It hashes a few at a time, since
// each takes much memory; others wait.
type Hasher struct{ turns chan struct{} }

var _ patrol.Passwords = (*Hasher)(nil)

// New returns a Hasher that keeps each processor busy with one password.
func New() *Hasher { return &Hasher{make(chan struct{}, runtime.GOMAXPROCS(0))} }

// Hash returns a hash of password in the PHC string format.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	p := phc{memory, passes, threads, make([]byte, saltLen), nil}
	rand.Read(p.salt) // never fails
	key, err := h.key(ctx, password, p, keyLen)
	if err != nil {
		return "", err
	}
	p.key = key
	return p.String(), nil
}

// Check reports whether password is the one that hash was made of. With an
// empty hash it takes as long and reports false.
func (h *Hasher) Check(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		_, err := h.Hash(ctx, password)
		return false, err
	}
	p, err := parse(hash)
	if err != nil {
		return false, err
	}
	key, err := h.key(ctx, password, p, uint32(len(p.key)))
	return err == nil && subtle.ConstantTimeCompare(key, p.key) == 1, err
}

// key derives a key of a password as p says, when it is our turn.
func (h *Hasher) key(ctx context.Context, password string, p phc, size uint32) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.threads, size), nil
}

// A phc is a hash and how it was made.
type phc struct {
	memory, passes uint32
	threads        uint8
	salt, key      []byte
}

// String is p in the PHC string format.
func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.threads,
		base64.RawStdEncoding.EncodeToString(p.salt), base64.RawStdEncoding.EncodeToString(p.key))
}

// parse is the inverse of phc.String.
func parse(hash string) (phc, error) {
	var p phc
	var version int
	var salt, key string
	words := strings.ReplaceAll(hash, "$", " ") // which Sscanf stops at
	_, err := fmt.Sscanf(words, " argon2id v=%d m=%d,t=%d,p=%d %s %s",
		&version, &p.memory, &p.passes, &p.threads, &salt, &key)
	if err != nil {
		return p, fmt.Errorf("no argon2id hash: %w", err)
	}
	if p.salt, err = base64.RawStdEncoding.DecodeString(salt); err != nil {
		return p, err
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(key); err != nil {
		return p, err
	}
	if version != argon2.Version || p.threads == 0 || p.passes == 0 || p.passes > maxPasses ||
		p.memory > maxMemory || len(p.salt) < 8 || len(p.key) < 16 {
		return p, fmt.Errorf("an argon2id hash of version %d with parameters that we do not take", version)
	}
	return p, nil
}
