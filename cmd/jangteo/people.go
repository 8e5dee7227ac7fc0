package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jangteo.kr/internal/db"
)

type demoCmd struct {
	JSON   bool `name:"json" help:"Print every demo account and one object of each kind as JSON."`
	Reset  bool `help:"Delete everything this copy holds first."`
	Offers int  `help:"Add so many offers, up to 2000000, to see the market at the size of a country."`
}

// maxOffers is twice what stands on the real shelves.
const maxOffers = 2_000_000

// Run loads the demonstration if it is not there, and prints it if asked.
func (c demoCmd) Run(ctx context.Context, p *program) error {
	if !p.cfg.Demo() {
		return errors.New("demo accounts cannot exist in production mode")
	}
	if c.Offers < 0 || c.Offers > maxOffers {
		return fmt.Errorf("--offers is between 0 and %d", maxOffers)
	}
	if c.Reset {
		if err := p.wipe(ctx); err != nil {
			return err
		}
	}
	if err := c.load(ctx, p); err != nil || c.Offers == 0 {
		return err
	}
	return p.withOwner(ctx, func(owner *db.DB) error {
		began := time.Now()
		if err := loadMany(ctx, owner, c.Offers, newProgress(p.out).show); err != nil {
			return fmt.Errorf("offers: %w", err)
		}
		_, err := fmt.Fprintf(p.out, "%d offers are on the shelves; it took %s.\n", c.Offers, time.Since(began).Round(time.Second))
		return err
	})
}

// load fills an empty copy with the demonstration.
func (c demoCmd) load(ctx context.Context, p *program) error {
	return p.withDatabase(ctx, func(d *db.DB) error {
		a, err := wire(p, d)
		if err != nil {
			return err
		}
		if err := p.loadDemoOnce(ctx, a); err != nil {
			return err
		}
		if c.JSON {
			return a.accounts(ctx, p.out)
		}
		_, err = fmt.Fprintln(p.out, "The demonstration is loaded.")
		return err
	})
}

// loadDemoOnce does nothing outside demo mode and where the demonstration is loaded.
func (p *program) loadDemoOnce(ctx context.Context, a *app) error {
	if !p.cfg.Demo() || a.loadDemo == nil {
		return nil
	}
	if err := a.loadDemo(ctx); err != nil {
		return fmt.Errorf("demonstration: %w", err)
	}
	return nil
}

// refuseDemoAccounts stops a production site on a database that holds demo accounts:
// their password is public.
func (p *program) refuseDemoAccounts(ctx context.Context, d *db.DB) error {
	if p.cfg.Demo() {
		return nil
	}
	n, err := db.Value[int](d.Query(ctx, `SELECT count(*)::int FROM org.person WHERE demo`))
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("JANGTEO_MODE=production, but the database holds %d demo accounts; use an empty database", n)
	}
	return nil
}

type userCmd struct {
	Invite inviteCmd `cmd:"" help:"Invite the first administrator of a production site."`
}

type inviteCmd struct {
	Email string `arg:"" help:"Where the invitation goes."`
	Name  string `arg:"" help:"The administrator's name."`
}

// Run invites the administrator and prints the link, in case no mail server is set.
func (c inviteCmd) Run(ctx context.Context, p *program) error {
	return p.withDatabase(ctx, func(d *db.DB) error {
		a, err := wire(p, d)
		if err != nil {
			return err
		}
		link, err := a.invite(ctx, c.Email, c.Name)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.out, link)
		return err
	})
}

type fsckCmd struct{}

// Run compares what is stored with what follows from the entries; any difference is
// exit code 1.
func (fsckCmd) Run(ctx context.Context, p *program) error {
	return p.withDatabase(ctx, func(d *db.DB) error {
		a, err := wire(p, d)
		if err != nil {
			return err
		}
		findings, err := a.fsck(ctx)
		if err != nil {
			return err
		}
		for _, line := range findings {
			if _, err := fmt.Fprintln(p.out, line); err != nil {
				return err
			}
		}
		if len(findings) > 0 {
			return fmt.Errorf("%d differences", len(findings))
		}
		_, err = fmt.Fprintln(p.out, "The books and states agree.")
		return err
	})
}
