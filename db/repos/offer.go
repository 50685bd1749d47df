package repos

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"patrol"
)

// offer writes what git offers those who fetch by protocol 2. It depends on
// git and on settings alone, so that git is asked once and not for each request.
func (d *Disk) offer(ctx context.Context, out io.Writer) error {
	offered, err := d.offered(ctx)
	if err != nil {
		return err
	}
	_, err = out.Write(offered)
	return err
}

func (d *Disk) offered(ctx context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept != nil {
		return d.kept, nil
	}
	dir, err := os.MkdirTemp("", "patrol-offer-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := d.Init(ctx, dir, "main"); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	x := patrol.Exchange{Service: patrol.UploadPack, Advertise: true, Protocol: 2}
	if err := d.advertise(ctx, dir, x, &b); err != nil {
		return nil, err
	}
	d.kept = b.Bytes()
	return d.kept, nil
}

// telling are sections of a configuration that may change what git offers.
var telling = regexp.MustCompile(
	`(?i)\[\s*(extensions|include|includeif|lsrefs|protocol|transfer|uploadpack|bundle)\b`)

// isPlain reports whether the repository at dir is configured such that git
// offers of it what it offers of any. It does not look whether all of it is there.
func isPlain(dir string) bool {
	if dir == "" {
		return false
	}
	config, err := os.ReadFile(filepath.Join(dir, "config"))
	return err == nil && !telling.Match(config)
}
