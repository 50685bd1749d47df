package patrol

import "testing"

// Each deed is news to those whom it concerns, and to nobody else.
func TestWhoHearsOfWhat(t *testing.T) {
	const olivia, dana = 1, 2
	for _, c := range []struct {
		of               Event
		toUser, toOwners NewsKind
		settles          bool
	}{
		{Event{Action: TokenCreated, ActorID: dana}, TokenAdded, "", false},
		{Event{Action: TokenUpdated, ActorID: dana}, "", "", false},
		{Event{Action: RequestCreated, ActorID: dana, RequestID: 7}, "", RequestWaits, false},
		{Event{Action: RequestCancelled, ActorID: dana, RequestID: 7}, "", "", true},
		{Event{Action: RequestDenied, ActorID: olivia, RequestID: 7}, AccessDenied, "", true},
		{Event{Action: AccessGranted, ActorID: olivia, RequestID: 7}, AccessApproved, "", true},
		{Event{Action: AccessGranted, ActorID: dana}, "", "", false}, // nobody had to be asked
		{Event{Action: AccessRevoked, ActorID: olivia}, AccessTaken, "", false},
		{Event{Action: AccessRevoked}, AccessTaken, "", false}, // they left the organization
		{Event{Action: AccessRevoked, ActorID: dana}, "", "", false},
		{Event{Action: TokenLeaked}, TokenReported, "", false},
		{Event{Action: UserSignedIn, ActorID: dana}, "", "", false},
	} {
		c.of.UserID = dana
		toUser, toOwners := c.of.news()
		if toUser != c.toUser || toOwners != c.toOwners || c.of.settles() != c.settles {
			t.Errorf("%s by %d: user %q, owners %q, settles %v", c.of.Action, c.of.ActorID, toUser, toOwners, c.of.settles())
		}
	}
}

// Of what is about security everybody gets mail, whatever they chose; of the
// rest what they chose, and nothing once they had enough.
func TestSettingsSpareSecurity(t *testing.T) {
	none := MailSettings{Requests: NoMail}
	for _, k := range []NewsKind{TokenAdded, AccessApproved, AccessDenied, AccessTaken, TokenReported} {
		if !none.want(k) || k.Topic() != "" {
			t.Errorf("%s can be declined", k)
		}
	}
	for _, k := range []NewsKind{ExpiresInWeek, ExpiresTomorrow, TokenExpired, RequestWaits, DailyDigest} {
		if k.Topic() == "" || none.want(k) || DefaultMail.without(k.Topic()).want(k) {
			t.Errorf("%s cannot be declined", k)
		}
	}
	if !DefaultMail.want(DailyDigest) || DefaultMail.want(RequestWaits) {
		t.Error("owners do not get one digest a day")
	}
}
