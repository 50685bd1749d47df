package db

import "sync"

// A shelf remembers a bounded number of values. What was not asked for lately
// makes room for what is new: a clock's hand goes round and spares each value
// that was asked for since it came by last.
type shelf[K comparable, V any] struct {
	mu     sync.Mutex
	max    int
	places map[K]int // in slots
	slots  []slot[K, V]
	hand   int
	// epoch counts how often something was taken away, so that what was read
	// before is not put back after.
	epoch uint64
}

type slot[K comparable, V any] struct {
	key   K
	value V
	full  bool
	asked bool // since the hand came by
}

// get returns the value of a key, and the epoch to put one with if there is none.
func (s *shelf[K, V]) get(key K) (value V, found bool, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, found := s.places[key]
	if found {
		s.slots[i].asked = true
		value = s.slots[i].value
	}
	return value, found, s.epoch
}

// put keeps a value that was read in an epoch, unless that is over.
func (s *shelf[K, V]) put(key K, value V, epoch uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if epoch != s.epoch {
		return
	}
	if s.places == nil {
		s.places = map[K]int{}
	}
	i, found := s.places[key]
	if !found {
		i = s.room()
	}
	s.slots[i] = slot[K, V]{key: key, value: value, full: true}
	s.places[key] = i
}

// room is an empty slot.
func (s *shelf[K, V]) room() int {
	if len(s.slots) < s.max {
		s.slots = append(s.slots, slot[K, V]{})
		return len(s.slots) - 1
	}
	for s.slots[s.hand].asked {
		s.slots[s.hand].asked = false
		s.hand = (s.hand + 1) % s.max
	}
	i := s.hand
	s.hand = (s.hand + 1) % s.max
	if s.slots[i].full {
		delete(s.places, s.slots[i].key)
	}
	return i
}

// drop forgets one key.
func (s *shelf[K, V]) drop(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	if i, found := s.places[key]; found {
		delete(s.places, key)
		s.slots[i] = slot[K, V]{}
	}
}

// clear forgets all.
func (s *shelf[K, V]) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
	clear(s.places)
	clear(s.slots)
	s.slots = s.slots[:0]
	s.hand = 0
}
