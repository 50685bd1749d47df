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

func loadIcons() map[string]markup {
	icons := map[string]markup{}
	for _, name := range static.Icons() {
		icons[name] = markup(`<svg class="oct" aria-hidden="true"><use href="` +
			static.URL("icons.svg") + "#" + name + `"/></svg>`)
	}
	return icons
}

// icon is a picture beside words that say the same: @icon("key"). Its name is
// that of a file in static/icons.
func icon(name string) templ.Component {
	if svg, ok := icons[name]; ok {
		return svg
	}
	return templ.ComponentFunc(func(context.Context, io.Writer) error {
		return fmt.Errorf("no icon %q in static/icons", name)
	})
}
