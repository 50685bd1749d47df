package patrol

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Level is how much a permission gives. Higher levels include lower ones.
type Level int

// Levels, the least first.
const (
	None Level = iota
	Read
	Write
	Admin
)

// levels are the names of levels.
var levels = []string{"none", "read", "write", "admin"}

// String is the name of l.
func (l Level) String() string {
	if l < None || l > Admin {
		return fmt.Sprintf("Level(%d)", int(l))
	}
	return levels[l]
}

// ParseLevel is the inverse of Level.String.
func ParseLevel(s string) (Level, error) {
	if i := slices.Index(levels, s); i >= 0 {
		return Level(i), nil
	}
	return None, fmt.Errorf("no such level %q", s)
}

// MarshalText writes l as JSON has it: "write".
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLevel(string(text))
	return err
}

// Permissions maps a permission, such as "contents", to the level given. A
// level of None is as good as no entry.
// Its text form is sorted, as in "contents=write issues=read".
type Permissions map[string]Level

// Include reports whether p gives everything that need asks for.
func (p Permissions) Include(need Permissions) bool {
	for key, level := range need {
		if p[key] < level {
			return false
		}
	}
	return true
}

// Equal reports whether p and q give the same.
func (p Permissions) Equal(q Permissions) bool { return p.Include(q) && q.Include(p) }

// Beyond is what p asks for and granted does not give: what is new in p, and
// what is higher there.
func (p Permissions) Beyond(granted Permissions) Permissions {
	beyond := Permissions{}
	for key, level := range p {
		if level > granted[key] {
			beyond[key] = level
		}
	}
	return beyond
}

// Meet is what p and q both give.
func (p Permissions) Meet(q Permissions) Permissions {
	both := Permissions{}
	for key, level := range p {
		if level = min(level, q[key]); level != None {
			both[key] = level
		}
	}
	return both
}

// WithMetadata is p with read access to metadata, if it gives anything in
// repositories: nothing there can be used without.
//
// GitHub: Metadata is added, and required, with any repository permission.
func (p Permissions) WithMetadata() Permissions {
	with := maps.Clone(p)
	for key, level := range p {
		if catalogued, _ := PermissionByKey(key); level != None && catalogued.Group == RepositoryGroup {
			with["metadata"] = max(with["metadata"], Read)
		}
	}
	return with
}

// At is the catalogued permissions that p gives at just this level, in the
// order in which pages show them.
func (p Permissions) At(level Level) []Permission {
	return p.catalogued(func(l Level) bool { return l == level })
}

// Given is the catalogued permissions that p gives at any level, in that order.
func (p Permissions) Given() []Permission {
	return p.catalogued(func(Level) bool { return true })
}

// catalogued is the permissions that p gives at a wanted level.
func (p Permissions) catalogued(wanted func(Level) bool) []Permission {
	var places []int
	for key, l := range p {
		if n, known := numbers[key]; known && l != None && wanted(l) {
			places = append(places, n)
		}
	}
	slices.Sort(places)
	found := make([]Permission, len(places))
	for i, n := range places {
		found[i] = catalog[n]
	}
	return found
}

// String is the text form of p.
func (p Permissions) String() string {
	var words []string
	for _, key := range slices.Sorted(maps.Keys(p)) {
		if p[key] != None {
			words = append(words, key+"="+p[key].String())
		}
	}
	return strings.Join(words, " ")
}

// ParsePermissions is the inverse of Permissions.String.
func ParsePermissions(s string) (Permissions, error) {
	p := Permissions{}
	for word := range strings.FieldsSeq(s) {
		key, level, _ := strings.Cut(word, "=")
		l, err := ParseLevel(level)
		if err != nil {
			return nil, fmt.Errorf("permission %q: %w", key, err)
		}
		if _, twice := p[key]; twice || key == "" {
			return nil, fmt.Errorf("permission %q: named twice, or not at all", key)
		}
		p[key] = l
	}
	return p, nil
}

// with is what p and q give together.
func (p Permissions) with(q Permissions) Permissions {
	both := Permissions{}
	for _, some := range []Permissions{p, q} {
		for key, level := range some {
			both[key] = max(both[key], level)
		}
	}
	return both
}

// growth is by how many levels p would grow to include q.
func (p Permissions) growth(q Permissions) (levels int) {
	for key, level := range q {
		levels += max(0, int(level-p[key]))
	}
	return levels
}
