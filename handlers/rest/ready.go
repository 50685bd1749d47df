package rest

import "sync/atomic"

// A ready is an answer that is good as long as what it was made of is the same,
// which is compared and not looked at again.
type ready[K comparable] struct {
	of   K
	body []byte
	tag  []string
}

// readies are answers that were asked for lately. Those with one place take
// turns in it.
type readies[K comparable] [256]atomic.Pointer[ready[K]]

// get returns the answer at a place, if it is of k, or else makes it.
func (all *readies[K]) get(place int64, k K, build func() []byte) *ready[K] {
	at := &all[uint64(place)%uint64(len(all))]
	if r := at.Load(); r != nil && r.of == k {
		return r
	}
	body := build()
	r := &ready[K]{k, body, tagOf(body)}
	at.Store(r)
	return r
}
