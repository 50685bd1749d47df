package patrol

import "testing"

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

// The usual life is never longer than the limit, and within one month.
func TestUsualLife(t *testing.T) {
	for days, want := range map[int]int{Forever: 30, 366: 30, 30: 30, 29: 29, 1: 1} {
		if got := (Limit{Days: days}).Default(); got != want {
			t.Errorf("limit of %d days: %d days, want %d", days, got, want)
		}
	}
}
