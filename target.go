package patrol

// A Target is an account or one of its repositories, by name or by id.
type Target struct {
	Owner        string // login
	Repository   string // name; empty for the owner alone
	OwnerID      int64  // instead of Owner
	RepositoryID int64  // instead of both names
	// Kind is what the owner has to be; empty for a user or an organization.
	Kind AccountKind
}

// fits reports whether an account of kind k can be t's owner.
func (t Target) fits(k AccountKind) bool { return k == t.Kind || t.Kind == "" && k != Enterprise }

// byName is t, which is given by an id, by name.
func (t Target) byName(tx Tx) (Target, error) {
	if t.RepositoryID != 0 {
		r, err := tx.RepositoryByID(t.RepositoryID)
		if err != nil {
			return Target{}, err
		}
		return Target{Owner: r.Owner, Repository: r.Name}, nil
	}
	account, err := tx.Account(t.OwnerID)
	if err != nil {
		return Target{}, err
	}
	return Target{Owner: account.Login, Kind: t.Kind}, nil
}
