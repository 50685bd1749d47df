package patrol

import (
	"encoding/json"
	"time"
)

// The audit log is sealed line by line, in the order in which events became
// visible, so that nobody can change, insert or remove one unseen. Package
// db/seal does it and checks it; this file is about what is sealed.

// A Seal is a line of the sealed log.
type Seal struct {
	Line    int64 // from 1 on
	EventID int64
	Hash    [32]byte // of the event's canonical text, as a leaf of the tree
	Event   *Event   // nil if it is not there any more
}

// A Checkpoint vouches for the first lines of the sealed log.
type Checkpoint struct {
	Size  int64 // how many
	Note  string
	Trees [][32]byte // hashes of the complete trees, the largest first
}

// A SealKey is what checkpoints are signed and checked with, as package
// golang.org/x/mod/sumdb/note writes keys.
type SealKey struct{ Signer, Verifier string }

// canonical is what is sealed of an event: what was true when it was written,
// and not what others are called today. A field may be added, if it is left
// out where it is empty; nothing else may ever change.
type canonical struct {
	ID        int64  `json:"id"`
	At        int64  `json:"at"`
	Action    string `json:"action"`
	ActorID   int64  `json:"actor"`
	UserID    int64  `json:"user"`
	OwnerID   int64  `json:"owner"`
	TokenID   int64  `json:"token"`
	TokenName string `json:"token_name"`
	GrantID   int64  `json:"grant"`
	RequestID int64  `json:"request"`
	Detail    string `json:"detail"`
	Address   string `json:"address"`
	Agent     string `json:"agent"`
	Facts     Facts  `json:"facts"`
}

// Canonical is the text of e that is sealed.
func (e *Event) Canonical() ([]byte, error) {
	return json.Marshal(canonical{
		ID: e.ID, At: e.At.Unix(), Action: e.Action, ActorID: e.ActorID, UserID: e.UserID, OwnerID: e.OwnerID,
		TokenID: e.TokenID, TokenName: e.TokenName, GrantID: e.GrantID, RequestID: e.RequestID, Detail: e.Detail,
		Address: e.From.Address, Agent: e.From.Agent, Facts: e.Facts,
	})
}

// Backdated reports whether e, which was sealed after an event of another time,
// says that it was so much earlier that someone must have slipped it in.
func (e *Event) Backdated(sealedAfter time.Time) bool { return sealedAfter.Sub(e.At) > time.Hour }
