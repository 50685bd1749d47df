package patrol

import "slices"

// FindPlace reads what a user (0 for nobody) is to a repository, or to an
// owner alone if repository is empty, or returns NotFound.
func FindPlace(tx Tx, userID int64, owner, repository string) (*Place, error) {
	account, err := tx.AccountByLogin(owner)
	if err != nil {
		return nil, err
	}
	p := &Place{Owner: account}
	if repository != "" {
		if p.Repository, err = tx.Repository(owner, repository); err != nil {
			return nil, err
		}
	}
	enterprise, err := enterpriseOf(tx, account)
	if err != nil {
		return nil, err
	}
	if p.Governance, err = governanceIn(tx, enterprise, account, FineGrained); err != nil {
		return nil, err
	}
	if p.Classic, err = governanceIn(tx, enterprise, account, Classic); err != nil {
		return nil, err
	}
	facts, err := p.facts(tx, userID)
	if err != nil {
		return nil, err
	}
	p.Role = facts.role()
	p.Exempt, err = administers(tx, userID, account.Enterprise)
	return p, err
}

// administers reports whether a user, 0 for nobody, owns an enterprise, 0 for none.
func administers(tx Tx, userID, enterpriseID int64) (bool, error) {
	if userID == 0 || enterpriseID == 0 {
		return false, nil
	}
	role, err := tx.MemberRole(enterpriseID, userID)
	return role == Owner, err
}

// governanceOn is the policies on tokens of kind k that hold at p.
func (p *Place) governanceOn(k TokenKind) Governance {
	if k == Classic {
		return p.Classic
	}
	return p.Governance
}

// facts are what a user is to p. A member may see their organization itself.
func (p *Place) facts(tx Tx, userID int64) (f roleFacts, err error) {
	f = roleFacts{base: Read}
	if p.Repository != nil {
		f.base, f.visibility = p.Owner.Base, p.Repository.Visibility
	}
	if userID == 0 {
		return f, nil
	}
	f.owns = userID == p.Owner.ID
	if f.membership, err = tx.MemberRole(p.Owner.ID, userID); err != nil || p.Repository == nil {
		return f, err
	}
	if f.collaborates, err = tx.Collaboration(p.Repository.ID, userID); err != nil {
		return f, err
	}
	if f.visibility == Internal && p.Owner.Enterprise != 0 {
		f.insider, err = insider(tx, p.Owner.Enterprise, userID)
	}
	return f, err
}

// insider reports whether a user is a member of an organization of an enterprise.
func insider(tx Tx, enterpriseID, userID int64) (bool, error) {
	memberships, err := tx.Memberships(userID)
	return slices.ContainsFunc(memberships, func(m Membership) bool {
		return m.Account.Enterprise == enterpriseID
	}), err
}
