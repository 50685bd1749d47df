package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// A meeting is a receiver that answers nobody until so many wait at once.
type meeting struct {
	mu         sync.Mutex
	here, most int
	enough     int
	begun      chan struct{}
}

func (m *meeting) ServeHTTP(http.ResponseWriter, *http.Request) {
	m.come()
	select {
	case <-m.begun:
	case <-time.After(5 * time.Second):
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.here--
}

func (m *meeting) come() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.here++
	if m.here > m.most {
		if m.most = m.here; m.most == m.enough {
			close(m.begun)
		}
	}
}

// A webhook is told a few things at the same time, and no more than a few.
func TestWebhooksAreToldAFewThingsAtATime(t *testing.T) {
	w, b := hookTown(t)
	m := &meeting{enough: 4, begun: make(chan struct{})}
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	addHook(b, server.URL, "")
	for i := range 12 {
		w.ask("dana", fmt.Sprint("token ", i))
	}
	w.deliver(loopback)
	select {
	case <-m.begun:
	default:
		t.Error("they were told one after the other")
	}
	if m.most != m.enough {
		t.Errorf("%d at a time", m.most)
	}
}
