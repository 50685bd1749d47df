package mail_test

import (
	"context"
	"errors"
	"html"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"patrol"
	"patrol/web/mail"
)

const day = 24 * time.Hour

// says fails the test unless both forms of l have all the words.
func (l letter) says(t *testing.T, words ...string) {
	t.Helper()
	bare := html.UnescapeString(regexp.MustCompile(`<[^a][^>]*>`).ReplaceAllString(l.html, " "))
	for _, w := range words {
		if !strings.Contains(l.plain, w) || !strings.Contains(bare, w) {
			t.Errorf("%q is not in both\n%s\n%s", w, l.plain, l.html)
		}
	}
}

// Dana hears by mail of all that owners do to her token.
func TestTokenOwnersAreTold(t *testing.T) {
	o := newOffice(t)
	olivia := o.viewer("olivia")
	issued := o.ask(`<CI> & "more"`, 30)
	l := o.one("dana")
	if !strings.Contains(l.subject, "has been added to your account") {
		t.Error(l.subject)
	}
	l.says(t, `<CI> & "more"`, "https://patrol.test/settings/personal-access-tokens/1", "change your password")
	if l.header.Get("List-Unsubscribe") != "" {
		t.Error("one can unsubscribe from what is about security")
	}
	o.must(o.Deny(t.Context(), olivia, "acme", issued.Request.ID, "not\nyet"))
	l = o.one("dana")
	l.says(t, "olivia denied", "not\n", "yet", "ask again")
	r, err := o.AskAgain(t.Context(), o.viewer("dana"), issued.Token.ID, "please")
	o.must(err)
	o.must(o.Approve(t.Context(), olivia, "acme", r.ID, ""))
	o.one("dana").says(t, "olivia approved")
	d, err := o.Dossier(t.Context(), o.viewer("dana"), issued.Token.ID, 0)
	o.must(err)
	o.must(o.Revoke(t.Context(), olivia, "acme", d.Granted().ID))
	o.one("dana").says(t, "olivia revoked what acme had granted")
	if got := o.got("olivia"); len(got) > 0 {
		t.Errorf("olivia, who asked for a digest, got %+v", got)
	}
}

// A token's end is told seven days and one day before it, and when it is there.
func TestReminders(t *testing.T) {
	o := newOffice(t)
	o.remind(2)
	o.ask("month", 30)
	o.ask("week", 7)
	o.ask("day", 1)
	if n := len(o.got("dana")); n != 3 {
		t.Fatalf("%d tokens were added", n)
	}
	for _, step := range []struct {
		after time.Duration
		says  []string
	}{
		{0, nil},
		{day - time.Second, nil},
		{time.Second, []string{`“day” expired on Jan 3`}},
		{5 * day, []string{`“week” expires on Jan 9`}},
		{day, []string{`“week” expired`}},
		{16 * day, []string{`“month” expires on Feb 1`}},
		{5 * day, nil},
		{day, []string{`“month” expires on Feb 1`}},
		{day, []string{`“month” expired`}},
		{30 * day, nil},
	} {
		o.pass(step.after)
		o.remind(2)
		got := o.got("dana")
		if len(got) != len(step.says) {
			t.Fatalf("at %s dana got %+v, want %q", o.now, got, step.says)
		}
		for i, words := range step.says {
			got[i].says(t, words, "/regenerate")
			if got[i].header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
				t.Error("one cannot unsubscribe")
			}
		}
	}
}

// remind has several nodes do what is due by the clock at the same time.
func (o *office) remind(nodes int) {
	o.t.Helper()
	o.besides(nodes, func() error {
		for _, do := range []func() (bool, error){
			func() (bool, error) { return o.Remind(o.t.Context()) },
			func() (bool, error) { return o.SendDigests(o.t.Context()) },
		} {
			for more := true; more; {
				var err error
				if more, err = do(); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// besides does fn several times at once.
func (o *office) besides(times int, fn func() error) {
	o.t.Helper()
	var all sync.WaitGroup
	for range times {
		all.Go(func() {
			if err := fn(); err != nil {
				o.t.Error(err)
			}
		})
	}
	all.Wait()
}

// After days in which nobody worked, one hears of what is true now alone.
func TestRemindersAfterSleep(t *testing.T) {
	o := newOffice(t)
	o.remind(1)
	o.ask("month", 30)
	o.got("dana")
	o.pass(40 * day)
	o.remind(1)
	o.one("dana").says(t, "expired on Feb 1")
}

// Owners get one mail a day of what waits, or one for each at once, or none.
func TestDigest(t *testing.T) {
	o := newOffice(t)
	o.remind(1)
	o.must(o.SetMailSettings(t.Context(), o.viewer("oscar"), patrol.MailSettings{Requests: patrol.AtOnce}))
	first, second := o.ask("one", 30), o.ask("two", 30)
	if now := o.got("oscar"); len(now) != 2 {
		t.Errorf("oscar got %d letters, want 2", len(now))
	} else {
		now[0].says(t, `dana asks to let the token “one” in at acme`, "to build", "/organizations/acme/settings/")
	}
	o.pass(4 * time.Hour) // to 7 o'clock
	o.remind(2)
	if early := o.got("olivia"); len(early) > 0 {
		t.Errorf("a digest came early: %+v", early)
	}
	for range 3 {
		o.pass(time.Hour)
		o.remind(2)
		o.remind(2)
	}
	o.one("olivia").says(t, "2 requests wait at acme", `“one” of dana`, `“two” of dana`)
	if more := o.got("oscar"); len(more) > 0 {
		t.Errorf("oscar got a digest, too: %+v", more)
	}
	o.must(o.Approve(t.Context(), o.viewer("olivia"), "acme", first.Request.ID, ""))
	o.pass(day)
	o.remind(2)
	o.one("olivia").says(t, "1 request waits at acme")
	o.must(o.Approve(t.Context(), o.viewer("olivia"), "acme", second.Request.ID, ""))
	o.pass(day)
	o.remind(2)
	if none := o.got("olivia"); len(none) > 0 {
		t.Errorf("nothing waits, and yet: %+v", none)
	}
}

// What no longer waits when its turn comes is not sent.
func TestDigestIsOfNow(t *testing.T) {
	o := newOffice(t)
	o.remind(1)
	issued := o.ask("CI", 30)
	o.pass(day)
	o.remind(1)
	o.must(o.CancelRequest(t.Context(), o.viewer("dana"), issued.Token.ID))
	if stale := o.got("olivia"); len(stale) > 0 {
		t.Errorf("%+v", stale)
	}
}

// A mail that could not be sent is tried again, later and later; for some days.
func TestRetry(t *testing.T) {
	o := newOffice(t)
	o.ask("CI", 30)
	var tried atomic.Int32
	o.post.refusing(func(string) error {
		tried.Add(1)
		return &smtp.SMTPError{Code: 451, Message: "try again later"}
	})
	o.work()
	o.work()
	if n := tried.Load(); n != 1 {
		t.Errorf("tried %d times at once", n)
	}
	for range 10 {
		o.pass(time.Minute)
		o.work()
	}
	if n := tried.Load(); n < 3 || n > 5 {
		t.Errorf("tried %d times in ten minutes", n)
	}
	o.post.refusing(nil)
	o.pass(day)
	o.one("dana")
	o.pass(day)
	if again := o.got("dana"); len(again) > 0 {
		t.Errorf("sent twice: %+v", again)
	}

	o.ask("another", 30)
	o.post.refusing(func(string) error { return &smtp.SMTPError{Code: 451, Message: "never"} })
	for range 30 {
		o.work()
		o.pass(5 * time.Hour)
	}
	if m := o.newest(); m.State != patrol.Dropped || !strings.Contains(m.Problem, "Given up after three days") {
		t.Errorf("%+v", m)
	}
}

// newest is the newest mail in the outbox.
func (o *office) newest() *patrol.Mail {
	o.t.Helper()
	var mails []*patrol.Mail
	o.must(o.Store.View(o.t.Context(), func(tx patrol.Tx) (err error) {
		mails, err = tx.Mails(0, 1)
		return err
	}))
	return mails[0]
}

// What nobody will ever take is not tried again.
func TestRefused(t *testing.T) {
	o := newOffice(t)
	o.post.refusing(func(string) error { return &smtp.SMTPError{Code: 550, Message: "no such user"} })
	o.ask("CI", 30)
	o.work()
	if m := o.newest(); m.State != patrol.Dropped || !strings.Contains(m.Problem, "no such user") {
		t.Errorf("%+v", m)
	}
}

// A server that does not answer loses nothing.
func TestServerIsAway(t *testing.T) {
	o := newOffice(t)
	o.ask("CI", 30)
	there := o.Server
	o.Server.Port = 1
	o.work()
	if m := o.newest(); m.State != patrol.Waiting || m.Problem == "" || m.Tries != 1 {
		t.Errorf("%+v", m)
	}
	o.Server = there
	o.pass(2 * time.Minute)
	o.one("dana")
}

// Of many senders one sends each mail.
func TestSentOnce(t *testing.T) {
	o := newOffice(t)
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		o.ask(name, 30)
	}
	o.besides(4, func() error {
		for more := true; more; {
			var err error
			if more, err = o.Work(t.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	o.pass(time.Hour)
	if n := len(o.got("dana")); n != 26 {
		t.Errorf("%d mails, want 26", n)
	}
}

// A sender that ends before it could write down what it sent has that mail sent
// once more, after a while, under the same Message-ID; one that ends before it
// sent has it sent once.
func TestSenderCrashes(t *testing.T) {
	o := newOffice(t)
	o.ask("CI", 30)
	taken, err := o.TakeMail(t.Context(), 10) // and is heard of no more
	o.must(err)
	if len(taken) != 1 || len(o.got("dana")) != 0 {
		t.Fatal("what one sender has is not its own")
	}
	o.pass(6 * time.Minute)
	o.one("dana")
	if err := o.MailSent(t.Context(), taken[0]); !patrol.Conflict.Is(err) {
		t.Errorf("the first sender comes late: %v", err)
	}
}

// A sender that ends after it handed a mail over and before it could write that
// down has it sent once more, and whoever gets both can tell.
func TestSenderCrashesLate(t *testing.T) {
	o := newOffice(t)
	o.ask("CI", 30)
	dying := &mortal{Store: o.Store}
	late := &patrol.Authority{Store: dying, Now: o.time, URL: o.URL}
	o.post.refusing(func(string) error { dying.dead.Store(true); return nil })
	sender := mail.Sender{Authority: late, Server: o.Server}
	if _, err := sender.Work(t.Context()); !errors.Is(err, errDead) {
		t.Fatalf("the sender does not end: %v", err)
	}
	o.post.refusing(nil)
	first := o.one("dana")
	o.pass(6 * time.Minute)
	again := o.one("dana")
	if id := again.header.Get("Message-Id"); id == "" || id != first.header.Get("Message-Id") {
		t.Errorf("sent as %q and %q", first.header.Get("Message-Id"), id)
	}
	o.pass(day)
	if more := o.got("dana"); len(more) > 0 {
		t.Errorf("%+v", more)
	}
}

// A mortal store takes nothing any more once it is dead.
type mortal struct {
	patrol.Store
	dead atomic.Bool
}

var errDead = errors.New("the machine has lost power")

func (m *mortal) Update(ctx context.Context, fn func(patrol.Tx) error) error {
	if m.dead.Load() {
		return errDead
	}
	return m.Store.Update(ctx, fn)
}

// What should be sent under lock is not sent in the open.
func TestNoDowngrade(t *testing.T) {
	o := newOffice(t)
	o.Server.TLS = mail.StartTLS
	o.ask("CI", 30)
	o.work()
	if m := o.newest(); m.State != patrol.Waiting || !strings.Contains(m.Problem, "STARTTLS") {
		t.Errorf("%+v", m)
	}
}

// A server that asks who we are is told.
func TestServerAsks(t *testing.T) {
	o := newOffice(t)
	o.post.asking("patrol", "let me in")
	o.Server.User, o.Server.Password = "patrol", "wrong"
	o.ask("CI", 30)
	o.work()
	if m := o.newest(); m.State != patrol.Waiting || m.Problem == "" {
		t.Errorf("%+v", m)
	}
	o.Server.Password = "let me in"
	o.pass(2 * time.Minute)
	o.one("dana")
}

// A sender that is told to stop gives back what it has not sent.
func TestStop(t *testing.T) {
	o := newOffice(t)
	o.ask("a", 30)
	o.ask("b", 30)
	ctx, stop := context.WithCancel(t.Context())
	o.post.refusing(func(string) error { stop(); return nil })
	if _, err := o.Work(ctx); err != nil {
		t.Fatal(err)
	}
	o.post.refusing(nil)
	o.one("dana")
	o.pass(2 * time.Minute)
	o.one("dana")
}

// One click, and there is no more mail of that kind.
func TestUnsubscribe(t *testing.T) {
	o := newOffice(t)
	o.remind(1)
	o.ask("CI", 30)
	o.pass(day)
	o.remind(1)
	link := strings.Trim(o.one("olivia").header.Get("List-Unsubscribe"), "<>")
	sealed, ours := strings.CutPrefix(link, "https://patrol.test/unsubscribe/")
	if !ours {
		t.Fatal(link)
	}
	for _, forged := range []string{"", "x", "2.requests.", strings.Replace(sealed, "requests", "expiry", 1), sealed + "x"} {
		if _, err := o.Unsubscribe(t.Context(), forged); !patrol.NotFound.Is(err) {
			t.Errorf("%q: %v", forged, err)
		}
	}
	for range 2 {
		_, err := o.Unsubscribe(t.Context(), sealed)
		o.must(err)
	}
	o.one("oscar")
	o.ask("another", 30)
	o.pass(day)
	o.remind(1)
	if got := o.got("olivia"); len(got) > 0 {
		t.Errorf("%+v", got)
	}
	o.one("oscar")
}
