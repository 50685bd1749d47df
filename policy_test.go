package patrol

import (
	"cmp"
	"testing"
)

// policies are all there can be, but for limits between those named.
func policies(yield func(Policy) bool) {
	for _, access := range []Ruling{Unsaid, Yes, No} {
		for _, approval := range []Ruling{Unsaid, Yes, No} {
			for _, days := range []int{0, 7, 30, MaxDays, Forever} {
				if !yield(Policy{Access: access, Approval: approval, MaxDays: days}) {
					return
				}
			}
		}
	}
}

// An enterprise's word holds, and its limit can only be made stricter.
func TestNoOrganizationLoosensItsEnterprise(t *testing.T) {
	for enterprise := range policies {
		for org := range policies {
			g := Governance{Org: org, OrgName: "acme", Enterprise: enterprise, EnterpriseName: "globex"}
			access, accessBy := g.Access()
			if enterprise.Access != Unsaid && (access != (enterprise.Access == Yes) || accessBy != Enterprise) {
				t.Errorf("%+v: access %v by %v", g, access, accessBy)
			}
			if enterprise.Access == Unsaid && (access != (org.Access != No) || accessBy != Organization) {
				t.Errorf("%+v: access %v by %v", g, access, accessBy)
			}
			approval, approvalBy := g.NeedsApproval()
			if enterprise.Approval != Unsaid && (approval != (enterprise.Approval == Yes) || approvalBy != Enterprise) {
				t.Errorf("%+v: approval %v by %v", g, approval, approvalBy)
			}
			if enterprise.Approval == Unsaid && approval != (org.Approval != No) {
				t.Errorf("%+v: approval %v", g, approval)
			}
			limit := g.Limit(false)
			for _, days := range []int{1, 7, 8, 30, 31, MaxDays, MaxDays + 1, Forever} {
				within := func(max int) bool {
					if max == 0 {
						max = 366
					}
					return max == Forever || days != Forever && days <= max
				}
				if got, want := limit.Allows(days), within(org.MaxDays) && within(enterprise.MaxDays); got != want {
					t.Errorf("%+v allows %d days: %v, want %v", g, days, got, want)
				}
			}
		}
	}
}

func TestWhoseLimitItIs(t *testing.T) {
	tests := []struct {
		name   string
		g      Governance
		exempt bool
		want   Limit
	}{
		{"one's own", Governance{Personal: true}, false, Limit{Forever, User, ""}},
		{"nothing said", Governance{OrgName: "acme"}, false, Limit{366, Organization, "acme"}},
		{"none", Governance{OrgName: "acme", Org: Policy{MaxDays: Forever}}, false, Limit{Forever, Organization, "acme"}},
		{"none, in an enterprise that said nothing", Governance{OrgName: "acme", Org: Policy{MaxDays: Forever}, EnterpriseName: "globex"},
			false, Limit{366, Enterprise, "globex"}},
		{"stricter organization", Governance{OrgName: "acme", Org: Policy{MaxDays: 7}, EnterpriseName: "globex", Enterprise: Policy{MaxDays: 30}},
			false, Limit{7, Organization, "acme"}},
		{"stricter enterprise", Governance{OrgName: "acme", Org: Policy{MaxDays: 90}, EnterpriseName: "globex", Enterprise: Policy{MaxDays: 30}},
			false, Limit{30, Enterprise, "globex"}},
		{"exempt from the enterprise's alone", Governance{OrgName: "acme", Org: Policy{MaxDays: 90}, EnterpriseName: "globex",
			Enterprise: Policy{MaxDays: 30, ExemptAdmins: true}}, true, Limit{90, Organization, "acme"}},
		{"an administrator who is not exempt", Governance{OrgName: "acme", Org: Policy{MaxDays: 90}, EnterpriseName: "globex",
			Enterprise: Policy{MaxDays: 30}}, true, Limit{30, Enterprise, "globex"}},
	}
	for _, tt := range tests {
		if got := tt.g.Limit(tt.exempt); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// What holds is what the specification says, for either kind of token, in all
// combinations of what an enterprise and an organization can say.
func TestWhatHoldsIsWhatIsSpecified(t *testing.T) {
	const unlimited = MaxDays + 1
	for _, kind := range []TokenKind{FineGrained, Classic} {
		days := func(p Policy) int {
			switch {
			case p.MaxDays == Forever, p.MaxDays == 0 && kind == Classic:
				return unlimited
			}
			return cmp.Or(p.MaxDays, 366)
		}
		for enterprise := range policies {
			for org := range policies {
				for _, exempts := range []bool{false, true} {
					enterprise.ExemptAdmins = exempts
					g := Governance{Kind: kind, Org: org, OrgName: "acme", Enterprise: enterprise, EnterpriseName: "globex"}
					for _, admin := range []bool{false, true} {
						most, whose := days(org), Organization
						if above := days(enterprise); above < most && !(exempts && admin) {
							most, whose = above, Enterprise
						}
						l := g.Limit(admin)
						if l.By != whose || (l.Days == Forever) != (most == unlimited) || most != unlimited && l.Days != most {
							t.Fatalf("%+v, administrator %v: %+v, want %d by %s", g, admin, l, most, whose)
						}
						restricted := enterprise.Access == No || enterprise.Access == Unsaid && org.Access == No
						if g.Admits(30, admin) != (!restricted && most >= 30) || g.Admits(Forever, admin) != (!restricted && most == unlimited) {
							t.Fatalf("%+v, administrator %v, admits the wrong tokens", g, admin)
						}
					}
					needed, by := g.NeedsApproval()
					want := enterprise.Approval == Yes || enterprise.Approval == Unsaid && org.Approval != No
					if needed != (want && kind == FineGrained) || kind == FineGrained && (by == Enterprise) != enterprise.Approval.said() {
						t.Fatalf("%+v needs approval: %v, by %s", g, needed, by)
					}
				}
			}
		}
	}
}

// A change of an enterprise's policy is stricter if it is so for any
// organization.
func TestStricterForAny(t *testing.T) {
	for _, kind := range []TokenKind{FineGrained, Classic} {
		for was := range policies {
			for is := range policies {
				before := Governance{Kind: kind, Enterprise: was, EnterpriseName: "globex"}
				after := before.saying(is)
				want := false
				for org := range policies {
					b, a := before, after
					b.Org, b.OrgName, a.Org, a.OrgName = org, "acme", org, "acme"
					want = want || a.Stricter(b)
				}
				if got := after.Stricter(before); got != want {
					t.Fatalf("%s: from %+v to %+v is stricter: %v, want %v", kind, was, is, got, want)
				}
			}
		}
	}
}

// The usual life is never longer than the limit, and within one month.
func TestUsualLife(t *testing.T) {
	for days, want := range map[int]int{Forever: 30, 366: 30, 30: 30, 29: 29, 1: 1} {
		if got := (Limit{Days: days}).Default(); got != want {
			t.Errorf("limit of %d days: %d days, want %d", days, got, want)
		}
	}
}
