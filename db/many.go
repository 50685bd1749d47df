package db

import (
	"cmp"
	"database/sql/driver"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// What is done to many rows is done by few statements, of few lengths: then
// few have to be prepared.
var lengths = [...]int{100, 30, 10, 3, 1}

// portions cuts vs into pieces of those lengths.
func portions[T any](vs []T) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for _, n := range lengths {
			for ; len(vs) >= n; vs = vs[n:] {
				if !yield(vs[:n]) {
					return
				}
			}
		}
	}
}

// within calls do with some of ids at a time: with the end of a query, which
// says that the column before it is one of them, and all arguments.
func within(ids []int64, args []any, do func(n int, in string, args []any) error) error {
	for some := range slices.Chunk(ids, lengths[0]) {
		w := &conditions{args: slices.Clone(args)}
		if err := do(len(some), ` IN (`+w.list(padded(some))+`)`, w.args); err != nil {
			return err
		}
	}
	return nil
}

// padded is ids, the last again and again up to one of the lengths.
func padded(ids []int64) []int64 {
	length := 0
	for _, n := range lengths {
		if n >= len(ids) {
			length = n
		}
	}
	last := ids[len(ids)-1]
	return append(slices.Clone(ids), slices.Repeat([]int64{last}, length-len(ids))...)
}

// among returns, by key, the rows that query selects: it ends with a column,
// and those whose value there is one of ids are meant.
func among[T any](tx *tx, scan func(scanner, *T) error, key func(*T) int64, ids []int64,
	query string, args ...any) (map[int64]*T, error) {
	found := make(map[int64]*T, len(ids))
	err := within(ids, args, func(_ int, in string, args []any) error {
		rows, err := all(tx, scan, query+in, args...)
		for _, row := range rows {
			found[key(row)] = row
		}
		return err
	})
	return found, err
}

// changeAll runs a statement that ends with a column, for the rows whose value
// there is one of ids. It must change as many, or is a Conflict.
func (tx *tx) changeAll(ids []int64, query string, args ...any) error {
	return within(ids, args, func(n int, in string, args []any) error {
		changed, err := tx.changed(query+in, args...)
		if err == nil && changed != int64(n) {
			err = errChanged
		}
		return err
	})
}

// execAll is changeAll of however many rows there are.
func (tx *tx) execAll(ids []int64, query string, args ...any) error {
	return within(ids, args, func(_ int, in string, args []any) error { return tx.exec(query+in, args...) })
}

// insertAll inserts vs into a table, whose columns get what values returns.
func insertAll[T any](tx *tx, table string, vs []T, values func(T) []any) error {
	return inPortions(vs, values, func(_ []T, rows string, args []any) error {
		return tx.exec(`INSERT INTO `+table+rows, args...)
	})
}

// insertEach is insertAll into a table with ids, which it sets.
func insertEach[T any](tx *tx, table string, vs []T, values func(T) []any, id func(T) *int64) error {
	return inPortions(vs, values, func(some []T, rows string, args []any) error {
		found, err := all(tx, scanID, `INSERT INTO `+table+rows+` RETURNING id`, args...)
		if err != nil {
			return err
		}
		// Rows get their ids in their order. In which order they are returned, neither engine says.
		slices.SortFunc(found, func(a, b *int64) int { return cmp.Compare(*a, *b) })
		for i, v := range some {
			*id(v) = *found[i]
		}
		return nil
	})
}

// inPortions calls insert with some of vs at a time, and with their rows: as
// the end of an INSERT, and its arguments.
func inPortions[T any](vs []T, values func(T) []any, insert func(some []T, rows string, args []any) error) error {
	var rows insertion
	for _, v := range vs {
		if err := rows.add(values(v)); err != nil {
			return err
		}
	}
	for some := range portions(vs) {
		text, args := rows.take(len(some))
		if err := insert(some, text, args); err != nil {
			return err
		}
	}
	return nil
}

// An insertion is the rows of an INSERT. What all have in common in a column
// is one argument for many of them.
type insertion struct {
	values [][]any
	common []bool // by column
	text   string // of as many as were taken last
	n      int
}

func (r *insertion) add(row []any) (err error) {
	if r.common == nil {
		r.common = slices.Repeat([]bool{true}, len(row))
	}
	for i, v := range row {
		if valuer, is := v.(driver.Valuer); is {
			if row[i], err = valuer.Value(); err != nil {
				return err
			}
		}
		r.common[i] = r.common[i] && (len(r.values) == 0 || row[i] == r.values[0][i])
	}
	r.values = append(r.values, row)
	return nil
}

// take removes the first n rows, and returns them as text and arguments.
func (r *insertion) take(n int) (text string, args []any) {
	if n != r.n {
		r.n, r.text = n, r.placeholders(n)
	}
	args = make([]any, 0, n*len(r.common))
	for i, row := range r.values[:n] {
		for column, v := range row {
			if i == 0 || !r.common[column] {
				args = append(args, v)
			}
		}
	}
	r.values = r.values[n:]
	return r.text, args
}

// placeholders are those of n rows. The first one's stand for what is common, too.
func (r *insertion) placeholders(n int) string {
	var b strings.Builder
	last := len(r.common)
	for i := range n {
		before := `, ($`
		if i == 0 {
			before = ` VALUES ($`
		}
		for column, common := range r.common {
			number := column + 1
			if i > 0 && !common {
				last++
				number = last
			}
			b.WriteString(before + strconv.Itoa(number))
			before = `, $`
		}
		b.WriteString(`)`)
	}
	return b.String()
}
