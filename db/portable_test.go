package db

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Words one engine knows and the other does not, or not in the same sense.
var unportable = regexp.MustCompile(`(?i)::|\bILIKE\b|\bFOR UPDATE\b|\bANY ?\(|\bnow\(\)|` +
	`\bCURRENT_TIMESTAMP\b|\bINSERT OR\b|\bIFNULL\b|\?`)

var query = regexp.MustCompile(`(?i)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|WHERE|FROM|LEFT JOIN|ORDER BY)\b`)

func TestQueriesArePortable(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	queries := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			if !query.MatchString(text) {
				return true
			}
			queries++
			if bad := unportable.FindString(text); bad != "" {
				t.Errorf("%s: %q is not portable", fset.Position(lit.Pos()), bad)
			}
			return true
		})
	}
	if queries < 10 {
		t.Errorf("saw only %d queries", queries)
	}
}
