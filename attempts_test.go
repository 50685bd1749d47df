package patrol

import (
	"fmt"
	"testing"
	"time"
)

// Patience ends after so many failures, doubles, has a limit, and comes back.
func TestPatience(t *testing.T) {
	var a attempts
	p, of := patience{3, 8 * time.Second}, byProgram("192.0.2.1")
	for i, want := range []time.Duration{0, 0, 0, 1, 2, 4, 8, 8} {
		if got := a.wait(of, p, noon); got != want*time.Second {
			t.Errorf("after %d failures: %v, want %v", i, got, want*time.Second)
		}
		a.failed(noon, of)
	}
	if got := a.wait(of, p, noon.Add(8*time.Second)); got != 0 {
		t.Errorf("after the wait: %v", got)
	}
	if got := a.wait(byProgram("192.0.2.2"), p, noon); got != 0 {
		t.Errorf("another address waits %v", got)
	}
	a.failed(noon.Add(forgetAfter+time.Second), of)
	if got := a.wait(of, p, noon.Add(forgetAfter+time.Second)); got != 0 {
		t.Errorf("long after: %v", got)
	}
}

// However many fail, memory has a bound.
func TestAttemptsAreBounded(t *testing.T) {
	var a attempts
	for i := range 2 * rememberAtMost {
		a.failed(noon, byAccount(fmt.Sprint(i)))
	}
	if len(a.count) > rememberAtMost {
		t.Errorf("remembers %d", len(a.count))
	}
}
