package seal_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
	"patrol/db/seal"
)

// A town is a database with an audit log, as those see it who keep to the
// rules, and as those do who have the password of the database.
type town struct {
	*db.DB
	t      *testing.T
	dsn    string
	sealer *seal.Sealer
	away   strings.Builder // the checkpoints that left the machine
	now    time.Time
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, dsn: dbtest.DSN(t), now: time.Unix(1_800_000_000, 0)}
	w.DB = dbtest.OpenDSN(t, w.dsn)
	w.sealer = &seal.Sealer{Store: w, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Away: &w.away}
	return w
}

// happen writes some events, one each minute.
func (w *town) happen(n int) {
	w.t.Helper()
	for range n {
		w.now = w.now.Add(time.Minute)
		w.must(w.Update(w.t.Context(), func(tx patrol.Tx) error { return tx.Record(w.event()) }))
	}
}

func (w *town) event() *patrol.Event {
	return &patrol.Event{At: w.now, Action: patrol.AccessGranted, ActorID: 1, UserID: 2, OwnerID: 3, TokenID: 4,
		TokenName: "CI <&> “quotes”", Detail: "all there is", From: patrol.Origin{Address: "192.0.2.1", Agent: "git/2.39"},
		Facts: patrol.Facts{Permissions: patrol.Permissions{"contents": patrol.Write}}}
}

// seal seals all that happened.
func (w *town) seal() {
	w.t.Helper()
	_, err := w.sealer.Seal(w.t.Context())
	w.must(err)
}

// settled is a log of seven lines: three, three and one under a checkpoint each.
func settled(t *testing.T) *town {
	w := newTown(t)
	for _, n := range []int{3, 3, 1} {
		w.happen(n)
		w.seal()
	}
	return w
}

func (w *town) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// tamper does to the database what the law never would.
func (w *town) tamper(statements ...string) {
	w.t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(w.dsn, "postgres") {
		driver = "pgx"
	}
	d, err := sql.Open(driver, w.dsn)
	w.must(err)
	defer d.Close()
	for _, s := range statements {
		_, err := d.ExecContext(w.t.Context(), s)
		w.must(err)
	}
}

// file is what is checked besides the database: what left the machine.
func (w *town) file() seal.Sources { return seal.Sources{File: w.away.String(), Name: "away"} }

func (w *town) verify(from seal.Sources) *seal.Report {
	w.t.Helper()
	r, err := seal.Database(w.t.Context(), w, from)
	w.must(err)
	return r
}

func TestNothingIsWrong(t *testing.T) {
	w := newTown(t)
	if r := w.verify(seal.Sources{}); len(r.Wrong) > 0 || r.Lines != 0 {
		t.Errorf("an empty log: %+v", r)
	}
	w.happen(2)
	if r := w.verify(seal.Sources{}); len(r.Wrong) > 0 || r.Lines != 0 || r.Unsealed != 2 {
		t.Errorf("a log that was never sealed: %+v", r)
	}
	w.seal()
	w.happen(1300)
	for range 3 {
		w.seal()
	}
	w.happen(4)
	for _, from := range []seal.Sources{{}, w.file()} {
		if r := w.verify(from); len(r.Wrong) > 0 || r.Lines != 1302 || r.Vouched != 1302 || r.Unsealed != 4 {
			t.Errorf("a sealed log: %+v", r)
		}
	}
}

// Whatever is done to the database is found, and where.
func TestTamperingIsFound(t *testing.T) {
	insert := `INSERT INTO events (at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id, request_id,
		detail, address, agent) SELECT at, action, actor_id, user_id, owner_id, token_id, token_name, grant_id,
		request_id, detail, address, agent FROM events WHERE id = 4`
	for name, c := range map[string]struct {
		deed []string
		want string // a pattern of the one thing that is wrong
	}{
		"change":          {[]string{`UPDATE events SET action = 'x' WHERE id = 4`}, `^line 4 was changed: event 4, x of`},
		"change of facts": {[]string{`UPDATE events SET facts = '{"permissions":{"contents":"read"}}' WHERE id = 4`}, `^line 4 was changed`},
		"change of time":  {[]string{`UPDATE events SET at = at + 1 WHERE id = 4`}, `^line 4 was changed`},
		"newest changed":  {[]string{`UPDATE events SET actor_id = 9 WHERE id = 7`}, `^line 7 was changed`},
		"event removed":   {[]string{`DELETE FROM events WHERE id = 4`}, `^line 4: its event 4 was removed`},
		"line removed":    {[]string{`DELETE FROM events WHERE id = 4`, `DELETE FROM seals WHERE line = 4`}, `^line 4 was cut out`},
		"lines removed":   {[]string{`DELETE FROM events WHERE id IN (4, 5)`, `DELETE FROM seals WHERE line IN (4, 5)`}, `^lines 4 to 5 were cut out`},
		"first removed":   {[]string{`DELETE FROM events WHERE id = 1`, `DELETE FROM seals WHERE line = 1`}, `^line 1 was cut out`},
		"tail removed":    {[]string{`DELETE FROM events WHERE id > 5`, `DELETE FROM seals WHERE line > 5`}, `^lines 6 to 7 were cut off: the database has a checkpoint of 7`},
		"inserted":        {[]string{insert}, `^event 8 was inserted`},
		"inserted to be sealed": {[]string{insert, `UPDATE events SET at = at - 7200 WHERE id = 8`, `INSERT INTO unsealed (event_id) VALUES (8)`},
			`^an event that is not sealed yet was inserted: event 8`},
		"unsealed removed":     {[]string{`INSERT INTO unsealed (event_id) VALUES (99)`}, `^event 99 was removed before it was sealed`},
		"checkpoint removed":   {[]string{`DELETE FROM checkpoints WHERE size = 7`}, `^line 7 was left without a checkpoint`},
		"checkpoints removed":  {[]string{`DELETE FROM checkpoints`}, `^lines 1 to 7 were left without a checkpoint`},
		"checkpoint changed":   {[]string{`UPDATE checkpoints SET note = replace(note, 'patrol-audit', 'patrol_audit') WHERE size = 3`}, `^the checkpoint of 3 in the database was changed`},
		"checkpoint exchanged": {[]string{`UPDATE checkpoints SET size = 4 WHERE size = 3`}, `^the checkpoint of 4 in the database was changed: it is one of 3`},
		"lines exchanged": {[]string{`UPDATE seals SET line = -1 WHERE line = 1`, `UPDATE seals SET line = 1 WHERE line = 2`,
			`UPDATE seals SET line = 2 WHERE line = -1`}, `^lines 1 to 3 were changed, at least one of them: the checkpoint of 3`},
	} {
		t.Run(name, func(t *testing.T) {
			w := settled(t)
			w.tamper(c.deed...)
			r := w.verify(seal.Sources{})
			if len(r.Wrong) != 1 || !regexp.MustCompile(c.want).MatchString(r.Wrong[0]) {
				t.Errorf("%q, want one like %q", r.Wrong, c.want)
			}
		})
	}
}

// Who can write to the database can also sign. What left the machine tells.
func TestCheckpointsElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		deed []string
		want string
	}{
		"the newest cut off without a trace": {[]string{`DELETE FROM events WHERE id > 6`, `DELETE FROM seals WHERE line > 6`,
			`DELETE FROM checkpoints WHERE size > 6`}, `^line 7 was cut off: away has a checkpoint of 7`},
		"all sealed anew": {[]string{`UPDATE events SET actor_id = 9 WHERE id = 5`, `DELETE FROM seals`,
			`DELETE FROM checkpoints`, `INSERT INTO unsealed (event_id) SELECT id FROM events`},
			`^lines 4 to 6 were changed, at least one of them: the checkpoint of 6 in away`},
	} {
		t.Run(name, func(t *testing.T) {
			w := settled(t)
			away := w.file()
			w.tamper(c.deed...)
			if name == "all sealed anew" {
				for range 3 {
					w.seal()
				}
			}
			if r := w.verify(seal.Sources{}); len(r.Wrong) > 0 {
				t.Errorf("the database alone tells: %q", r.Wrong)
			}
			r := w.verify(away)
			if len(r.Wrong) != 1 || !regexp.MustCompile(c.want).MatchString(r.Wrong[0]) {
				t.Errorf("%q, want one like %q", r.Wrong, c.want)
			}
		})
	}
}

// An export can be checked where there is no database.
func TestExport(t *testing.T) {
	w := settled(t)
	key, err := seal.Key(t.Context(), w)
	w.must(err)
	from := w.file()
	from.Verifier = key.Verifier
	var b strings.Builder
	w.must(w.View(t.Context(), func(tx patrol.Tx) error { return seal.Write(&b, tx) }))
	lines := strings.SplitAfter(strings.TrimSuffix(b.String(), "\n"), "\n")
	for name, c := range map[string]struct {
		export string
		want   string
	}{
		"as it was":  {b.String(), ""},
		"changed":    {strings.Replace(b.String(), `"actor_id":1,"user_id":2`, `"actor_id":9,"user_id":2`, 1), `^line 1 was changed`},
		"cut out":    {strings.Join(append(append([]string{}, lines[:3]...), lines[4:]...), ""), `^line 4 was cut out`},
		"cut off":    {strings.Join(lines[:5], ""), `^lines 6 to 7 were cut off`},
		"cut to 0":   {"", `^lines 1 to 7 were cut off`},
		"doubled":    {lines[0] + b.String(), `^line 1 is there twice`},
		"exchanged":  {strings.NewReplacer(`"_line":1,`, `"_line":2,`, `"_line":2,`, `"_line":1,`).Replace(b.String()), `^line 2|^line 1`},
		"other time": {strings.Replace(b.String(), `{"@timestamp":1`, `{"@timestamp":2`, 1), `^line 1 was changed`},
		"added to":   {strings.Replace(b.String(), `"_line":1,`, `"by":"dana","_line":1,`, 1), `^line 1 was changed`},
		"renamed":    {strings.Replace(b.String(), `"user_id":2`, `"user":"max","user_id":2`, 1), `^line 2 was changed, or another`},
		"other user": {strings.ReplaceAll(b.String(), `"actor_ip":"192.0.2.1"`, `"actor_ip":"192.0.2.2"`), `^line 1 was changed`},
	} {
		r, err := seal.Export(strings.NewReader(c.export), from)
		w.must(err)
		if c.want == "" && len(r.Wrong) > 0 || c.want != "" && (len(r.Wrong) == 0 || !regexp.MustCompile(c.want).MatchString(r.Wrong[0])) {
			t.Errorf("%s: %q, want one like %q", name, r.Wrong, c.want)
		}
	}
	if _, err := seal.Export(strings.NewReader("{}\n"), from); err == nil {
		t.Error("what is no export is checked")
	}
	from.Verifier = otherKey(t)
	if _, err := seal.Export(strings.NewReader(b.String()), from); err == nil {
		t.Error("checkpoints of another log vouch")
	}
}

// otherKey checks the checkpoints of some other log.
func otherKey(t *testing.T) string {
	key, err := seal.Key(t.Context(), dbtest.Open(t))
	if err != nil {
		t.Fatal(err)
	}
	return key.Verifier
}

// Many write while several seal: nobody waits, and each event has one line.
func TestManyWriteAndSomeSeal(t *testing.T) {
	const writers, each = 32, 20
	w := newTown(t)
	sealing, stop := context.WithCancel(t.Context())
	var sealers, all sync.WaitGroup
	for range 3 {
		s := &seal.Sealer{Store: w, Log: w.sealer.Log, Away: io.Discard}
		sealers.Go(func() { s.Run(sealing) })
	}
	for range writers {
		all.Go(func() {
			for range each {
				if err := w.Update(t.Context(), func(tx patrol.Tx) error { return tx.Record(w.event()) }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	written := time.Now()
	for w.verify(seal.Sources{}).Unsealed > 0 {
		if time.Since(written) > time.Second {
			t.Fatal("not sealed within a second")
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	sealers.Wait()
	if r := w.verify(seal.Sources{}); len(r.Wrong) > 0 || r.Lines != writers*each || r.Vouched != r.Lines {
		t.Errorf("%+v", r)
	}
}

// A server that was killed before it sealed what was written leaves that to
// the next one.
func TestCrashBeforeSealing(t *testing.T) {
	w := settled(t)
	w.happen(5)
	w.must(w.Close())
	w.DB = dbtest.OpenDSN(t, w.dsn)
	if r := w.verify(w.file()); len(r.Wrong) > 0 || r.Lines != 7 || r.Unsealed != 5 {
		t.Errorf("before: %+v", r)
	}
	w.sealer.Store = w
	w.seal()
	if r := w.verify(w.file()); len(r.Wrong) > 0 || r.Lines != 12 || r.Unsealed != 0 {
		t.Errorf("after: %+v", r)
	}
}

// A transaction that fails leaves nothing to be sealed.
func TestWhatFailedIsNotSealed(t *testing.T) {
	w := newTown(t)
	failed := fmt.Errorf("no")
	err := w.Update(t.Context(), func(tx patrol.Tx) error {
		w.must(tx.Record(w.event()))
		return failed
	})
	if err != failed {
		t.Fatal(err)
	}
	w.happen(1)
	w.seal()
	if r := w.verify(seal.Sources{}); len(r.Wrong) > 0 || r.Lines != 1 {
		t.Errorf("%+v", r)
	}
}
