package rest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"patrol"
)

// Each operation answers each kind of token as the catalogue says.
func TestEveryOperationIsJudged(t *testing.T) {
	w := newCourt(t)
	count := map[string]int{}
	for _, r := range rulings(t) {
		if r.id == "repos/compare-commits" {
			r.path = "/repos/{owner}/{repo}/compare/{basehead}" // written in another way
		}
		trial := trial{court: w, ruling: r, count: count, home: "acme", repo: "site", other: "olivia", others: "notes"}
		if r.personal() {
			trial.home, trial.repo, trial.other, trial.others = "olivia", "notes", "acme", "site"
		}
		trial.run()
	}
	total := 0
	for _, kind := range slices.Sorted(maps.Keys(count)) {
		t.Logf("%6d %s", count[kind], kind)
		total += count[kind]
	}
	t.Logf("%6d cases of 1,220 operations and our own", total)
	if total < 13_000 {
		t.Errorf("only %d cases", total)
	}
}

// A trial is of one operation, by tokens for the resources that it is tried
// with, and by others.
type trial struct {
	*court
	ruling
	home, repo    string
	other, others string         // elsewhere: an owner and one of its repositories
	count         map[string]int // of cases, by kind of token
}

// check has the operation tried, which must come to what is wanted.
func (w trial) check(kind, authorization string, want patrol.Kind) {
	w.t.Helper()
	w.count[kind]++
	if got := w.try(w.ruling, authorization); got != want {
		w.t.Errorf("%s %s, %s: kind %d, want %d (%v)", w.method, w.path, kind, got, want, w.sets)
	}
}

func (w trial) present(kind string, b bearer, want patrol.Kind) {
	w.t.Helper()
	w.check(kind, "Bearer "+w.secret(b).Reveal(), want)
}

// run tries the operation without a token, and with each set that suffices.
func (w trial) run() {
	w.t.Helper()
	w.check("no token", "", w.strangers(false))
	w.check("nonsense", "Bearer nonsense", who)
	w.present("public only", bearer{by: w.olivia, owner: w.home}, w.unselected(""))
	sets := w.sets
	if len(sets) == 0 {
		sets = []string{"metadata=read"} // nothing is required, or no permission is enough
	}
	for _, set := range sets {
		w.sufficient(set)
		w.tooLittle(set)
		w.fromElsewhere(set)
		if w.home == "acme" {
			w.atAcme(set)
		}
	}
}

// sufficient tries a set that suffices while its token lives.
func (w trial) sufficient(set string) {
	w.t.Helper()
	full := bearer{by: w.olivia, owner: w.home, repo: w.repo, permissions: set}
	w.present("each required set", full, w.withPower(set))
	w.now = w.now.AddDate(0, 0, 31)
	w.present("expired", full, who)
	w.now = w.now.AddDate(0, 0, -31)
}

// tooLittle takes from a set one permission, or one level of it, at a time.
func (w trial) tooLittle(set string) {
	w.t.Helper()
	p, _ := patrol.ParsePermissions(set)
	present := func(kind string, less patrol.Permissions) {
		w.t.Helper()
		w.present(kind, bearer{by: w.olivia, owner: w.home, repo: w.repo, permissions: less.String()}, w.withPower(less.String()))
	}
	for key, level := range p {
		less := maps.Clone(p)
		delete(less, key)
		present("less one permission", less)
		if permission, _ := patrol.PermissionByKey(key); level > patrol.Read && permission.Allows(level-1) {
			less[key] = level - 1
			present("one level too low", less)
		}
	}
}

// fromElsewhere tries what of a set a token for another owner can have.
func (w trial) fromElsewhere(set string) {
	w.t.Helper()
	shared, _ := patrol.ParsePermissions(set)
	maps.DeleteFunc(shared, func(key string, _ patrol.Level) bool { return group(key) != patrol.RepositoryGroup })
	told := w.strangers(true)
	if told == through && w.at() == "nobody" {
		told = w.withPower(shared.String())
	}
	if strings.Contains(w.path, "{repo") && told == through {
		told = hidden
	}
	w.present("other owner", bearer{by: w.olivia, owner: w.other, repo: w.others, permissions: shared.String()}, told)
}

// atAcme tries a set that suffices, but for what acme and its members are to it.
func (w trial) atAcme(set string) {
	w.t.Helper()
	dana := bearer{by: w.dana, owner: w.home, repo: w.repo, permissions: set}
	pending, revoked := dana, dana
	pending.fate, revoked.fate = "pending", "revoked"
	w.present("repository not selected", bearer{by: w.olivia, owner: w.home, repo: "vault", permissions: set}, w.unselected(set))
	w.present("pending", pending, w.strangers(true))
	w.present("revoked", revoked, w.strangers(true))
	w.present("role too low", dana, w.toReaders(set))
}

// Of what is public, strangers see what everybody may see, and no more.
func TestStrangersAtPublicRepositories(t *testing.T) {
	w := newCourt(t)
	elsewhere := "Bearer " + w.secret(bearer{by: w.dana, owner: "dana"}).Reveal()
	for _, r := range rulings(t) {
		if r = r.published(); r.at() != "repository" {
			continue
		}
		for authorization, want := range map[string]patrol.Kind{"": r.strangers(false), elsewhere: r.strangers(true)} {
			if got := w.try(r, authorization); got != want {
				t.Errorf("%s %s, %.6q: kind %d, want %d (%v)", r.method, r.path, authorization, got, want, r.sets)
			}
		}
	}
	if w.tried < 1_000 {
		t.Errorf("only %d cases", w.tried)
	}
}
