package db

import "testing"

// What was read before something was taken away is not put back after.
func TestShelfRefusesOldNews(t *testing.T) {
	s := shelf[string, int]{max: 4}
	for _, takeAway := range []func(){func() { s.drop("a") }, func() { s.drop("b") }, s.clear} {
		_, _, epoch := s.get("a")
		takeAway()
		s.put("a", 1, epoch)
		if _, found, _ := s.get("a"); found {
			t.Error("it is there again")
		}
	}
}

// However much comes, what came last is there and no more than there is room for.
func TestShelfIsBounded(t *testing.T) {
	s := shelf[int, int]{max: 4}
	for n := range 100 {
		_, _, epoch := s.get(n)
		s.put(n, n, epoch)
		if v, found, _ := s.get(n); !found || v != n {
			t.Fatalf("%d is not there", n)
		}
		if len(s.values) > 4 {
			t.Fatalf("%d values", len(s.values))
		}
		if n%10 == 9 {
			s.drop(n)
		}
	}
	s.clear()
	if len(s.values) > 0 {
		t.Error("cleared, and there")
	}
}
