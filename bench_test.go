package patrol

import "testing"

// What every request with a token goes through.

func BenchmarkDecide(b *testing.B) {
	q := ask()
	for b.Loop() {
		if d := Decide(q); d.Verdict != Allowed {
			b.Fatal(d)
		}
	}
}

func BenchmarkParseSecret(b *testing.B) {
	text := NewSecret(1).Reveal()
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := ParseSecret(text); !ok {
			b.Fatal("refused")
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	s := NewSecret(1)
	b.ReportAllocs()
	for b.Loop() {
		s.Digest()
	}
}
