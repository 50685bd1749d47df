package db

import "sync"

// A shelf remembers a bounded number of values. What is new takes the room of
// any other: one that is asked for often is soon read again, and to know which
// those are would take a fifth of the memory.
type shelf[K comparable, V any] struct {
	mu     sync.Mutex
	max    int
	values map[K]V
	// epoch counts how often something was taken away, so that what was read
	// before is not put back after.
	epoch uint64
}

// get returns the value of a key, and the epoch to put one with if there is none.
func (s *shelf[K, V]) get(key K) (value V, found bool, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, found = s.values[key]
	return value, found, s.epoch
}

// put keeps a value that was read in an epoch, unless that is over.
func (s *shelf[K, V]) put(key K, value V, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if epoch != s.epoch {
		return
	}
	if s.values == nil {
		s.values = map[K]V{}
	}
	if len(s.values) >= s.max {
		s.makeRoom()
	}
	s.values[key] = value
}

// makeRoom leaves out one value; maps begin anywhere.
func (s *shelf[K, V]) makeRoom() {
	for key := range s.values {
		delete(s.values, key)
		return
	}
}

// drop forgets one key.
func (s *shelf[K, V]) drop(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	delete(s.values, key)
}

// clear forgets all.
func (s *shelf[K, V]) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	clear(s.values)
}
