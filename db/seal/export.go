package seal

import (
	"bufio"
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
			line := sealedEntry{s.Event.Entry(), s.Line, base64.StdEncoding.EncodeToString(s.Hash[:])}
			if err := encode.Encode(line); err != nil {
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
	c := newCheck(marks)
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
		if err := c.line(s); err != nil {
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
