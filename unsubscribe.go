package patrol

import (
	"context"
	"crypto/hmac"
	"fmt"
	"strconv"
	"strings"
)

// An Unsubscription is what a link in a mail asks for: no more mail to one user
// about one topic. Whoever has the mail may ask for it, signed in or not.
type Unsubscription struct {
	UserID int64
	Topic  MailTopic
}

// seal is u with a signature, as it stands in a link.
func (u Unsubscription) seal(k Key) string {
	text := fmt.Sprintf("%d.%s", u.UserID, u.Topic)
	return text + "." + k.sign("unsubscribe "+text)
}

// UnsubscribeLink is by which whoever gets m says that they want no more such
// mail; "" if that cannot be declined.
func (a *Authority) UnsubscribeLink(ctx context.Context, m *Mail) (string, error) {
	topic := m.Kind.Topic()
	if topic == "" {
		return "", nil
	}
	key, err := a.linkKey(ctx)
	return a.URL + "/unsubscribe/" + Unsubscription{m.UserID, topic}.seal(key), err
}

// linkKey is what links of ours are sealed with. The first time it is made.
func (a *Authority) linkKey(ctx context.Context) (key Key, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		key, err = tx.LinkKey()
		return err
	})
	if !NotFound.Is(err) {
		return key, err
	}
	err = a.Store.Update(ctx, func(tx Tx) error {
		if err := tx.KeepLinkKey(NewKey()); err != nil {
			return err
		}
		key, err = tx.LinkKey()
		return err
	})
	return key, err
}

// CheckUnsubscription returns what a sealed Unsubscription asks for, or
// NotFound if we did not seal it.
func (a *Authority) CheckUnsubscription(ctx context.Context, sealed string) (u Unsubscription, err error) {
	err = a.Store.View(ctx, func(tx Tx) error {
		u, err = openUnsubscription(tx, sealed)
		return err
	})
	return u, err
}

// Unsubscribe does what a sealed Unsubscription asks for. Done twice it is as
// done once.
func (a *Authority) Unsubscribe(ctx context.Context, sealed string) (u Unsubscription, err error) {
	err = a.Store.Update(ctx, func(tx Tx) error {
		if u, err = openUnsubscription(tx, sealed); err != nil {
			return err
		}
		s, err := tx.MailSettings(u.UserID)
		if err != nil {
			return err
		}
		return tx.SetMailSettings(u.UserID, s.without(u.Topic))
	})
	return u, err
}

func openUnsubscription(tx Tx, sealed string) (Unsubscription, error) {
	nobodys := errorf(NotFound, "Not Found")
	words := strings.Split(sealed, ".")
	if len(words) != 3 {
		return Unsubscription{}, nobodys
	}
	id, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return Unsubscription{}, nobodys
	}
	key, err := tx.LinkKey()
	if err != nil {
		return Unsubscription{}, err
	}
	u := Unsubscription{id, MailTopic(words[1])}
	if !hmac.Equal([]byte(u.seal(key)), []byte(sealed)) {
		return Unsubscription{}, nobodys
	}
	return u, nil
}
