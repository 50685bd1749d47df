package patrol

import "slices"

// A Comparison is what a reach asks for beside what was granted before.
type Comparison struct {
	Added, Raised, Same []Step // permissions, in the order in which pages show them
	// First reports whether nothing had been granted: all is added.
	First bool
	// More are the repositories that would be reached besides, Kept those that
	// are reached already.
	More, Kept Reach
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
	for _, p := range r.Permissions.Given() {
		step := Step{p, before.Permissions[p.Key], r.Permissions[p.Key]}
		switch {
		case step.From == None:
			c.Added = append(c.Added, step)
		case step.From < step.To:
			c.Raised = append(c.Raised, step)
		default:
			c.Same = append(c.Same, step)
		}
	}
	fresh := func(id int64) bool { return !before.Has(id) }
	c.More = reaching(slices.DeleteFunc(slices.Clone(r.Repositories), before.Has))
	c.Kept = reaching(slices.DeleteFunc(slices.Clone(r.Repositories), fresh))
	switch {
	case r.Selection != All:
	case before.Selection == All:
		c.Kept = Reach{Selection: All}
	default:
		c.More = Reach{Selection: All}
	}
	return c
}

// reaching is a reach of some repositories by name, or of none.
func reaching(ids []int64) Reach {
	if len(ids) == 0 {
		return Reach{Selection: PublicOnly}
	}
	return Reach{Selection: Selected, Repositories: ids}
}
