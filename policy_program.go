package patrol

import "context"

// Governed returns the policies on tokens of all kinds at an organization or an
// enterprise of which v is an owner, as they are now.
func (a *Authority) Governed(ctx context.Context, v *Viewer, login string) (all map[TokenKind]Governance, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		all = map[TokenKind]Governance{}
		o, err := owned(tx, v.Account, login, Organization, Enterprise)
		if err != nil {
			return err
		}
		for _, k := range []TokenKind{FineGrained, Classic} {
			g, err := governanceAt(tx, o, k)
			if err != nil {
				return err
			}
			all[k] = g.At(a.Now())
		}
		return nil
	})
	return all, err
}

// ChangePolicies makes changes of what an organization or an enterprise, of
// which v is an owner, decided: all of them or, if one may not be, none. They
// begin from what holds now, whatever their From.
func (a *Authority) ChangePolicies(ctx context.Context, v *Viewer, login string, changes ...PolicyChange) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		if _, err := a.settlePolicies(tx); err != nil {
			return err
		}
		if err := a.confirmPerson(tx, v); err != nil {
			return err
		}
		for _, c := range changes {
			o, err := owned(tx, v.Account, login, Organization, Enterprise)
			if err != nil {
				return err
			}
			if err := a.decree(tx, v, o, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// decree makes one change of what o decided.
func (a *Authority) decree(tx Tx, v *Viewer, o *Account, c PolicyChange) error {
	before, err := governanceAt(tx, o, c.Kind)
	if err != nil {
		return err
	}
	before = before.At(a.Now())
	c.From = before.Settled()
	after, err := before.after(c, a.Now())
	if err != nil {
		return err
	}
	if err := v.By.mayDecree(before, after); err != nil {
		return err
	}
	return a.changePolicy(tx, v, o, before, &PolicyEntry{PolicyChange: c})
}

// mayDecree refuses to have b, which is nil for a person, loosen what holds for
// tokens of its own kind: nobody's program opens doors to itself.
func (b *Bearer) mayDecree(before, after Governance) error {
	if b != nil && b.Kind == before.Kind && before.Stricter(after) {
		return errorf(Forbidden, "A token loosens no policy on tokens of its own kind")
	}
	return nil
}
