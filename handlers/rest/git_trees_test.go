package rest

import (
	"encoding/json"
	"testing"

	"patrol"
)

// Of whatever tree is asked for, each change says one thing about one path.
func FuzzTreeBody(f *testing.F) {
	for _, s := range []string{
		`{"tree":[{"path":"a","mode":"100644","content":"x"}]}`,
		`{"tree":[{"path":"a","mode":"040000","type":"tree","sha":"4b825dc642cb6eb9a060e54bf8d69288fbee4904"}]}`,
		`{"tree":[{"path":"a","sha":null}]}`, `{"tree":[{"path":"a","sha":7,"mode":"100644"}]}`,
		`{"tree":[{"path":"a//b","sha":null}]}`, `{"tree":[{"path":"a","mode":"160000","content":""}]}`,
		`{"tree":[null,{}]}`, `{"tree":[{"path":"a","mode":"100644","sha":"","content":null}],"base_tree":"main"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b treeBody
		if json.Unmarshal([]byte(s), &b) != nil {
			return
		}
		changes, err := b.changes()
		if err != nil {
			if !patrol.Invalid.Is(err) {
				t.Errorf("%s: %v", s, err)
			}
			return
		}
		for _, c := range changes {
			if !wellFormed(c.Path) || c.Path == "" || !c.Gone && treeModes[c.Mode] == "" ||
				c.Gone && c.SHA != "" || c.SHA != "" && c.Data != nil {
				t.Errorf("%s: %+v", s, c)
			}
		}
	})
}
