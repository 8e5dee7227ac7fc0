package main

import (
	"context"
	"fmt"

	"jangteo.kr/internal/db"
)

type routesCmd struct{}

// Run lists the route table: method and pattern, one address a line.
func (routesCmd) Run(ctx context.Context, p *program) error {
	return p.withDatabase(ctx, func(d *db.DB) error {
		a, err := wire(p, d)
		if err != nil {
			return err
		}
		for _, r := range a.site.Table() {
			if _, err := fmt.Fprintln(p.out, r.Method, r.Pattern); err != nil {
				return err
			}
		}
		return nil
	})
}
