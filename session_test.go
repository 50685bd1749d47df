package patrol_test

import (
	"testing"
	"time"

	"patrol"
)

var home = patrol.Origin{Address: "192.0.2.1", Agent: "Firefox"}

// Whoever cannot sign in hears the same, whatever the reason.
func TestSignInSaysTheSame(t *testing.T) {
	w := newTown(t)
	w.must(w.Suspend(t.Context(), "sam", true))
	w.must(w.AddUser(t.Context(), &patrol.Account{Login: "newcomer", Email: "newcomer@example.test"}))
	var words []string
	for _, try := range [][2]string{{"dana", "wrong"}, {"nobody", password}, {"sam", password}, {"acme", password}, {"newcomer", ""}, {"", ""}} {
		_, _, err := w.SignIn(t.Context(), try[0], try[1], patrol.Origin{Address: try[0]})
		w.wantKind(patrol.Unauthenticated, err)
		words = append(words, err.Error())
	}
	for _, said := range words {
		if said != words[0] {
			t.Errorf("%q is not %q", said, words[0])
		}
	}
}

// Guessing gets slower, by address and by account; the owner of an account
// that others guess at waits seconds, never for good.
func TestGuessingIsSlow(t *testing.T) {
	w := newTown(t)
	guesses := 0
	for range 600 { // ten minutes
		w.now = w.now.Add(time.Second)
		if _, _, err := w.SignIn(t.Context(), "dana", "guess", home); patrol.Unauthenticated.Is(err) {
			guesses++
		}
	}
	if guesses < 5 || guesses > 20 {
		t.Errorf("%d guesses in ten minutes", guesses)
	}
	if _, _, err := w.SignIn(t.Context(), "olivia", password, home); !patrol.TooMany.Is(err) {
		t.Errorf("the address may go on with another account: %v", err)
	}
	w.now = w.now.Add(4 * time.Second)
	if _, _, err := w.SignIn(t.Context(), "dana", password, patrol.Origin{Address: "198.51.100.9"}); err != nil {
		t.Errorf("the account's owner is shut out: %v", err)
	}
	w.now = w.now.Add(time.Minute)
	if _, _, err := w.SignIn(t.Context(), "dana", password, home); err != nil {
		t.Errorf("the address is shut out for good: %v", err)
	}
}

// Who signs in well has nobody else at the address wait longer.
func TestSigningInIsNoGuess(t *testing.T) {
	w := newTown(t)
	for range 6 {
		_, _, err := w.SignIn(t.Context(), "dana", "guess", home)
		if !patrol.Unauthenticated.Is(err) && !patrol.TooMany.Is(err) {
			t.Fatal(err)
		}
	}
	w.now = w.now.Add(time.Minute)
	for range 3 {
		if _, _, err := w.SignIn(t.Context(), "olivia", password, home); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	w := newTown(t)
	keys := map[string]patrol.Key{}
	for _, browser := range []string{"a", "b", "c"} {
		_, key, err := w.SignIn(t.Context(), "dana", password, patrol.Origin{Agent: browser})
		w.must(err)
		keys[browser] = key
	}
	signedIn := func(browser string) *patrol.Viewer {
		v, err := w.Viewer(t.Context(), keys[browser], patrol.Origin{Agent: browser})
		if err != nil && !patrol.NotFound.Is(err) {
			t.Fatal(err)
		}
		return v
	}
	w.wantKind(patrol.NotFound, w.SignOut(t.Context(), w.olivia, signedIn("a").SessionID))
	w.must(w.SignOut(t.Context(), w.dana, signedIn("a").SessionID))
	if signedIn("a") != nil || signedIn("b") == nil {
		t.Error("not just one session ended")
	}
	if sessions, err := w.Sessions(t.Context(), w.dana); err != nil || len(sessions) != 3 {
		t.Errorf("%d sessions, %v; want 3", len(sessions), err)
	}
	w.must(w.SignOutEverywhere(t.Context(), w.dana))
	if signedIn("b") != nil || signedIn("c") != nil {
		t.Error("signed out everywhere, and still in")
	}
	_, keys["d"], _ = w.SignIn(t.Context(), "dana", password, home)
	w.now = w.now.AddDate(0, 0, 30)
	if signedIn("d") != nil {
		t.Error("a session lasts for ever")
	}
	if _, err := w.Viewer(t.Context(), patrol.ParseKey(""), home); !patrol.NotFound.Is(err) {
		t.Errorf("no key at all: %v", err)
	}
}

func TestSuspendedIsOut(t *testing.T) {
	w := newTown(t)
	_, key, err := w.SignIn(t.Context(), "dana", password, home)
	w.must(err)
	w.must(w.Suspend(t.Context(), "DANA", true))
	_, err = w.Viewer(t.Context(), key, home)
	w.wantKind(patrol.NotFound, err)
	w.must(w.Suspend(t.Context(), "dana", false))
	_, err = w.Viewer(t.Context(), key, home)
	w.wantKind(patrol.NotFound, err)
	w.wantKind(patrol.NotFound, w.Suspend(t.Context(), "acme", true))
}

// A link sets a password once, in time, and ends what sessions there were.
func TestPasswordLink(t *testing.T) {
	w := newTown(t)
	link := func() patrol.Key {
		url, err := w.PasswordLink(t.Context(), "dana")
		w.must(err)
		return patrol.ParseKey(url[len("https://patrol.test/password/"):])
	}
	key := link()
	_, _, err := w.SetPassword(t.Context(), key, "short", "other", home)
	w.wantProblem(err, "password", "again")
	_, _, err = w.SetPassword(t.Context(), key, "a new password", "a new password", home)
	w.must(err)
	_, _, err = w.SetPassword(t.Context(), key, "another password", "another password", home)
	w.wantKind(patrol.NotFound, err)
	_, _, err = w.SignIn(t.Context(), "dana", password, home)
	w.wantKind(patrol.Unauthenticated, err)
	_, _, err = w.SignIn(t.Context(), "dana", "a new password", home)
	w.must(err)
	if sessions, _ := w.Sessions(t.Context(), w.dana); len(sessions) != 2 {
		t.Errorf("%d sessions, want the two begun since", len(sessions))
	}
	late := link()
	w.now = w.now.AddDate(0, 0, 7)
	_, _, err = w.SetPassword(t.Context(), late, "a new password", "a new password", home)
	w.wantKind(patrol.NotFound, err)
	_, _, err = w.SetUp(t.Context(), link(), patrol.SetUpSpec{Enterprise: "e", Login: "l", Email: "l@example.test",
		Password: "a new password", Again: "a new password"}, home)
	w.wantKind(patrol.NotFound, err)
}

// Whoever presents one bad token after the other is answered late; a good one
// from the same address is not.
func TestBadTokensAreAnsweredLate(t *testing.T) {
	w := newTown(t)
	good := w.create(w.olivia, w.ci())
	present := func(c patrol.Credential) time.Duration {
		t.Helper()
		begin := time.Now()
		_, err := w.Authorize(t.Context(), c, patrol.Errand{Self: true, Reads: true, Open: true, From: home})
		w.must(err)
		return time.Since(begin)
	}
	for range 100 {
		present(patrol.Credential{Given: true})
	}
	if took := present(patrol.Credential{Secret: patrol.NewSecret(1), Given: true}); took < 900*time.Millisecond {
		t.Errorf("the 101st bad token is answered in %v", took)
	}
	if took := present(patrol.Credential{Secret: good.Secret, Given: true}); took > 500*time.Millisecond {
		t.Errorf("a good token waits %v", took)
	}
}
