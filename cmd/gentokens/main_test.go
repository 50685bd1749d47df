package main

import (
	"os"
	"testing"
)

// Every token that a style sheet refers to has a value, in the base or in all themes.
func TestTokensCoverTheStyles(t *testing.T) {
	css, err := ownStyles("../../static/css")
	if err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile("../../static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]int{}
	for _, d := range declaration.FindAllStringSubmatch(string(made), -1) {
		values[d[1]]++
	}
	dark := 0
	for _, theme := range themes {
		if theme[:4] == "dark" {
			dark++
		}
	}
	for _, r := range reference.FindAllStringSubmatch(css+string(made), -1) {
		if n := values[r[1]]; n != 1 && n != len(themes)+dark { // a dark theme stands there twice
			t.Errorf("%s has %d values: go run ./cmd/gentokens", r[1], n)
		}
	}
}
