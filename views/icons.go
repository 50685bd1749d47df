package views

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/a-h/templ"

	"patrol/static"
)

// icons are the svg elements of static/icons, by name, to be put into a page.
var icons = loadIcons()

func loadIcons() map[string]string {
	icons := map[string]string{}
	files, _ := fs.Glob(static.Icons, "icons/*.svg") // embedded: neither this nor reading them can fail
	for _, file := range files {
		svg, _ := fs.ReadFile(static.Icons, file)
		name := strings.TrimSuffix(strings.TrimPrefix(file, "icons/"), ".svg")
		icons[name] = strings.Replace(strings.TrimSpace(string(svg)),
			`<svg xmlns="http://www.w3.org/2000/svg"`, `<svg class="oct" aria-hidden="true"`, 1)
	}
	return icons
}

// icon is a picture beside words that say the same: @icon("key"). Its name is
// that of a file in static/icons.
func icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		svg, ok := icons[name]
		if !ok {
			return fmt.Errorf("no icon %q in static/icons", name)
		}
		_, err := io.WriteString(w, svg)
		return err
	})
}
