package db

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// What is done to many rows is done by few statements, of few lengths: then
// few have to be prepared.
var lengths = [...]int{100, 10, 1}

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

// among returns, by key, the rows that query selects: it ends with a column,
// and those whose value there is one of ids are meant.
func among[T any](tx *tx, scan func(scanner, *T) error, key func(*T) int64, ids []int64, query string, args ...any) (map[int64]*T, error) {
	found := make(map[int64]*T, len(ids))
	for some := range portions(ids) {
		w := &conditions{args: slices.Clone(args)}
		rows, err := all(tx, scan, query+` IN (`+w.list(some)+`)`, w.args...)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			found[key(row)] = row
		}
	}
	return found, nil
}

// changeAll runs a statement that ends with a column, for the rows whose value
// there is one of ids. It must change as many, or is a Conflict.
func (tx *tx) changeAll(ids []int64, query string, args ...any) error {
	for some := range portions(ids) {
		w := &conditions{args: slices.Clone(args)}
		n, err := tx.changed(query+` IN (`+w.list(some)+`)`, w.args...)
		if err != nil {
			return err
		}
		if n != int64(len(some)) {
			return errChanged
		}
	}
	return nil
}

// execAll is changeAll of however many rows there are.
func (tx *tx) execAll(ids []int64, query string, args ...any) error {
	for some := range portions(ids) {
		w := &conditions{args: slices.Clone(args)}
		if err := tx.exec(query+` IN (`+w.list(some)+`)`, w.args...); err != nil {
			return err
		}
	}
	return nil
}

// insertAll inserts rows. insert goes as far as VALUES, and row is those of the
// first row, such as ($1, $2, 0).
func insertAll[T any](tx *tx, insert, row string, vs []T, values func(T) []any) error {
	for some := range portions(vs) {
		if err := tx.exec(insert+rowsLike(row, len(some)), valuesOf(some, values)...); err != nil {
			return err
		}
	}
	return nil
}

// insertEach is insertAll into a table with ids, which it sets.
func insertEach[T any](tx *tx, insert, row string, vs []T, values func(T) []any, id func(T) *int64) error {
	for some := range portions(vs) {
		found, err := all(tx, scanID, insert+rowsLike(row, len(some))+` RETURNING id`, valuesOf(some, values)...)
		if err != nil {
			return err
		}
		// Rows get their ids in their order. In which order they are returned, neither engine says.
		slices.SortFunc(found, func(a, b *int64) int { return cmp.Compare(*a, *b) })
		for i, v := range some {
			*id(v) = *found[i]
		}
	}
	return nil
}

func valuesOf[T any](vs []T, values func(T) []any) []any {
	args := values(vs[0])
	args = slices.Grow(args, (len(vs)-1)*len(args))
	for _, v := range vs[1:] {
		args = append(args, values(v)...)
	}
	return args
}

// rowsLike is a row and more like it, each with placeholders of its own.
func rowsLike(row string, n int) string {
	texts := placeholder.Split(row, -1)
	var numbers []int
	columns := 0
	for _, p := range placeholder.FindAllString(row, -1) {
		number, _ := strconv.Atoi(p[1:])
		numbers = append(numbers, number)
		columns = max(columns, number)
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(`, `)
		}
		for j, text := range texts {
			b.WriteString(text)
			if j < len(numbers) {
				b.WriteByte('$')
				b.WriteString(strconv.Itoa(i*columns + numbers[j]))
			}
		}
	}
	return b.String()
}
