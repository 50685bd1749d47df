package db_test

import (
	"testing"
	"time"

	"patrol"
)

// grant lets a token of somebody's, that lives so many days, in at acme.
func (w *town) grant(user *patrol.Account, name string, days int) int64 {
	w.t.Helper()
	token, _ := w.token(name, func(t *patrol.Token) {
		t.UserID, t.OwnerID = user.ID, w.acme.ID
		if days != patrol.Forever {
			t.ExpiresAt = t.IssuedAt.AddDate(0, 0, days)
		}
	})
	return token.ID
}

func TestToll(t *testing.T) {
	w := newTown(t)
	w.grant(w.dana, "week", 7)
	month := w.grant(w.dana, "month", 30)
	quarter := w.grant(w.olivia, "quarter", 90)
	w.grant(w.olivia, "ever", patrol.Forever)
	closed := w.grant(w.sam, "closed", 90)
	w.token("elsewhere")
	w.Used(patrol.Use{TokenID: month, At: now.Add(-40 * 24 * time.Hour)})
	w.Used(patrol.Use{TokenID: quarter, At: now.Add(-20 * 24 * time.Hour)})
	w.flush()
	w.update(func(tx patrol.Tx) error {
		g, err := tx.Grant(closed, w.acme.ID)
		if err != nil {
			return err
		}
		return tx.CloseGrant(g.OwnerID, g.ID, w.olivia.ID, now)
	})
	query := func(change func(*patrol.TollQuery)) patrol.TollQuery {
		q := patrol.TollQuery{OwnerID: w.acme.ID, Upto: patrol.Forever, Now: now, Since: now.AddDate(0, 0, -30), Limit: 100}
		change(&q)
		return q
	}
	for _, c := range []struct {
		name   string
		change func(*patrol.TollQuery)
		want   patrol.Toll
	}{
		{"all", func(q *patrol.TollQuery) {}, patrol.Toll{Listed: 4, Tokens: 4, People: 2, Used: 1}},
		{"elsewhere", func(q *patrol.TollQuery) { q.OwnerID = w.acmeGroup.ID }, patrol.Toll{}},
		{"over a week", func(q *patrol.TollQuery) { q.Over = 7 }, patrol.Toll{Listed: 3, Tokens: 3, People: 2, Used: 1}},
		{"over a quarter", func(q *patrol.TollQuery) { q.Over = 90 }, patrol.Toll{Listed: 1, Tokens: 1, People: 1}},
		{"up to a month", func(q *patrol.TollQuery) { q.Upto = 30 }, patrol.Toll{Listed: 4, Tokens: 2, People: 1}},
		{"none that work", func(q *patrol.TollQuery) { q.Upto = 0 }, patrol.Toll{Listed: 4}},
		{"some expired", func(q *patrol.TollQuery) { q.Now = now.AddDate(0, 0, 30) },
			patrol.Toll{Listed: 4, Tokens: 2, People: 1, Used: 1}},
		{"longer ago", func(q *patrol.TollQuery) { q.Since = now.AddDate(0, 0, -50) },
			patrol.Toll{Listed: 4, Tokens: 4, People: 2, Used: 2}},
		{"so many", func(q *patrol.TollQuery) { q.Limit, q.Upto = 3, 0 }, patrol.Toll{Listed: 3}},
	} {
		w.view(func(tx patrol.Tx) error {
			got, err := tx.Toll(query(c.change))
			if got != c.want {
				t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
			}
			return err
		})
	}
}
