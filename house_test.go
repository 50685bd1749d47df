package patrol_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayImport says who may import whom, within the house. The law imports nobody.
var mayImport = map[string][]string{
	"":                  {},
	"/db":               {""},
	"/db/repos":         {""},
	"/db/password":      {""},
	"/db/seal":          {""},
	"/db/dbtest":        {"", "/db"},
	"/views":            {"", "/static"},
	"/handlers/console": {"", "/views"},
	"/handlers/rest":    {""},
	"/handlers/git":     {""},
	"/static":           {},
	"/web/worker":       {},
	"/web/mail":         {"", "/views"},
	"/web":              {"", "/handlers/console", "/handlers/rest", "/handlers/git", "/views", "/static"},
	"/web/hooks":        {""},
	// A program wires the others together; nobody imports it.
	"/cmd": {"", "/db", "/db/repos", "/db/password", "/db/seal", "/handlers/rest", "/web", "/web/hooks", "/web/mail",
		"/web/worker", "/static"},
}

func TestWhoImportsWhom(t *testing.T) {
	const house = "patrol"
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		paths := strings.Fields(line)
		who := strings.TrimPrefix(paths[0], house)
		if path.Dir(who) == "/cmd" {
			who = "/cmd"
		}
		allowed, known := mayImport[who]
		if !known {
			t.Errorf("package %s has no place in the house", paths[0])
		}
		for _, p := range paths[1:] {
			whom, inside := strings.CutPrefix(p, house)
			if inside && !slices.Contains(allowed, whom) {
				t.Errorf("%s imports %s", paths[0], p)
			}
			if who == "" && strings.Contains(p, ".") {
				t.Errorf("the law imports %s; the standard library must do", p)
			}
		}
	}
}

func TestFoldersHaveAPlace(t *testing.T) {
	fixed := []string{"web", "views", "handlers", "db", "static", "cmd", "docs", ".ci", ".git"}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(fixed, e.Name()) {
			t.Errorf("folder %s has no place in the house", e.Name())
		}
	}
}

// The sizes past which a function or a file tells more than one story.
const (
	longestFunction = 60
	longestFile     = 350
)

func TestSizes(t *testing.T) {
	for _, f := range sources(t, ".go", ".templ") {
		if lines := bytes.Count(f.text, []byte("\n")); lines > longestFile && !f.test() {
			t.Errorf("%s has %d lines", f.path, lines)
		}
	}
	for _, f := range sources(t, ".go") {
		for _, d := range f.syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || f.test() {
				continue
			}
			if lines := f.line(fn.End()) - f.line(fn.Pos()) + 1; lines > longestFunction {
				t.Errorf("%s:%d: %s has %d lines", f.path, f.line(fn.Pos()), fn.Name.Name, lines)
			}
		}
	}
}

// forbidden says which calls have no place where, and what is there instead.
var forbidden = []struct {
	call    string
	where   func(source) bool
	because string
}{
	{"context.Background", source.inside, "a context comes from the caller"},
	{"context.TODO", source.inside, "a context comes from the caller"},
	{"c.QueryParam", source.described, "what an endpoint reads is a struct, so that the description has it"},
	{"c.QueryParams", source.described, "what an endpoint reads is a struct, so that the description has it"},
	{"os.Getenv", source.inside, "flags alone read the environment"},
	{"os.LookupEnv", source.inside, "flags alone read the environment"},
	{"t.Skip", source.test, "a test that does not run says so by failing"},
	{"t.Skipf", source.test, "a test that does not run says so by failing"},
	{"t.SkipNow", source.test, "a test that does not run says so by failing"},
}

func TestForbiddenCalls(t *testing.T) {
	for _, f := range sources(t, ".go") {
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, _ := sel.X.(*ast.Ident)
			for _, no := range forbidden {
				if from != nil && from.Name+"."+sel.Sel.Name == no.call && no.where(f) {
					t.Errorf("%s:%d: %s: %s", f.path, f.line(n.Pos()), no.call, no.because)
				}
			}
			return true
		})
	}
}

func TestNoInit(t *testing.T) {
	for _, f := range sources(t, ".go") {
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s:%d: init runs unasked", f.path, f.line(fn.Pos()))
			}
		}
	}
}

// Nothing is left for later in a comment.
func TestNothingLeftToDo(t *testing.T) {
	later := regexp.MustCompile(`(//|/\*|--).*\b([T]ODO|[F]IXME|[X]XX)\b`)
	for _, f := range sources(t, ".go", ".templ", ".sql", ".css") {
		if later.Match(f.text) {
			t.Errorf("%s leaves something to do", f.path)
		}
	}
}

// A source is a file that someone wrote by hand.
type source struct {
	path   string
	text   []byte
	files  *token.FileSet
	syntax *ast.File // of a Go file
}

func (s source) line(p token.Pos) int { return s.files.Position(p).Line }

// test reports whether s is there for tests alone.
func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || strings.HasPrefix(s.path, "db/dbtest/")
}

// inside reports whether s is of the product, and not of a program's wiring.
func (s source) inside() bool { return !s.test() && !strings.HasPrefix(s.path, "cmd/") }

// described reports whether s is of the API, which tells what it reads.
func (s source) described() bool {
	return !s.test() && strings.HasPrefix(s.path, "handlers/rest/") && s.path != "handlers/rest/endpoint.go"
}

// sources returns all sources whose names end in one of the suffixes.
func sources(t *testing.T, suffixes ...string) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !slices.Contains(suffixes, filepath.Ext(p)) || strings.HasSuffix(p, "_templ.go") {
			return nil
		}
		s := source{path: filepath.ToSlash(p), files: token.NewFileSet()}
		if s.text, err = os.ReadFile(p); err != nil {
			return err
		}
		if filepath.Ext(p) == ".go" {
			s.syntax, err = parser.ParseFile(s.files, p, s.text, 0)
		}
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
