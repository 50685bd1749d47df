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

func TestShelfKeepsWhatIsAskedFor(t *testing.T) {
	s := shelf[int, int]{max: 4}
	for n := range 100 {
		_, _, epoch := s.get(n)
		s.put(n, n, epoch)
		if v, found, _ := s.get(0); !found || v != 0 {
			t.Fatalf("0 made room for %d", n)
		}
		if len(s.places) > 4 || len(s.slots) > 4 {
			t.Fatalf("%d values in %d slots", len(s.places), len(s.slots))
		}
		if n%10 == 9 {
			s.drop(n)
		}
	}
	s.clear()
	if _, found, _ := s.get(0); found {
		t.Error("cleared, and there")
	}
}
