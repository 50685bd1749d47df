package repos

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
)

// The bands of a multiplexed answer, and how much fits into one packet of them.
const (
	bandData = 1
	bandMost = mostPayload - 1
)

// report answers p: what became of its pack, and why references were refused.
//
// git: gitprotocol-pack(5), "Report Status".
func (p *push) report(out io.Writer, unpacked string, refused map[string]string) error {
	if !p.can("report-status") && !p.can("report-status-v2") {
		return nil
	}
	return p.send(out, appendRefusals(appendPacket(nil, "unpack "+unpacked+"\n"), refused))
}

// amend passes on git's answer to a push and adds why references were refused.
func (p *push) amend(out io.Writer, answer *bytes.Buffer, refused map[string]string) error {
	if !p.can("side-band-64k") {
		return p.send(out, appendRefusals(bytes.TrimSuffix(answer.Bytes(), []byte(flush)), refused))
	}
	var report, others []byte
	for {
		packet, err := readPacket(answer)
		switch {
		case err != nil:
			return fmt.Errorf("git's answer to a push: %w", err)
		case packet == nil:
			if _, err := out.Write(others); err != nil {
				return err
			}
			return p.send(out, appendRefusals(bytes.TrimSuffix(report, []byte(flush)), refused))
		case len(packet) > 0 && packet[0] == bandData:
			report = append(report, packet[1:]...)
		default:
			others = appendPacket(others, packet)
		}
	}
}

// appendRefusals appends to a report what was refused, and ends it.
func appendRefusals(report []byte, refused map[string]string) []byte {
	for _, ref := range slices.Sorted(maps.Keys(refused)) {
		report = appendPacket(report, "ng "+ref+" "+refused[ref]+"\n")
	}
	return append(report, flush...)
}

// send sends a report as p's client takes it.
func (p *push) send(out io.Writer, report []byte) error {
	if !p.can("side-band-64k") {
		_, err := out.Write(report)
		return err
	}
	var b []byte
	for chunk := range slices.Chunk(report, bandMost) {
		b = appendPacket(b, append([]byte{bandData}, chunk...))
	}
	_, err := out.Write(append(b, flush...))
	return err
}
