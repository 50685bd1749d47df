package console

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"patrol"
)

// A logFormat is how a log can be taken along.
type logFormat struct {
	contentType string
	write       func(w io.Writer) entryWriter
}

// An entryWriter writes an entry in some format.
type entryWriter func(patrol.Entry) error

// logFormats are by the ends of the paths that have them.
var logFormats = map[string]logFormat{
	"csv":   {"text/csv; charset=utf-8", asCSV},
	"jsonl": {"application/jsonl", asJSON},
}

// exportedAtOnce is how many events are read in one go.
const exportedAtOnce = 500

// exportLog sends all events that are searched for, newest first, while it
// reads them.
func exportLog(c echo.Context, b *logbook, format string) error {
	var write entryWriter
	search := patrol.LogSearch{Text: c.QueryParam("q"), Limit: exportedAtOnce}
	for more := true; more; {
		log, err := b.read(c.Request().Context(), search)
		if err != nil {
			return err
		}
		if write == nil {
			write = begin(c, b, format)
		}
		for _, e := range log.Events {
			if err := write(e.Entry()); err != nil {
				return err
			}
		}
		search.After, more = log.Next, log.Next != ""
	}
	return nil
}

// begin begins to answer with a file.
func begin(c echo.Context, b *logbook, format string) entryWriter {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, logFormats[format].contentType)
	name := strings.ToLower(strings.ReplaceAll(b.title, " ", "-")) + "." + format
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	h.Set(echo.HeaderCacheControl, "no-store")
	return logFormats[format].write(c.Response())
}

// asJSON writes an entry a line.
func asJSON(w io.Writer) entryWriter {
	out := json.NewEncoder(w)
	return func(e patrol.Entry) error { return out.Encode(e) }
}

// asCSV writes a table, with the names of the fields at the top.
func asCSV(w io.Writer) entryWriter {
	out := csv.NewWriter(w)
	row := func(e patrol.Entry, cell func(patrol.NamedValue) string) error {
		var cells []string
		for _, v := range e.Values() {
			cells = append(cells, harmless(cell(v)))
		}
		return out.Write(cells)
	}
	top := row(patrol.Entry{}, func(v patrol.NamedValue) string { return v.Name })
	out.Flush()
	return func(e patrol.Entry) error {
		err := row(e, func(v patrol.NamedValue) string { return v.Value })
		out.Flush()
		return errors.Join(top, err, out.Error())
	}
}

// harmless is a cell that no spreadsheet takes for a formula, in wide letters
// neither.
func harmless(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}
