package patrol

import "slices"

// Callable is the operations that r allows among the resources of such an
// owner, by path: those whose needs its permissions meet. What needs none, or
// reads public repositories, every token may do; that is no power of r, and not
// counted.
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

// countCallable is how many operations Callable lists.
func (r Reach) countCallable(owner AccountKind) int {
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

// opens reports whether o needs something, and h suffices for it.
func (h *holding) opens(o *Operation) bool {
	return o.Callable && o.home.fits(h.ownerIsUser, h.publicOnly) && slices.ContainsFunc(o.needs, h.meets)
}

func (h *holding) meets(set []need) bool {
	for _, n := range set {
		if h.levels[n.number] < n.level {
			return false
		}
	}
	return true
}
