package views

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"patrol/static"
)

// icons are what pages have for the icons of static/icons, by name: a use of one
// file, which browsers keep.
var icons = loadIcons()

func loadIcons() map[string]string {
	icons := map[string]string{}
	for _, name := range static.Icons() {
		icons[name] = `<svg class="oct" aria-hidden="true"><use href="` + static.URL("icons.svg") + "#" + name + `"/></svg>`
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
