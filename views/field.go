package views

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"patrol"
)

// A Field is a control of a form with the words around it.
type Field struct {
	Name     string // shared by the form, its problems and the control's id
	Label    string
	Hint     string // what helps to fill it in; may be empty
	Required bool
	More     templ.Attributes    // of the control, such as maxlength
	Problems []patrol.FieldError // of the whole form
}

// An Option is one of the values that a field may take.
type Option struct{ Value, Text string }

// problem is what is wrong with the field of that name, or "".
func problem(name string, problems []patrol.FieldError) string {
	i := slices.IndexFunc(problems, func(p patrol.FieldError) bool { return p.Field == name })
	if i < 0 {
		return ""
	}
	return problems[i].Message
}

// control are the attributes that tie f's control to its words.
func (f Field) control() templ.Attributes {
	a := templ.Attributes{"id": f.Name, "name": f.Name}
	if f.Required {
		a["required"] = true
	}
	var described []string
	if f.Hint != "" {
		described = append(described, f.Name+"-hint")
	}
	if problem(f.Name, f.Problems) != "" {
		described = append(described, f.Name+"-problem")
		a["aria-invalid"] = "true"
	}
	if described != nil {
		a["aria-describedby"] = strings.Join(described, " ")
	}
	for name, value := range f.More {
		a[name] = value
	}
	return a
}
