package db_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"patrol"
	"patrol/db/dbtest"
)

// crowd gives dana n tokens and returns the digests of their secrets.
func (w *town) crowd(n int) []patrol.Digest {
	w.t.Helper()
	digests := make([]patrol.Digest, n)
	for from := 0; from < n; from += 1000 {
		w.update(func(tx patrol.Tx) error {
			for i := from; i < min(from+1000, n); i++ {
				digests[i] = patrol.NewSecret(1).Digest()
				token := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: fmt.Sprint("crowd-", i),
					State: patrol.Active, Wants: patrol.Reach{Selection: patrol.All,
						Permissions: patrol.Permissions{"contents": patrol.Read, "metadata": patrol.Read}}}
				if err := keep(tx, token, digests[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return digests
}

func BenchmarkBearer(b *testing.B) {
	w := newTown(b)
	digests := w.crowd(10_000)
	ask := func(b *testing.B, d patrol.Digest) {
		if _, err := w.Bearer(b.Context(), d); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("hit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			ask(b, digests[0])
		}
	})
	b.Run("miss", func(b *testing.B) {
		b.ReportAllocs()
		for n := 0; b.Loop(); n++ {
			if n%len(digests) == 0 {
				w.Forget()
			}
			ask(b, digests[n%len(digests)])
		}
	})
	b.Run("miss, two at a time", func(b *testing.B) {
		var n atomic.Int64
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				i := int(n.Add(1)) % len(digests)
				if i == 0 {
					w.Forget()
				}
				ask(b, digests[i])
			}
		})
	})
}

func BenchmarkPlace(b *testing.B) {
	w := newTown(b)
	b.Run("hit", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Place(b.Context(), w.dana.ID, "acme", "site")
		}
	})
	b.Run("miss", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w.Forget()
			w.Place(b.Context(), w.dana.ID, "acme", "site")
		}
	})
}

func BenchmarkCreate(b *testing.B) {
	for _, writers := range []int{1, 32} {
		b.Run(fmt.Sprint(writers, " writers"), func(b *testing.B) {
			w := newTown(b)
			var n atomic.Int64
			b.SetParallelism((writers + 1) / 2)
			if writers == 1 {
				for b.Loop() {
					w.create(n.Add(1))
				}
				return
			}
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					w.create(n.Add(1))
				}
			})
		})
	}
}

// create makes a token as the law does, with an event.
func (w *town) create(n int64) {
	w.update(func(tx patrol.Tx) error {
		token := &patrol.Token{UserID: w.dana.ID, OwnerID: w.dana.ID, Name: fmt.Sprint(n), State: patrol.Active,
			Wants: patrol.Reach{Selection: patrol.All, Permissions: patrol.Permissions{"contents": patrol.Read}}}
		if err := keep(tx, token, patrol.NewSecret(n).Digest()); err != nil {
			return err
		}
		return tx.Record(&patrol.Event{Action: patrol.TokenCreated, UserID: w.dana.ID, TokenID: token.ID})
	})
}

func BenchmarkRepositorySearch(b *testing.B) {
	w := newTown(b)
	w.update(func(tx patrol.Tx) error {
		for n := range 10_000 {
			v := []patrol.Visibility{patrol.Private, patrol.Public, patrol.Internal}[n%3]
			r := &patrol.Repository{OwnerID: w.acme.ID, Name: fmt.Sprintf("service-%05d-api", n), Visibility: v}
			if err := tx.InsertRepository(r); err != nil {
				return err
			}
		}
		return nil
	})
	for _, user := range []*patrol.Account{w.olivia, w.dana} {
		for _, text := range []string{"", "0999", "api", "nothing"} {
			q := patrol.RepositoryQuery{UserID: user.ID, OwnerID: w.acme.ID, Every: user == w.olivia,
				Text: text, Limit: 20}
			b.Run(user.Login+" "+text, func(b *testing.B) {
				for b.Loop() {
					w.view(func(tx patrol.Tx) error { _, err := tx.Repositories(q); return err })
				}
			})
			b.Run(user.Login+" count "+text, func(b *testing.B) {
				for b.Loop() {
					w.view(func(tx patrol.Tx) error { _, err := tx.CountRepositories(q); return err })
				}
			})
		}
	}
}

func BenchmarkTokenPage(b *testing.B) {
	w := newTown(b)
	w.crowd(10_000)
	for _, sort := range sorts {
		q := patrol.TokenQuery{UserID: w.dana.ID, Sort: sort, Limit: 50, Now: now}
		b.Run(string(sort), func(b *testing.B) {
			for b.Loop() {
				w.page(q)
			}
		})
	}
}

func BenchmarkFlush(b *testing.B) {
	w := newTown(b)
	w.crowd(10_000)
	tokens := w.page(patrol.TokenQuery{UserID: w.dana.ID, Limit: 10_000}).Tokens
	b.ResetTimer()
	for b.Loop() {
		for _, token := range tokens {
			w.Used(patrol.Use{TokenID: token.ID, At: time.Now(), Operation: "GET /user"})
		}
		w.flush()
	}
}

func BenchmarkOpen(b *testing.B) {
	dsn := dbtest.DSN(b)
	w := settle(b, dbtest.OpenDSN(b, dsn))
	d := w.crowd(10_000)[5000]
	w.Close()
	for b.Loop() {
		again := dbtest.OpenDSN(b, dsn)
		if _, err := again.Bearer(b.Context(), d); err != nil {
			b.Fatal(err)
		}
		again.Close()
	}
}
