package db

import (
	"github.com/jackc/pgx/v5"
)

// One reads exactly one row into a struct by column name; no row is
// fault.ErrNotFound. It takes a query's two results:
//
//	o, err := db.One[Order](q.Query(ctx, selectOrder, pgx.NamedArgs{"id": id}))
func One[T any](rows pgx.Rows, err error) (T, error) {
	return one(rows, err, pgx.RowToStructByName[T])
}

// All reads every row into a struct by column name. No rows is an empty slice.
func All[T any](rows pgx.Rows, err error) ([]T, error) {
	return all(rows, err, pgx.RowToStructByName[T])
}

// Value reads the single column of exactly one row; no row is fault.ErrNotFound.
func Value[T any](rows pgx.Rows, err error) (T, error) {
	return one(rows, err, pgx.RowTo[T])
}

// Values reads a single column.
func Values[T any](rows pgx.Rows, err error) ([]T, error) {
	return all(rows, err, pgx.RowTo[T])
}

func one[T any](rows pgx.Rows, err error, fn pgx.RowToFunc[T]) (T, error) {
	var zero T
	if err != nil {
		return zero, Fault(err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, fn)
	if err != nil {
		return zero, Fault(NotFound(err))
	}
	return v, nil
}

func all[T any](rows pgx.Rows, err error, fn pgx.RowToFunc[T]) ([]T, error) {
	if err != nil {
		return nil, Fault(err)
	}
	out, err := pgx.CollectRows(rows, fn)
	return out, Fault(err)
}
