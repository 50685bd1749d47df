package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"testing"
	"time"
)

// A victim is a patrol that serves until it is killed.
type victim struct {
	process *os.Process
	url     string
}

// startVictim starts patrol on the database that dsn names.
func startVictim(t *testing.T, dsn string) *victim {
	t.Helper()
	command := exec.Command("patrol", "serve", "--listen=127.0.0.1:0", "--database="+dsn, "--tokens-per-user=1000000")
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	v := &victim{process: command.Process}
	t.Cleanup(func() { v.process.Kill() }) // the error is that it was killed already
	lines := json.NewDecoder(log)
	for v.url == "" {
		var line struct{ URL string }
		if err := lines.Decode(&line); err != nil {
			t.Fatal(err)
		}
		v.url = line.URL
	}
	go io.Copy(io.Discard, log)
	return v
}

// kill kills v, which has no time to put anything in order, and waits until it
// is gone.
func (v *victim) kill(t *testing.T) {
	t.Helper()
	if err := v.process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := v.process.Wait(); err != nil {
		t.Fatal(err)
	}
}

// stillGood fails the test for secrets that v does not take.
func (v *victim) stillGood(t *testing.T, secrets []string) {
	t.Helper()
	for _, secret := range secrets {
		req, err := http.NewRequestWithContext(t.Context(), "GET", v.url+"/api/v3/user", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+secret)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("a secret that was seen: %s", resp.Status)
		}
	}
}

// crashUnderLoad kills v while dana makes tokens, whose names begin with name,
// and returns the secrets that she has seen.
func (v *victim) crashUnderLoad(t *testing.T, name string) (seen []string) {
	t.Helper()
	dana := v.signIn(t)
	var mu sync.Mutex
	var all sync.WaitGroup
	first := make(chan struct{}, 1) // secret, or none that will come
	for writer := range writers {
		all.Go(func() {
			for n := 0; ; n++ {
				secret := v.makeToken(dana, fmt.Sprintf("%s, %d, %d", name, writer, n), []string{"dana", "acme"}[n%2])
				if secret != "" {
					mu.Lock()
					seen = append(seen, secret)
					mu.Unlock()
				}
				select {
				case first <- struct{}{}:
				default:
				}
				if secret == "" {
					return
				}
			}
		})
	}
	<-first
	time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
	v.kill(t)
	all.Wait()
	return seen
}

// signIn returns the browser of dana.
func (v *victim) signIn(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	dana := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: writers}}
	t.Cleanup(dana.CloseIdleConnections)
	resp, err := dana.PostForm(v.url+"/login", url.Values{"login": {"dana"}, "password": {crashPassword}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("signing in: %s", resp.Status)
	}
	return dana
}

// shownSecret is where a page shows a secret.
var shownSecret = regexp.MustCompile(`patrol_pat_\w{50,}`)

// makeToken sends the form of a token and returns the secret that the answer
// shows, or, if there is no whole answer, "".
func (v *victim) makeToken(dana *http.Client, name, owner string) string {
	resp, err := dana.PostForm(v.url+"/settings/personal-access-tokens", url.Values{
		"name": {name}, "owner": {owner}, "expires_in": {"30"}, "repositories": {"all"}, "permission.contents": {"read"},
	})
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return ""
	}
	return string(shownSecret.Find(page))
}
