package patrol

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// An Entry is an Event as the world outside reads it, under GitHub's names.
//
// GitHub: "Audit log events for your organization", common fields.
type Entry struct {
	Timestamp  int64  `json:"@timestamp"` // milliseconds since 1970
	DocumentID string `json:"_document_id"`
	Action     string `json:"action"`
	Operation  string `json:"operation_type"`
	Actor      string `json:"actor,omitempty"`
	ActorID    int64  `json:"actor_id,omitempty"`
	User       string `json:"user,omitempty"`
	UserID     int64  `json:"user_id,omitempty"`
	Org        string `json:"org,omitempty"`
	OrgID      int64  `json:"org_id,omitempty"`
	Business   string `json:"business,omitempty"`
	BusinessID int64  `json:"business_id,omitempty"`
	OwnerID    int64  `json:"owner_id,omitempty"` // whichever it is
	TokenName  string `json:"user_programmatic_access_name,omitempty"`
	AccessID   int64  `json:"user_programmatic_access_id,omitempty"`
	RequestID  int64  `json:"user_programmatic_access_request_id,omitempty"`
	GrantID    int64  `json:"user_programmatic_access_grant_id,omitempty"`
	TokenID    int64  `json:"token_id,omitempty"`
	Facts
	Detail    string `json:"detail,omitempty"`
	ActorIP   string `json:"actor_ip,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
	CreatedAt int64  `json:"created_at"` // milliseconds since 1970
}

// Entry is e as the world outside reads it.
func (e *Event) Entry() Entry {
	out := Entry{
		Timestamp: e.At.UnixMilli(), CreatedAt: e.At.UnixMilli(), DocumentID: strconv.FormatInt(e.ID, 10),
		Action: e.Action, Operation: operationType(e.Action), Actor: e.Actor, ActorID: e.ActorID,
		User: e.User, UserID: e.UserID, OwnerID: e.OwnerID, Business: e.Business, BusinessID: e.BusinessID,
		TokenName: e.TokenName, AccessID: e.TokenID, TokenID: e.TokenID, RequestID: e.RequestID, GrantID: e.GrantID,
		Facts: e.Facts, Detail: e.Detail, ActorIP: e.From.Address, UserAgent: e.From.Agent,
	}
	switch e.OwnerKind {
	case Organization:
		out.Org, out.OrgID = e.Owner, e.OwnerID
	case Enterprise:
		out.Business, out.BusinessID = e.Owner, e.OwnerID
	}
	return out
}

// Event is the inverse of Event.Entry.
func (e Entry) Event() (*Event, error) {
	id, err := strconv.ParseInt(e.DocumentID, 10, 64)
	out := &Event{
		ID: id, At: time.UnixMilli(e.CreatedAt).UTC(), Action: e.Action, ActorID: e.ActorID, Actor: e.Actor,
		UserID: e.UserID, User: e.User, OwnerID: e.OwnerID, Business: e.Business, BusinessID: e.BusinessID,
		TokenID: e.TokenID, TokenName: e.TokenName, GrantID: e.GrantID, RequestID: e.RequestID,
		Detail: e.Detail, Facts: e.Facts, From: Origin{Address: e.ActorIP, Agent: e.UserAgent},
	}
	switch e.OwnerID {
	case 0:
	case e.OrgID:
		out.Owner, out.OwnerKind = e.Org, Organization
	case e.BusinessID:
		out.Owner, out.OwnerKind = e.Business, Enterprise
	}
	return out, err
}

// accessType is what logs call tokens of kind k.
func (k TokenKind) accessType() string {
	if k == Classic {
		return "Personal access token (classic)"
	}
	return "Fine-grained personal access token"
}

// A NamedValue is a field of an Entry: text as it is, other things in JSON,
// nothing as "".
type NamedValue struct{ Name, Value string }

// Values are all fields of e, in order.
func (e Entry) Values() (all []NamedValue) {
	v := reflect.ValueOf(e)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Anonymous {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		all = append(all, NamedValue{name, plainText(v.FieldByIndex(f.Index))})
	}
	return all
}

func plainText(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	if v.Kind() == reflect.String {
		return v.String()
	}
	text, _ := json.Marshal(v.Interface()) // numbers, and maps and lists of them: cannot fail
	return string(text)
}

// operationTypes are what actions do, in GitHub's words; others modify. Exports
// of years ago are checked by them: what there is may not change.
var operationTypes = map[string]string{
	TokenCreated: "create", RequestCreated: "create", AccessGranted: "create", UserCreated: "create",
	EnterpriseCreated: "create", HookCreated: "create", AdminAdded: "create", PolicyScheduled: "create",
	TokenDestroyed: "remove", AccessRevoked: "remove", RequestDenied: "remove", RequestCancelled: "remove",
	TokenLeaked: "remove", ClassicLeaked: "remove", AdminRemoved: "remove", PolicyWithdrawn: "remove",
	SessionRevoked: "remove", HookDestroyed: "remove", RepositoryRemoved: "remove",
	ClassicCreated: "create", AuthorizedClassic: "create", CredentialGranted: "create",
	ClassicDestroyed: "remove", UnauthorizedClassic: "remove", CredentialRevoked: "remove",
	RepositoryCreated: "create", CollaboratorAdded: "create", CollaboratorRemoved: "remove",
	UserSignedIn: "authentication", UserSignInFailed: "authentication",
}

func operationType(action string) string {
	if t := operationTypes[action]; t != "" {
		return t
	}
	return "modify"
}
