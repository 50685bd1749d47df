package db

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
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
	b := make([]byte, 0, n*(len(row)+len(", ")+4*len(numbers)))
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		for j, text := range texts {
			b = append(b, text...)
			if j < len(numbers) {
				b = strconv.AppendInt(append(b, '$'), int64(i*columns+numbers[j]), 10)
			}
		}
	}
	return string(b)
}
