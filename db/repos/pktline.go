package repos

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// mostPayload is the largest payload of a packet that git takes.
const mostPayload = 65516

// flush is the packet that ends a section.
const flush = "0000"

// errPacket is what is wrong with input that is no sequence of packets.
var errPacket = errors.New("malformed packet")

// readPacket reads one packet; its payload is nil if it is a flush.
//
// git: gitprotocol-common(5), "pkt-line Format".
func readPacket(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(string(head[:]), 16, 16)
	switch {
	case err != nil, 0 < n && n < 4, n > mostPayload+4:
		return nil, errPacket
	case n == 0:
		return nil, nil
	}
	payload := make([]byte, n-4)
	if _, err := io.ReadFull(r, payload); err != nil {
		return nil, errors.Join(errPacket, err)
	}
	return payload, nil
}

// appendPacket appends a packet with payload to b.
func appendPacket[T string | []byte](b []byte, payload T) []byte {
	b = fmt.Appendf(b, "%04x", len(payload)+4)
	return append(b, payload...)
}
