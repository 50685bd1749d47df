package repos

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
)

// A push is what a client asks to be done to references, before the pack.
//
// git: gitprotocol-pack(5), "Reference Update Request and Packfile Transfer".
type push struct {
	shallow      [][]byte // lines as they came
	updates      []update
	capabilities string
}

// An update moves a reference from one object to another.
type update struct{ old, new, ref string }

// deletes reports whether u removes its reference.
func (u update) deletes() bool { return isZero(u.new) }

// isZero reports whether id stands for no object.
func isZero(id string) bool { return strings.Trim(id, "0") == "" }

// mostUpdates bounds what one push may ask for.
const mostUpdates = 100_000

// readPush reads a push up to its pack.
func readPush(in io.Reader) (*push, error) {
	p := &push{}
	for {
		line, err := readPacket(in)
		if err != nil {
			return nil, err
		}
		if line == nil {
			return p, nil
		}
		if len(p.updates)+len(p.shallow) >= mostUpdates {
			return nil, errors.New("too many references in one push")
		}
		if err := p.add(line); err != nil {
			return nil, err
		}
	}
}

// add takes in one line of a push.
func (p *push) add(line []byte) error {
	if bytes.HasPrefix(line, []byte("shallow ")) && len(p.updates) == 0 {
		p.shallow = append(p.shallow, line)
		return nil
	}
	command, capabilities, stated := strings.Cut(string(line), "\x00")
	if stated && len(p.updates) == 0 {
		p.capabilities = strings.TrimSuffix(capabilities, "\n")
	}
	u := update{}
	parts := strings.SplitN(strings.TrimSuffix(command, "\n"), " ", 3)
	if len(parts) != 3 {
		return errPacket
	}
	u.old, u.new, u.ref = parts[0], parts[1], parts[2]
	if !isID(u.old) || !isID(u.new) || !isReference(u.ref) {
		return errPacket
	}
	p.updates = append(p.updates, u)
	return nil
}

// isID reports whether s is the full name of an object, in either format.
func isID(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// isReference reports whether s may be the name of a reference. Git itself
// looks closer.
func isReference(s string) bool {
	return strings.HasPrefix(s, "refs/") && !strings.Contains(s, "..") &&
		!strings.ContainsAny(s, " \x00\n~^:?*[\\\x7f")
}

// can reports whether the client said that it has a capability.
func (p *push) can(capability string) bool {
	return slices.Contains(strings.Fields(p.capabilities), capability)
}

// encode is p as a client sends it, with some of its updates alone.
func (p *push) encode(updates []update) []byte {
	var b []byte
	for _, line := range p.shallow {
		b = appendPacket(b, line)
	}
	for i, u := range updates {
		line := u.old + " " + u.new + " " + u.ref
		if i == 0 {
			line += "\x00" + p.capabilities
		}
		b = appendPacket(b, line)
	}
	return append(b, flush...)
}

// deletesOnly reports whether no pack comes with updates.
func deletesOnly(updates []update) bool {
	return !slices.ContainsFunc(updates, func(u update) bool { return !u.deletes() })
}

// refuseAll is reason for each reference of p that reasons does not tell of.
func (p *push) refuseAll(reason string, reasons map[string]string) map[string]string {
	all := map[string]string{}
	for _, u := range p.updates {
		all[u.ref] = reason
	}
	maps.Copy(all, reasons)
	return all
}
