package db_test

import (
	"flag"
	"os"
	"os/exec"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

// suspend makes this program the other one of TestMemoryHearsOfAnotherProcess.
var suspend = flag.String("suspend", "", "a database in which to suspend dana")

func TestSuspend(t *testing.T) {
	if *suspend == "" {
		return // it is for the other process alone
	}
	w := &town{DB: dbtest.OpenDSN(t, *suspend), t: t}
	w.update(func(tx patrol.Tx) error {
		dana, err := tx.AccountByLogin("dana")
		if err != nil {
			return err
		}
		return tx.SetSuspended(dana.ID, now)
	})
}

func TestMemoryHearsOfAnotherProcess(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := settle(t, dbtest.OpenDSN(t, dsn))
	_, d := w.token("ci")
	suspended := func() bool {
		b, err := w.Bearer(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return b.User.Suspended()
	}
	same(t, suspended(), false)
	out, err := exec.Command(os.Args[0], "-test.run=^TestSuspend$", "-suspend="+dsn).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for done := time.Now(); !suspended(); {
		if time.Since(done) > hearsay() {
			t.Fatal("not heard of")
		}
	}
}

// hearsay is how long it may take to hear of what others changed.
func hearsay() time.Duration {
	if os.Getenv("PATROL_TEST_POSTGRES") != "" {
		return time.Second
	}
	return 0
}
