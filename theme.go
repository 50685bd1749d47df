package patrol

import (
	"context"
	"slices"
)

// A Theme is how a user wants pages to look. The zero Theme follows the system.
type Theme struct {
	Mode  string // "auto", "light" or "dark"
	Light string // the theme by day, such as "light_high_contrast"
	Dark  string // the theme by night
}

// What a Theme may choose, the default first.
var (
	LightThemes = []string{"light", "light_high_contrast", "light_colorblind", "light_tritanopia"}
	DarkThemes  = []string{"dark", "dark_high_contrast", "dark_colorblind", "dark_tritanopia"}
	ColorModes  = []string{"auto", "light", "dark"}
)

// SetTheme keeps how v wants pages to look. What is not a theme is the default.
func (a *Authority) SetTheme(ctx context.Context, v *Viewer, t Theme) error {
	return a.Store.Update(ctx, func(tx Tx) error {
		account, err := tx.Account(v.ID)
		if err != nil {
			return err
		}
		account.Theme = Theme{oneOf(ColorModes, t.Mode), oneOf(LightThemes, t.Light), oneOf(DarkThemes, t.Dark)}
		return tx.UpdateAccount(account)
	})
}

// oneOf is choice if it is one of choices, or the first of them.
func oneOf(choices []string, choice string) string {
	if slices.Contains(choices, choice) {
		return choice
	}
	return choices[0]
}
