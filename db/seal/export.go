package seal

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"

	"patrol"
)

// A sealedEntry is a line of an export: an event, and how it was sealed.
type sealedEntry struct {
	patrol.Entry
	Line int64  `json:"_line"`
	Hash string `json:"_hash"`
}

func entryOf(s patrol.Seal) sealedEntry {
	return sealedEntry{s.Event.Entry(), s.Line, base64.StdEncoding.EncodeToString(s.Hash[:])}
}

// Write writes the whole sealed log in lines of JSON, in the order in which it
// was sealed.
func Write(w io.Writer, tx patrol.Tx) error {
	out := bufio.NewWriter(w)
	encode := json.NewEncoder(out)
	for next, more := int64(1), true; more; {
		seals, err := tx.Seals(next, atOnce)
		if err != nil {
			return err
		}
		for _, s := range seals {
			next = s.Line + 1
			if s.Event == nil {
				continue // and verifying says so
			}
			if err := encode.Encode(entryOf(s)); err != nil {
				return err
			}
		}
		more = len(seals) == atOnce
	}
	return out.Flush()
}

// Export checks a log that Write wrote.
func Export(r io.Reader, from Sources) (*Report, error) {
	marks, err := from.marks()
	if err != nil {
		return nil, err
	}
	c, called := newCheck(marks), names{}
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if err == io.EOF && len(text) == 0 {
			break
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		s, err := readLine(text)
		if err != nil {
			return nil, fmt.Errorf("line %d of the export: %w", n, err)
		}
		if err := c.exported(s, text, called); err != nil {
			return nil, err
		}
	}
	c.end()
	return &c.Report, nil
}

func readLine(text []byte) (s patrol.Seal, err error) {
	var line sealedEntry
	if err := json.Unmarshal(text, &line); err != nil {
		return s, err
	}
	hash, err := base64.StdEncoding.DecodeString(line.Hash)
	if err != nil || len(hash) != len(s.Hash) || line.Line == 0 {
		return s, fmt.Errorf("it is not from “patrol audit export”: what the console exports is a part of the log, and not sealed")
	}
	copy(s.Hash[:], hash)
	s.Line = line.Line
	s.Event, err = line.Event()
	return s, err
}

// exported checks the next line, whose text is that. What it says besides what
// is sealed follows from that, but for what accounts are called: each has one
// name in all of an export.
func (c *check) exported(s patrol.Seal, text []byte, called names) error {
	wrong := len(c.Wrong) + c.More
	if err := c.line(s); err != nil || len(c.Wrong)+c.More > wrong {
		return err
	}
	again, err := json.Marshal(entryOf(s))
	if err != nil {
		return err
	}
	if !bytes.Equal(again, bytes.TrimSuffix(text, []byte("\n"))) {
		c.wrong("line %d was changed: %s says what does not follow from it", s.Line, describe(s.Event))
	} else if id := called.otherwise(s.Event); id != 0 {
		c.wrong("line %d was changed, or another: account %d is called %q elsewhere", s.Line, id, called[id])
	}
	return nil
}

// names are what accounts are called, by id.
type names map[int64]string

// otherwise is an account that e calls otherwise than events before, 0 if there
// is none.
func (n names) otherwise(e *patrol.Event) int64 {
	type called struct {
		id   int64
		name string
	}
	said := []called{{e.ActorID, e.Actor}, {e.UserID, e.User}, {e.BusinessID, e.Business}}
	if e.OwnerKind != "" {
		said = append(said, called{e.OwnerID, e.Owner})
	}
	for _, a := range said {
		before, known := n[a.id]
		if known && before != a.name && a.id != 0 {
			return a.id
		}
		n[a.id] = a.name
	}
	return 0
}
