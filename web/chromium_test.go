//go:build browser

package web_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	permit "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium is the one Chromium of all tests, once a test has asked for a tab.
var chromium struct {
	start sync.Once
	ctx   context.Context
	err   error
}

// findChromium returns the path of Chromium: if it can be had, of the one
// without a window, which takes two thirds of the time for the same pages.
func findChromium() (string, error) {
	if path, err := exec.LookPath("chromium-headless-shell"); err == nil {
		return path, nil
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		return "", fmt.Errorf("%w: make -f templ.mk test installs what these tests need", err)
	}
	return path, nil
}

// startChromium starts Chromium.
func startChromium() {
	program, err := findChromium()
	if err != nil {
		chromium.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WindowSize(1280, 900))
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	chromium.ctx, _ = chromedp.NewContext(allocator)
	chromium.err = chromedp.Do(chromium.ctx)
}

// TestMain closes Chromium, so that it leaves no folder behind.
func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.ctx != nil {
		if err := chromedp.Cancel(chromium.ctx); err != nil {
			fmt.Fprintln(os.Stderr, "closing Chromium:", err)
		}
	}
	os.Exit(code)
}

// serve serves a console on loopback until t ends and returns its address,
// which the console is told before.
func serve(t testing.TB, console func(address string) http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	address := "http://" + s.Listener.Addr().String()
	s.Config.Handler = console(address)
	s.Start()
	t.Cleanup(s.Close)
	return address
}

// A tab is a tab of Chromium with cookies of its own. What goes wrong in it
// fails the test, and so does an error on its console.
type tab struct {
	t       testing.TB
	ctx     context.Context
	address string
}

// patience is how long a tab waits for a page to be as it should be.
const patience = 30 * time.Second

// newTab opens a tab for the console at address.
func newTab(t testing.TB, address string) *tab {
	t.Helper()
	chromium.start.Do(startChromium)
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, address: address}
	b.do()
	b.permit()
	b.watch()
	return b
}

// permit lets pages copy, and the test read what they copied.
func (b *tab) permit() {
	b.t.Helper()
	for _, name := range []string{"clipboard-write", "clipboard-read"} {
		may := permit.SetPermissionParams{
			Permission:       &permit.PermissionDescriptor{Name: name},
			Setting:          permit.PermissionSettingGranted,
			BrowserContextID: chromedp.FromContext(b.ctx).BrowserContextID,
		}
		if _, err := chromedp.CallBrowser(b.ctx, permit.SetPermission, may); err != nil {
			b.t.Fatal(err)
		}
	}
}

// watch fails the test for errors on the console, exceptions and violations of
// the Content-Security-Policy. That a page or a form was refused, or is not to
// be had now, is none.
func (b *tab) watch() {
	var mu sync.Mutex
	var errors []string
	messages := chromedp.Console(b.ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			refused := (strings.Contains(m.Text, "status of 4") || strings.Contains(m.Text, "status of 503")) &&
				!strings.Contains(m.URL, "/static/")
			if m.Type == chromedp.ConsoleError && !refused || m.IsException() {
				mu.Lock()
				errors = append(errors, m.String()+" "+m.URL)
				mu.Unlock()
			}
		}
	}()
	b.t.Cleanup(func() {
		mu.Lock()
		defer mu.Unlock()
		for _, e := range errors {
			b.t.Errorf("on the console: %s", e)
		}
	})
}

// do does one step after the other, within patience.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := b.ctx, context.CancelFunc(func() {})
	if len(steps) > 0 { // the first call opens the tab, which lives as long as its context
		ctx, cancel = context.WithTimeout(b.ctx, patience)
	}
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// get runs an action and returns its value.
func get[T any](b *tab, a chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// eval returns the value of an expression of JavaScript.
func eval[T any](b *tab, js string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](js))
}

// Open goes to a page.
func (b *tab) Open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.address + path))
}

// Click clicks on an element, found by its CSS selector.
func (b *tab) Click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// Go clicks on an element that leads to another page, waits for that page and
// returns its status. A document is told from the next by when it began: its
// address may change while it stays.
func (b *tab) Go(selector string) int {
	b.t.Helper()
	began := eval[float64](b, "performance.timeOrigin")
	b.Click(selector)
	b.Until(fmt.Sprintf(`performance.timeOrigin != %v && document.readyState == "complete"`, began))
	return eval[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`)
}

// Type types words into a field, in place of what is in it.
func (b *tab) Type(selector, words string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)), chromedp.Evaluate[chromedp.Void]("document.activeElement.select()"),
		chromedp.KeyEvent(kb.Backspace+words))
}

// Choose chooses an option of a select by its value.
func (b *tab) Choose(selector, value string) {
	b.t.Helper()
	// SetValue itself fires the events that a choice fires.
	b.do(chromedp.Focus(chromedp.CSS(selector)), chromedp.SetValue(chromedp.CSS(selector), value))
}

// Press presses keys, such as kb.Enter, wherever the focus is.
func (b *tab) Press(keys string) {
	b.t.Helper()
	for _, r := range keys {
		for _, e := range kb.Encode(r) {
			if e.Type == kb.KeyDown { // of which nothing is typed if going down has had its effect
				e.Type = input.DispatchKeyEventTypeRawKeyDown
			}
			b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
				_, err := chromedp.Call(ctx, input.DispatchKeyEvent, *e)
				return err
			}))
		}
	}
}

// TabTo presses the tab key until an element has the focus.
func (b *tab) TabTo(selector string) {
	b.t.Helper()
	for range 400 {
		b.Press(kb.Tab)
		if eval[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
	}
	b.t.Fatalf("the tab key does not lead to %s", selector)
}

// Back and Forward go through the history, to the end of loading.
func (b *tab) Back() {
	b.t.Helper()
	b.do(chromedp.NavigateBack())
}

func (b *tab) Forward() {
	b.t.Helper()
	b.do(chromedp.NavigateForward())
}

// Until waits until a condition in JavaScript holds. It asks from outside, so
// that a page may come and go meanwhile.
func (b *tab) Until(js string) {
	b.t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var holds bool
		if holds, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+js+")")); holds {
			return
		}
	}
	b.t.Fatalf("never: %s (%v)", js, err)
}

// Text returns the text that an element shows.
func (b *tab) Text(selector string) string {
	b.t.Helper()
	return get(b, chromedp.Text(chromedp.CSS(selector)))
}

// Count returns how many elements a selector finds.
func (b *tab) Count(selector string) int {
	b.t.Helper()
	return eval[int](b, fmt.Sprintf("document.querySelectorAll(%q).length", selector))
}

// Path returns the path and query of the page.
func (b *tab) Path() string {
	b.t.Helper()
	return strings.TrimPrefix(get(b, chromedp.Location()), b.address)
}

// NoScript turns JavaScript off for the pages to come.
func (b *tab) NoScript() {
	b.t.Helper()
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		b.t.Fatal(err)
	}
}

// View gives the window a width and a height.
func (b *tab) View(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

// Prefer makes the system prefer a color scheme: light or dark.
func (b *tab) Prefer(scheme string) {
	b.t.Helper()
	media := emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
		b.t.Fatal(err)
	}
}

// picturesAreKept reports whether somebody will look at them: go test -artifacts.
func picturesAreKept() bool { return flag.Lookup("test.artifacts").Value.String() == "true" }

// Screenshot keeps a picture of the whole page with what the test leaves.
func (b *tab) Screenshot(name string) {
	b.t.Helper()
	if !picturesAreKept() {
		return
	}
	picture := get(b, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(b.t.ArtifactDir(), name+".png"), picture, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
