package repos

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
)

// What is read of a push is what is sent on.
func FuzzReadPush(f *testing.F) {
	id := strings.Repeat("a", 40)
	f.Add(appendPacket(nil, id+" "+id+" refs/heads/main\x00report-status atomic\n"))
	deletion := id + " " + strings.Repeat("0", 40) + " refs/tags/v1"
	f.Add(append(appendPacket(appendPacket(nil, "shallow "+id), deletion), "0000PACK"...))
	f.Add([]byte("0000"))
	f.Add([]byte("0010push-cert\x00ab0000"))
	f.Add([]byte("ffff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		first, err := readPush(bytes.NewReader(append(in, flush...)))
		if err != nil {
			return
		}
		again, err := readPush(bytes.NewReader(first.encode(first.updates)))
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if !slices.Equal(first.updates, again.updates) ||
			len(first.updates) > 0 && first.capabilities != again.capabilities {
			t.Errorf("%q: %+v became %+v", in, first, again)
		}
	})
}

func FuzzReadPacket(f *testing.F) {
	f.Add([]byte("0006a\n"))
	f.Add([]byte("0000"))
	f.Add([]byte("0004"))
	f.Add([]byte("+123"))
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bytes.NewReader(in)
		payload, err := readPacket(r)
		if err != nil || payload == nil {
			return
		}
		again, err := readPacket(io.MultiReader(bytes.NewReader(appendPacket(nil, payload)), r))
		if err != nil || !bytes.Equal(payload, again) {
			t.Errorf("%q: %q became %q, %v", in, payload, again, err)
		}
	})
}

// A refusal finds its place in git's own report, multiplexed or not.
func TestAmend(t *testing.T) {
	report := append(appendPacket(appendPacket(nil, "unpack ok\n"), "ok refs/heads/a\n"), flush...)
	want := appendPacket(appendPacket(nil, "unpack ok\n"), "ok refs/heads/a\n")
	want = append(appendPacket(want, "ng refs/heads/b because\n"), flush...)
	refused := map[string]string{"refs/heads/b": "because"}

	var out bytes.Buffer
	err := (&push{}).amend(&out, bytes.NewBufferString(string(report)), refused)
	if err != nil || !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%v %q", err, out.Bytes())
	}
	out.Reset()
	progress := appendPacket(nil, "\x02Resolving\n")
	answer := append(appendPacket(slices.Clone(progress), "\x01"+string(report)), flush...)
	err = (&push{capabilities: "side-band-64k"}).amend(&out, bytes.NewBuffer(answer), refused)
	want = append(appendPacket(progress, "\x01"+string(want)), flush...)
	if err != nil || !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%v %q", err, out.Bytes())
	}
}
