package patrol

import "slices"

// Callable is the operations that r allows among the resources of such an
// owner, by path: those whose needs its permissions meet, and those that never
// need any. Others that read work in public repositories too, as they do for
// every token; that is no power of r, and not counted.
func (r Reach) Callable(owner AccountKind) []Operation {
	h := r.hold(owner)
	var open []Operation
	for i := range operations {
		if h.opens(&operations[i]) {
			open = append(open, operations[i])
		}
	}
	return open
}

// Opened are those Callable that r's permissions are needed for.
func (r Reach) Opened(owner AccountKind) []Operation {
	return slices.DeleteFunc(r.Callable(owner), func(o Operation) bool { return len(o.needs) == 0 })
}

// CountCallable is how many operations Callable lists.
func (r Reach) CountCallable(owner AccountKind) int {
	h := r.hold(owner)
	count := 0
	for i := range operations {
		if h.opens(&operations[i]) {
			count++
		}
	}
	return count
}

// Fitting is r without the permissions that do not fit such an owner and r's
// selection, which no token could be given.
func (r Reach) Fitting(owner AccountKind) Reach {
	fitting := Permissions{}
	for key, level := range r.Permissions {
		p, known := PermissionByKey(key)
		if known && p.Group.fits(owner == User, r.Selection == PublicOnly) {
			fitting[key] = level
		}
	}
	r.Permissions = fitting
	return r
}

// A holding is what a token holds: a level for each permission by its place in
// the catalogue, without those that do not fit its owner and repositories.
type holding struct {
	levels      [128]Level // room for the catalogue, and no allocation
	ownerIsUser bool
	publicOnly  bool
}

// hold makes r ready to be compared with all operations at once.
func (r Reach) hold(owner AccountKind) holding {
	h := holding{ownerIsUser: owner == User, publicOnly: r.Selection != All && r.Selection != Selected}
	for key, level := range r.Permissions {
		if n, known := numbers[key]; known && catalog[n].Group.fits(h.ownerIsUser, h.publicOnly) {
			h.levels[n] = level
		}
	}
	return h
}

// opens reports whether h suffices for o.
func (h *holding) opens(o *Operation) bool {
	switch {
	case !o.Callable:
		return false
	case len(o.needs) == 0 && !o.Writes():
		return true
	case !o.home.fits(h.ownerIsUser, h.publicOnly):
		return false
	}
	for _, set := range o.needs {
		if h.meets(set) {
			return true
		}
	}
	return len(o.needs) == 0
}

func (h *holding) meets(set []need) bool {
	for _, n := range set {
		if h.levels[n.number] < n.level {
			return false
		}
	}
	return true
}
