package hooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"patrol"
)

const (
	sendTime    = 10 * time.Second // that a receiver has to answer
	idleTime    = 30 * time.Second
	bodyKept    = 16 << 10 // bytes of an answer
	headersKept = 16 << 10
	agent       = "Patrol-Hookshot/1"
)

// newClient returns a client that connects to where g lets it, directly, and
// follows nobody anywhere.
func newClient(g guard) *http.Client {
	dialer := &net.Dialer{Timeout: sendTime, Control: g.check}
	return &http.Client{
		Timeout: sendTime,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    sendTime,
			IdleConnTimeout:        idleTime,
			MaxIdleConnsPerHost:    toOne,
			MaxResponseHeaderBytes: headersKept,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// attempt sends d to h once and tells what came of it.
func (w *Worker) attempt(ctx context.Context, d *patrol.Delivery, h *patrol.Hook) patrol.Attempt {
	a := patrol.Attempt{URL: h.URL}
	req, err := request(ctx, d, h)
	if err != nil {
		a.Problem, a.Hopeless = "The address cannot be used: "+err.Error(), true
		return a
	}
	a.Headers = headerText(req.Header)
	began := time.Now()
	resp, err := w.client.Do(req)
	if err == nil {
		defer resp.Body.Close()
		a.Status, a.Answer = resp.StatusCode, headerText(resp.Header)
		a.Body, err = readBody(resp.Body)
	}
	a.Took = time.Since(began)
	if err != nil {
		a.Problem, a.Hopeless = explain(err)
	} else if a.Status < 200 || a.Status > 299 {
		a.Problem = "The answer was " + strings.TrimSpace(fmt.Sprint(a.Status, " ", http.StatusText(a.Status))) +
			", and only one of 200 to 299 says that it was taken"
	}
	return a
}

// request is what is sent of d to h.
//
// GitHub: "Webhook events and payloads", delivery headers.
func request(ctx context.Context, d *patrol.Delivery, h *patrol.Hook) (*http.Request, error) {
	body := []byte(d.Payload)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	// GitHub's names, as they are written there.
	req.Header = http.Header{
		"Accept":                                 {"*/*"},
		"Content-Type":                           {"application/json"},
		"User-Agent":                             {agent},
		"X-GitHub-Delivery":                      {d.GUID},
		"X-GitHub-Event":                         {d.Event},
		"X-GitHub-Hook-ID":                       {strconv.FormatInt(h.ID, 10)},
		"X-GitHub-Hook-Installation-Target-ID":   {strconv.FormatInt(h.OwnerID, 10)},
		"X-GitHub-Hook-Installation-Target-Type": {"organization"},
	}
	if h.Secret != "" {
		req.Header.Set("X-Hub-Signature-256", h.Secret.Sign(body))
	}
	return req, nil
}

// readBody reads as much of an answer as is kept.
func readBody(r io.Reader) (string, error) {
	body, err := io.ReadAll(io.LimitReader(r, bodyKept))
	return plain(string(body)), err
}

// plain is s as text that a database takes.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", "�")
}

// headerText is h as it is shown, a line for each value.
func headerText(h http.Header) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	return plain(b.String())
}

// explain says in words why nothing was answered, and whether to try again
// would be the same.
func explain(err error) (problem string, hopeless bool) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return "Not sent: " + r.Error(), true
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return fmt.Sprintf("No answer within %d seconds", int(sendTime.Seconds())), false
		}
		err = e.Err
	}
	return "Not delivered: " + plain(err.Error()), false
}
