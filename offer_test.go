package patrol

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyReach draws what a token may reach.
func anyReach(t *rapid.T, label string) Reach {
	r := Reach{Selection: rapid.SampledFrom([]Selection{PublicOnly, All, Selected}).Draw(t, label+" selection"),
		Permissions: Permissions{}}
	if r.Selection == Selected {
		for id := int64(1); id <= 3; id++ {
			if rapid.Bool().Draw(t, label+" repository") {
				r.Repositories = append(r.Repositories, id)
			}
		}
	}
	for _, key := range []string{"contents", "issues", "personal_access_tokens"} {
		r.Permissions[key] = Level(rapid.IntRange(0, 2).Draw(t, label+" "+key))
	}
	return r
}

// can is all that a token can do, tried one thing at a time.
func (b *Bearer) can(ownerID, repositoryID int64, key string, level Level, at time.Time) bool {
	return Decide(Question{Bearer: b, Now: at, Access: Access{OwnerID: ownerID, RepositoryID: repositoryID, Role: Admin,
		Governance: Governance{Personal: true}, Needs: []Permissions{{key: level}}}}).Verdict == Allowed
}

// Whatever a token is let make, the new one can at no time do what the token
// itself cannot.
func TestNoTokenWidensItself(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	ends := func(t *rapid.T, label string) (at time.Time) {
		if days := rapid.IntRange(0, 4).Draw(t, label); days > 0 {
			at = now.AddDate(0, 0, days)
		}
		return at
	}
	rapid.Check(t, func(t *rapid.T) {
		maker := &Bearer{TokenID: 1, Kind: rapid.SampledFrom([]TokenKind{FineGrained, Classic}).Draw(t, "kind"),
			OwnerID: 7, User: &Account{ID: 7}, Life: Life{IssuedAt: now, ExpiresAt: ends(t, "maker ends")}}
		maker.Admissions = []Admission{{OwnerID: 7, Reach: anyReach(t, "maker")}}
		o := Offer{TokenID: rapid.Int64Range(0, 2).Draw(t, "token"), OwnerID: rapid.Int64Range(7, 8).Draw(t, "owner"),
			Reach: anyReach(t, "made"), Ends: ends(t, "made ends")}
		if maker.Widens(o) != "" {
			return
		}
		if maker.Kind == Classic || o.TokenID == maker.TokenID {
			t.Fatalf("%+v may issue %+v", maker, o)
		}
		made := &Bearer{TokenID: 3, Kind: FineGrained, OwnerID: o.OwnerID, User: maker.User,
			Life: Life{IssuedAt: now, ExpiresAt: o.Ends}, Admissions: []Admission{{OwnerID: o.OwnerID, Reach: o.Reach}}}
		for days := range 6 {
			at := now.AddDate(0, 0, days)
			for id := int64(1); id <= 4; id++ {
				for key := range o.Reach.Permissions {
					for level := Read; level <= Write; level++ {
						if made.can(o.OwnerID, id, key, level, at) && !maker.can(o.OwnerID, id, key, level, at) {
							t.Fatalf("%+v makes %+v, which can do %s %s of %d on day %d", maker, o, key, level, id, days)
						}
					}
				}
			}
		}
	})
}
