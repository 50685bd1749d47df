package patrol_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"patrol"
)

// A subject is a token that is asked what it may do.
type subject struct {
	id     int64
	user   *patrol.Viewer
	org    *patrol.Account
	door   *patrol.Repository // private, in its organization
	spec   patrol.TokenSpec
	secret patrol.Secret
}

// A borough is a town whose enterprise has a second organization, lab, with
// people of every standing, and tokens of many lives everywhere.
type borough struct {
	*town
	lab      *patrol.Account
	subjects []subject
	asked    int // how often they were
}

func newBorough(t *testing.T) *borough {
	w := &borough{town: newTown(t)}
	w.lab = &patrol.Account{Login: "lab", Kind: patrol.Organization, Enterprise: w.globex.ID, Base: patrol.Read}
	bench := &patrol.Repository{Name: "bench", Visibility: patrol.Private}
	w.update(func(tx patrol.Tx) error {
		if err := tx.InsertAccount(w.lab); err != nil {
			return err
		}
		bench.OwnerID = w.lab.ID
		return tx.InsertRepository(bench)
	})
	for org, members := range map[*patrol.Account]map[*patrol.Viewer]patrol.MemberRole{
		w.acme:    {w.erin: patrol.Member, w.sam: patrol.Member},
		w.lab:     {w.erin: patrol.Owner, w.olivia: patrol.Member, w.dana: patrol.Owner, w.sam: patrol.Member},
		w.initech: {w.dana: patrol.Member},
	} {
		for v, role := range members {
			w.update(func(tx patrol.Tx) error { return tx.SetMember(org.ID, v.ID, role) })
		}
	}
	open := patrol.Policy{Approval: patrol.No, MaxDays: patrol.Forever}
	w.decreeAll(open, map[*patrol.Account]patrol.Policy{w.acme: open, w.lab: open, w.initech: open})
	for door, org := range map[*patrol.Repository]*patrol.Account{w.vault: w.acme, bench: w.lab, w.other: w.initech} {
		for _, v := range []*patrol.Viewer{w.olivia, w.dana, w.erin, w.sam} {
			w.settleSubjects(v, org, door)
		}
	}
	w.update(func(tx patrol.Tx) error { return tx.SetPolicy(w.globex.ID, patrol.FineGrained, patrol.Policy{}) })
	w.policy(patrol.Policy{})
	w.subject(w.dana, w.acme, w.vault, 60) // which waits
	w.must(w.Suspend(t.Context(), "sam", true))
	w.now = w.now.AddDate(0, 0, 8)
	return w
}

// settleSubjects makes tokens of v's at org, if v is a member.
func (w *borough) settleSubjects(v *patrol.Viewer, org *patrol.Account, door *patrol.Repository) {
	w.t.Helper()
	var role patrol.MemberRole
	w.update(func(tx patrol.Tx) (err error) { role, err = tx.MemberRole(org.ID, v.ID); return err })
	if role == "" {
		return
	}
	for _, days := range []int{7, 30, 90, 366, patrol.Forever} {
		w.subject(v, org, door, days)
	}
}

// subject makes a token of v's at org that lives so many days.
func (w *borough) subject(v *patrol.Viewer, org *patrol.Account, door *patrol.Repository, days int) {
	w.t.Helper()
	spec := patrol.TokenSpec{Name: fmt.Sprintf("%s %d", org.Login, days), Owner: org.Login, Days: days, Reason: "x",
		Reach: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Read}}}
	issued := w.create(v, spec)
	w.subjects = append(w.subjects, subject{issued.Token.ID, v, org, door, spec, issued.Secret})
}

// decreeAll has the enterprise and organizations decide about fine-grained tokens.
func (w *borough) decreeAll(enterprise patrol.Policy, orgs map[*patrol.Account]patrol.Policy) {
	w.t.Helper()
	w.update(func(tx patrol.Tx) error {
		for org, p := range orgs {
			if err := tx.SetPolicy(org.ID, patrol.FineGrained, p); err != nil {
				return err
			}
		}
		return tx.SetPolicy(w.globex.ID, patrol.FineGrained, enterprise)
	})
}

// answers are which tokens work, and of those which would have to ask for more.
func (w *borough) answers() (work, ask map[int64]bool) {
	w.t.Helper()
	work, ask = map[int64]bool{}, map[int64]bool{}
	for _, s := range w.subjects {
		w.asked++ // each from elsewhere: who presents bad tokens is kept waiting
		p, err := w.Authorize(w.t.Context(), patrol.Credential{Secret: s.secret, Given: true}, patrol.Errand{
			Target: patrol.Target{Owner: s.org.Login, Repository: s.door.Name}, Takes: patrol.Read,
			From: patrol.Origin{Address: fmt.Sprintf("10.%d.%d.%d", w.asked>>16, w.asked>>8&255, w.asked&255)}})
		w.must(err)
		if work[s.id] = p.Verdict == patrol.Allowed; !work[s.id] {
			continue
		}
		more := s.spec
		more.Reach.Permissions = patrol.Permissions{"contents": patrol.Write}
		o, err := w.EditOutlook(w.t.Context(), s.user, s.id, more)
		w.must(err)
		ask[s.id] = o.Asks
	}
	return work, ask
}

// effect is what happened to the tokens of some organizations that are in which.
func (w *borough) effect(which func(id int64) bool) (e patrol.Effect, ids []int64) {
	people, orgs := map[int64]bool{}, map[int64]bool{}
	for _, s := range w.subjects {
		if which(s.id) {
			ids = append(ids, s.id)
			people[s.user.ID], orgs[s.org.ID] = true, true
		}
	}
	return patrol.Effect{Tokens: len(ids), People: len(people), Organizations: len(orgs)}, ids
}

// anyPolicy draws what an enterprise or an organization may have decided.
func anyPolicy(r *rapid.T, who string) patrol.Policy {
	ruling := rapid.SampledFrom([]patrol.Ruling{patrol.Unsaid, patrol.Yes, patrol.No})
	return patrol.Policy{Access: ruling.Draw(r, who+" access"), Approval: ruling.Draw(r, who+" approval"),
		MaxDays:      rapid.SampledFrom([]int{0, patrol.Forever, 6, 7, 29, 30, 90, 365, 366}).Draw(r, who+" days"),
		ExemptAdmins: rapid.Bool().Draw(r, who+" exempts") && who == "enterprise"}
}

// What a preview says is what happens: each token is asked before the change
// and after it.
func TestAPreviewIsWhatHappens(t *testing.T) {
	w := newBorough(t)
	rapid.Check(t, func(r *rapid.T) {
		is := anyPolicy(r, "enterprise")
		orgs := map[*patrol.Account]patrol.Policy{w.acme: anyPolicy(r, "acme"), w.lab: anyPolicy(r, "lab"),
			w.initech: anyPolicy(r, "initech")}
		w.decreeAll(is, orgs)
		block := rapid.SampledFrom(patrol.FineGrained.Blocks()).Draw(r, "block")
		c := patrol.PolicyChange{Kind: patrol.FineGrained, Block: block, To: anyPolicy(r, "enterprise")}
		if c.To.MaxDays == 0 {
			c.To.MaxDays = patrol.Forever
		}
		o := w.preview(r, c, is, orgs)
		if o == nil {
			return
		}
		stops, asks, revives := w.listedBy(o, o.Stopping()), w.listedBy(o, o.Asking()), w.listedBy(o, o.Reviving())
		worked, asked := w.answers()
		next := o.After
		if o.Account.Kind == patrol.Enterprise {
			is = next.Enterprise
		} else {
			orgs[w.acme] = next.Org
		}
		w.decreeAll(is, orgs)
		work, ask := w.answers()
		stopped, ids := w.effect(func(id int64) bool { return worked[id] && !work[id] })
		revived, alive := w.effect(func(id int64) bool { return !worked[id] && work[id] })
		o.Stopped.Used, o.Revived.Used, o.NeedApproval.Used = 0, 0, 0 // asking is use
		mustAsk, asking := w.effect(func(id int64) bool { return worked[id] && work[id] && !asked[id] && ask[id] })
		if o.Stopped != stopped || o.Revived != revived || o.NeedApproval != mustAsk {
			r.Fatalf("%s of %s to %+v: %+v, %+v, %+v; happened: %+v %v, %+v, %+v", block, o.Account.Login, c.To,
				o.Stopped, o.Revived, o.NeedApproval, stopped, ids, revived, mustAsk)
		}
		if !slices.Equal(stops, ids) || !slices.Equal(asks, asking) || !slices.Equal(revives, alive) {
			r.Fatalf("%s: %v, %v, %v; happened: %v, %v, %v", o.Stopping(), stops, asks, revives, ids, asking, alive)
		}
	})
}

// listedBy are the tokens that o's list shows under a filter as it is typed.
func (w *borough) listedBy(o *patrol.PolicyOutlook, f patrol.Filter) (ids []int64) {
	w.t.Helper()
	f, bad := patrol.ParseFilter(patrol.FineGrained, f.String())
	if bad != nil {
		w.t.Fatal(bad)
	}
	v := w.olivia
	if o.Account.Kind == patrol.Enterprise {
		v = w.erin
	}
	q := patrol.ListQuery{Filter: f, Sort: patrol.ByOldest, Limit: 7}
	for {
		l, err := w.ActiveTokens(w.t.Context(), v, o.Account.Kind, o.Account.Login, q)
		w.must(err)
		for _, row := range l.Rows {
			ids = append(ids, row.Token.ID)
		}
		if q.After = l.Next; q.After == "" {
			return ids
		}
	}
}

// Who does not comply is listed as the organizations count them.
func TestWhoDoesNotComplyIsListed(t *testing.T) {
	w := newBorough(t)
	rapid.Check(t, func(r *rapid.T) {
		w.decreeAll(anyPolicy(r, "enterprise"), map[*patrol.Account]patrol.Policy{w.acme: anyPolicy(r, "acme"),
			w.lab: anyPolicy(r, "lab")})
		l, err := w.EnterpriseOrganizations(t.Context(), w.erin, "globex", patrol.OrganizationQuery{Limit: 9})
		w.must(err)
		work, _ := w.answers()
		for _, row := range l.Rows {
			failing, _ := w.effect(func(id int64) bool { return !work[id] && w.at(id) == row.Org.ID })
			listed := w.listedIn("complies:no organization:" + row.Org.Login)
			if len(listed.Rows) != row.NonCompliant || failing.Tokens-w.excused(row.Org) != row.NonCompliant {
				r.Fatalf("%s: %d listed, %d counted, %d fail", row.Org.Login, len(listed.Rows), row.NonCompliant, failing.Tokens)
			}
		}
	})
}

// at is the organization that a token is for.
func (w *borough) at(id int64) int64 {
	i := slices.IndexFunc(w.subjects, func(s subject) bool { return s.id == id })
	return w.subjects[i].org.ID
}

// excused is how many of an organization's tokens no policy keeps from working,
// but their end, their user's suspension or an owner who has not approved.
func (w *borough) excused(org *patrol.Account) (n int) {
	for i, s := range w.subjects {
		if s.org.ID == org.ID && (s.user == w.sam || s.spec.Days == 7 || i == len(w.subjects)-1) {
			n++
		}
	}
	return n
}

// preview is what erin is told of a change of the enterprise's policy, or
// olivia of acme's; nil if it may not be made.
func (w *borough) preview(r *rapid.T, c patrol.PolicyChange, enterprise patrol.Policy,
	orgs map[*patrol.Account]patrol.Policy) *patrol.PolicyOutlook {
	c.From = enterprise
	v, kind, login := w.erin, patrol.Enterprise, "globex"
	if rapid.Bool().Draw(r, "acme decides") {
		c.From, c.To.ExemptAdmins = orgs[w.acme], false
		v, kind, login = w.olivia, patrol.Organization, "acme"
	}
	o, err := w.PolicyOutlook(w.t.Context(), v, kind, login, c)
	if patrol.Invalid.Is(err) || patrol.Forbidden.Is(err) {
		return nil
	}
	w.must(err)
	return o
}

// A preview names the busiest of the tokens that stop and were used lately,
// and where most do.
func TestAPreviewNamesTheBusiest(t *testing.T) {
	w := newBorough(t)
	open := patrol.Policy{MaxDays: patrol.Forever}
	w.decreeAll(open, map[*patrol.Account]patrol.Policy{w.acme: open, w.lab: {MaxDays: 30}})
	want := []int64{}
	for i, s := range w.subjects {
		at := w.now.Add(-time.Hour)
		if i%7 == 0 {
			at = w.now.AddDate(0, 0, -31)
		}
		for range i {
			w.Store.Used(patrol.Use{TokenID: s.id, At: at})
		}
		long := s.spec.Days == patrol.Forever || s.spec.Days >= 90
		if long && s.org == w.acme && s.user != w.sam && s.spec.Name != "acme 60" && i%7 != 0 {
			want = append(want, s.id)
		}
	}
	slices.Reverse(want)
	var o *patrol.PolicyOutlook
	for tries := 0; tries == 0 || o.Stopped.Used < len(want) && tries < 100; tries++ { // uses are written late
		time.Sleep(100 * time.Millisecond)
		var err error
		o, err = w.PolicyOutlook(t.Context(), w.erin, patrol.Enterprise, "globex", patrol.PolicyChange{Kind: patrol.FineGrained,
			Block: patrol.LifetimeBlock, From: open, To: patrol.Policy{MaxDays: 89}})
		w.must(err)
	}
	var got []int64
	for _, b := range o.Busiest {
		got = append(got, b.Token.ID)
	}
	if !slices.Equal(got, want[:min(len(want), 10)]) {
		t.Errorf("busiest are %v, want %v", got, want)
	}
	if o.Stopped.Used != len(want) || len(o.ByOrg) != 1 || o.ByOrg[0] != (patrol.OrgEffect{Login: "acme", Stopped: 9}) {
		t.Errorf("%+v, %+v", o.Stopped, o.ByOrg)
	}
	slices.Sort(want)
	listed := w.listedBy(o, o.StoppingInUse())
	if slices.Sort(listed); !slices.Equal(listed, want) {
		t.Errorf("the list has %v, not the %v that are counted", listed, want)
	}
}

// Of classic tokens, those are counted that were used at an organization: each
// is asked before the change and after it.
func TestAPreviewOfClassicTokensIsWhatHappens(t *testing.T) {
	w := newTown(t)
	var tokens []*patrol.Issued
	for _, days := range []int{7, 60, 366, patrol.Forever} {
		tokens = append(tokens, w.classic(w.dana, fmt.Sprint(days), days, "repo"),
			w.classic(w.olivia, fmt.Sprint(days), days, "repo"))
	}
	w.classic(w.dana, "never used there", patrol.Forever, "repo")
	working := func() (n int) {
		for _, issued := range tokens {
			if w.tries(issued.Secret, fetches("acme", "vault")) == "in order" {
				n++
			}
		}
		return n
	}
	look := func(c patrol.PolicyChange) *patrol.PolicyOutlook {
		c.Kind = patrol.Classic
		o, err := w.PolicyOutlook(t.Context(), w.erin, patrol.Enterprise, "globex", c)
		w.must(err)
		return o
	}
	before := working()
	none := patrol.PolicyChange{Block: patrol.AccessBlock, To: patrol.Policy{Access: patrol.No}}
	for tries := 0; look(none).Stopped.Used < len(tokens) && tries < 100; tries++ { // uses are written late
		time.Sleep(100 * time.Millisecond)
	}
	for block, tos := range map[patrol.Block][]patrol.Policy{
		patrol.AccessBlock:   {none.To, {Access: patrol.Yes}},
		patrol.LifetimeBlock: {{MaxDays: 59}, {MaxDays: 90}, {MaxDays: 366}, {MaxDays: patrol.Forever}},
	} {
		for _, to := range tos {
			o := look(patrol.PolicyChange{Block: block, To: to})
			w.classicPolicy(w.globex, to.About(block))
			after := working()
			w.classicPolicy(w.globex, patrol.Policy{})
			if o.Stopped.Tokens != before-after || before != len(tokens) {
				t.Errorf("%s %+v: %+v, but %d of %d work", block, to, o.Stopped, after, before)
			}
		}
	}
	if o := look(none); len(o.Busiest) != len(tokens) || o.Busiest[0].Grant.Owner != "acme" {
		t.Errorf("%+v", o)
	}
}
