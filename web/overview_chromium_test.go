//go:build browser

package web_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A lag keeps the first answer about the overview back until it is let go.
type lag struct {
	asked   atomic.Int64
	release chan struct{}
}

func (l *lag) layer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("HX-Target"), "#overview") && l.asked.Add(1) == 1 {
			<-l.release
		}
		next.ServeHTTP(w, r)
	})
}

// An answer that comes after a later one is not shown, and each change asks once.
func TestStaleAnswersAreDropped(t *testing.T) {
	t.Parallel()
	l := &lag{release: make(chan struct{})}
	w := newLiveTown(t, l.layer)
	b := w.tab("dana")
	b.Open(tokensPage + "/new")
	b.Choose("#expires_in", "7")
	b.Until(`document.querySelector("#expires_in").value == "7"`)
	for end := time.Now().Add(patience); l.asked.Load() == 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	b.Choose("#expires_in", "90")
	b.Says("#overview", "Jan 31, 2027")
	close(l.release)
	time.Sleep(300 * time.Millisecond) // for the first answer to come, if anybody waits for it
	if text := b.Text("#overview"); !strings.Contains(text, "Jan 31, 2027") {
		t.Errorf("a stale answer is shown: %s", text)
	}
	if n := l.asked.Load(); n != 2 {
		t.Errorf("two changes asked %d times", n)
	}
}
