package main

import (
	"time"

	"patrol"
)

// demoEnterprise is the enterprise of all the demo's organizations.
const demoEnterprise = "acme-group"

// decides changes what the enterprise decided about fine-grained tokens.
func decides(b patrol.Block, p patrol.Policy, why string) deed {
	return announces(b, p, 0, why)
}

// announces changes it so many days ahead; 0 for at once.
func announces(b patrol.Block, p patrol.Policy, ahead int, why string) deed {
	return func(s *stage, v *patrol.Viewer) error {
		now, err := s.authority.EnterprisePolicy(s.ctx, v, demoEnterprise, patrol.FineGrained)
		if err != nil {
			return err
		}
		c := patrol.PolicyChange{Kind: patrol.FineGrained, Block: b, From: now.Policy, To: p, Note: why}
		if ahead > 0 {
			c.On = s.now.UTC().Truncate(24*time.Hour).AddDate(0, 0, ahead)
		}
		return s.authority.ChangeEnterprisePolicy(s.ctx, v, demoEnterprise, c)
	}
}
