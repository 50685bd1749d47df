package git_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// What git asks first, with a token: answered without starting git.
func BenchmarkInfoRefs(b *testing.B) {
	w := newTown(b)
	secret := w.token("contents=read")
	for b.Loop() {
		r := httptest.NewRequest("GET", w.URL+"/acme/site/info/refs?service=git-upload-pack", nil)
		r.Header.Set("Git-Protocol", "version=2")
		r.SetBasicAuth("x", secret)
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			b.Fatal(rec.Code)
		}
	}
}
