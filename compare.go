package patrol

import "slices"

// A Comparison is what a reach asks for beside what was granted before.
type Comparison struct {
	Added, Raised, Same []Step // permissions, in the order in which pages show them
	// First reports whether nothing had been granted: all is added.
	First bool
	// Widens reports whether more repositories would be reached, and More are
	// those, if they are named.
	Widens bool
	More   []int64
}

// A Step is a permission and how its level changes.
type Step struct {
	Permission Permission
	From, To   Level
}

// Beside compares r with a grant, nil for none.
func (r Reach) Beside(granted *Grant) Comparison {
	c := Comparison{First: granted == nil}
	var before Reach
	if granted != nil {
		before = granted.Reach
	}
	for _, p := range catalog {
		step := Step{p, before.Permissions[p.Key], r.Permissions[p.Key]}
		switch {
		case step.To == None:
		case step.From == None:
			c.Added = append(c.Added, step)
		case step.From < step.To:
			c.Raised = append(c.Raised, step)
		default:
			c.Same = append(c.Same, step)
		}
	}
	switch r.Selection {
	case All:
		c.Widens = before.Selection != All
	case Selected:
		c.More = slices.DeleteFunc(slices.Clone(r.Repositories), before.Has)
		c.Widens = len(c.More) > 0
	}
	return c
}
