package patrol_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"patrol"
	"patrol/db"
	"patrol/db/dbtest"
)

// warning is what secret's user is told of what will stop it.
func (w *town) warning(secret patrol.Secret) *patrol.Warning {
	w.t.Helper()
	p, err := w.Authorize(w.t.Context(), patrol.Credential{Secret: secret, Given: true}, patrol.Errand{Self: true, Reads: true})
	w.must(err)
	return p.Warning
}

// told are the mails to a user about policies, newest first.
func (w *town) told(v *patrol.Viewer) (mails []*patrol.Mail) {
	w.t.Helper()
	for more := true; more; {
		var err error
		more, err = w.WarnOfPolicies(w.t.Context())
		w.must(err)
	}
	all, _, err := w.Outbox(w.t.Context(), w.erin, 0, 1000)
	w.must(err)
	for _, m := range all {
		if m.UserID == v.ID && (m.Kind == patrol.LifetimeComing || m.Kind == patrol.RestrictionComing) {
			mails = append(mails, m)
		}
	}
	return mails
}

// Who will be stopped is told before, each by the law itself: tokens by their
// answers, people once by mail and on their pages.
func TestWhoWillBeStoppedIsTold(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	long := w.create(w.dana, w.ci())
	spec := w.ci()
	spec.Name, spec.Days = "short", 7
	short := w.create(w.dana, spec)
	olivias := w.create(w.olivia, w.ci())
	if w.warning(long.Secret) != nil || len(w.told(w.dana)) != 0 {
		t.Error("warned of nothing")
	}
	on := w.now.Add(10 * tomorrow)
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 14}, on))
	got := w.warning(long.Secret)
	if got == nil || !got.On.Equal(on) || got.Enterprise != "globex" || got.Owner != "acme" ||
		!strings.Contains(got.String(), "2026-01-12T03:04:05Z (lifetime: 14 days at most)") {
		t.Fatalf("%v", got)
	}
	if w.warning(short.Secret) != nil || w.warning(olivias.Secret) == nil {
		t.Error("warned the wrong ones")
	}
	if long.Warning != nil || short.Warning != nil {
		t.Error("warned before anything was announced")
	}
	mails := w.told(w.dana)
	if len(mails) != 1 || mails[0].TokenName != "CI" || mails[0].TokenID != long.Token.ID || mails[0].Owner != "globex" ||
		!mails[0].ExpiresAt.Equal(on) || mails[0].Detail != "to be safe" {
		t.Errorf("%+v", mails)
	}
	if len(w.told(w.olivia)) != 1 || len(w.told(w.dana)) != 1 || len(w.told(w.sam)) != 0 {
		t.Error("told twice, or the wrong ones")
	}
	page, _, err := w.Tokens(t.Context(), w.dana, patrol.TokenQuery{Sort: patrol.ByName, Limit: 9})
	w.must(err)
	if page.Warnings[long.Token.ID] == nil || page.Warnings[short.Token.ID] != nil {
		t.Errorf("the list says %+v", page.Warnings)
	}
	d, err := w.Dossier(t.Context(), w.dana, long.Token.ID, 0)
	w.must(err)
	if d.Warning == nil || !d.Warning.On.Equal(on) || len(d.Obstacles) != 0 {
		t.Errorf("its page says %+v, %v", d.Warning, d.Obstacles)
	}
	w.now = on
	if w.warning(long.Secret) != nil {
		t.Error("warned of what is in force")
	}
}

func TestNobodyIsToldOfWhatWasWithdrawn(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	secret := w.create(w.dana, w.ci()).Secret
	w.must(w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, w.now.Add(tomorrow)))
	if w.warning(secret) == nil {
		t.Error("not warned")
	}
	w.must(w.WithdrawChange(t.Context(), w.erin, "globex", w.history()[0].ID))
	if w.warning(secret) != nil || len(w.told(w.dana)) != 0 {
		t.Error("warned of what was withdrawn")
	}
}

// Who was told of a change is told once that it was withdrawn, and nobody else.
func TestWhoWasToldIsToldOfTheWithdrawal(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	w.create(w.dana, w.ci())
	on := w.now.Add(10 * tomorrow)
	w.must(w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, on))
	if len(w.told(w.dana)) != 1 {
		t.Fatal("nobody was told")
	}
	o, err := w.Outlook(t.Context(), w.olivia, w.ci())
	w.must(err)
	later := w.create(w.olivia, w.ci())
	for _, warning := range []*patrol.Warning{o.Warning, later.Warning} {
		if warning == nil || !warning.On.Equal(on) {
			t.Errorf("a token made since is warned of %+v", warning)
		}
	}
	w.must(w.WithdrawChange(t.Context(), w.erin, "globex", w.history()[0].ID))
	for range 2 {
		w.told(w.dana)
	}
	mails, _, err := w.Outbox(t.Context(), w.erin, 0, 1000)
	w.must(err)
	mails = slices.DeleteFunc(mails, func(m *patrol.Mail) bool { return m.Kind != patrol.ChangeOff })
	if len(mails) != 1 || mails[0].UserID != w.dana.ID || mails[0].TokenName != "CI" || !mails[0].ExpiresAt.Equal(on) {
		t.Errorf("%+v", mails)
	}
}

// Whoever the law exempts, and whatever ends before, is not concerned.
func TestWhoIsNotConcernedIsNotTold(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	w.must(w.AddEnterpriseOwner(t.Context(), w.erin, "globex", "dana"))
	exempt := w.create(w.dana, w.ci()).Secret
	brief := w.create(w.olivia, w.ci()).Secret
	w.must(w.rules(patrol.LifetimeBlock, patrol.Policy{MaxDays: 14, ExemptAdmins: true}, w.now.Add(31*tomorrow)))
	w.must(w.rules(patrol.ApprovalBlock, patrol.Policy{Approval: patrol.Yes}, w.now.Add(tomorrow)))
	if w.warning(exempt) != nil || w.warning(brief) != nil || len(w.told(w.dana)) != 0 || len(w.told(w.olivia)) != 0 {
		t.Error("warned")
	}
}

// A token that lives too long does not work, which its page says.
func TestATooLongTokensPageSaysThatItDoesNotWork(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	issued := w.create(w.dana, w.ci())
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 1}))
	d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
	w.must(err)
	if got := strings.Join(d.Obstacles, " "); !strings.Contains(got, "does not work at acme") {
		t.Errorf("its page says %q", got)
	}
	page, _, err := w.Tokens(t.Context(), w.dana, patrol.TokenQuery{Sort: patrol.ByName, Limit: 9})
	w.must(err)
	if !page.Stopped[issued.Token.ID].Whole {
		t.Error("the list says nothing")
	}
	w.must(w.change(patrol.FineGrained, patrol.LifetimeBlock, patrol.Policy{MaxDays: 366}))
	page, _, err = w.Tokens(t.Context(), w.dana, patrol.TokenQuery{Sort: patrol.ByName, Limit: 9})
	w.must(err)
	if page.Stopped[issued.Token.ID].Whole {
		t.Error("the list says that what works does not")
	}
}

// A token that is restricted is told nothing; its page says who did it and when.
func TestARestrictedTokensPageSaysWhy(t *testing.T) {
	w := newTown(t)
	w.must(w.change(patrol.FineGrained, patrol.ApprovalBlock, patrol.Policy{Approval: patrol.No}))
	issued := w.create(w.dana, w.ci())
	why := func() string {
		d, err := w.Dossier(t.Context(), w.dana, issued.Token.ID, 0)
		w.must(err)
		return strings.Join(d.Obstacles, " ")
	}
	w.must(w.change(patrol.FineGrained, patrol.AccessBlock, patrol.Policy{Access: patrol.No}))
	if got := why(); !strings.HasPrefix(got, "acme restricts fine-grained tokens since Jan 2, 2026, ") {
		t.Error(got)
	}
	w.must(w.rules(patrol.AccessBlock, patrol.Policy{Access: patrol.No}, w.now.Add(tomorrow)))
	w.now = w.now.Add(tomorrow + time.Hour)
	w.wantRule(issued.Secret, w.site, patrol.Read, "tokens restricted")
	if _, err := w.SettlePolicies(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := why(); !strings.HasPrefix(got, "The enterprise of acme, globex, restricts fine-grained tokens since Jan 3, 2026, ") {
		t.Error(got)
	}
}

// What is announced of classic tokens is told where they are used, and to whom
// they were used for.
func TestWhoHasClassicTokensIsTold(t *testing.T) {
	dsn := dbtest.DSN(t)
	w := townIn(t, dbtest.OpenDSN(t, dsn))
	issued := w.classic(w.dana, "old", 30, patrol.RepoScope)
	fetch := fetches("acme", "site")
	warned := func(a *patrol.Authority) *patrol.Warning {
		p, err := a.Authorize(t.Context(), patrol.Credential{Secret: issued.Secret, Given: true}, fetch)
		w.must(err)
		return p.Warning
	}
	store, err := db.Open(t.Context(), dsn, db.Options{})
	w.must(err)
	if warned(w.node(store)) != nil {
		t.Error("warned of nothing")
	}
	w.must(store.Close()) // it writes down what was used
	on := w.now.Add(tomorrow)
	w.must(w.ChangeEnterprisePolicy(t.Context(), w.erin, "globex", patrol.PolicyChange{Kind: patrol.Classic,
		Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No}, On: on}))
	if got := warned(w.Authority); got == nil || !got.On.Equal(on) || !strings.HasSuffix(got.String(), "/settings/tokens/1") {
		t.Errorf("%v", got)
	}
	mails := w.told(w.dana)
	if len(mails) != 1 || mails[0].Kind != patrol.RestrictionComing || mails[0].TokenKind != patrol.Classic ||
		mails[0].TokenID != issued.Token.ID {
		t.Errorf("%+v", mails)
	}
	page, _, err := w.ClassicTokens(t.Context(), w.dana, patrol.TokenQuery{Sort: patrol.ByNewest, Limit: 9})
	w.must(err)
	if page.Warnings[issued.Token.ID] == nil {
		t.Error("the list says nothing")
	}
	w.now = on
	if got := w.tries(issued.Secret, fetch); got != "classic tokens restricted" || warned(w.Authority) != nil {
		t.Errorf("once it holds: %s, %v", got, warned(w.Authority))
	}
}
