package main

import (
	"context"
	"io"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/bulk"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/demo"
	"jangteo.kr/internal/innovation"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/order"
	"jangteo.kr/internal/tender"
	"jangteo.kr/internal/watch"
	"jangteo.kr/web"
	"jangteo.kr/web/account"
	"jangteo.kr/web/budget"
	bulkpages "jangteo.kr/web/bulk"
	"jangteo.kr/web/classes"
	"jangteo.kr/web/compare"
	"jangteo.kr/web/console"
	"jangteo.kr/web/desk"
	"jangteo.kr/web/dev"
	"jangteo.kr/web/innovate"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/open"
	orderpages "jangteo.kr/web/orders"
	"jangteo.kr/web/questions"
	"jangteo.kr/web/shop"
	"jangteo.kr/web/supply"
	tenderpages "jangteo.kr/web/tenders"
	watchpages "jangteo.kr/web/watch"
)

// app is the program put together.
type app struct {
	site web.Site
	jobs *job.Runner

	popular *catalog.Popular // counts what is searched for, while countSearches runs

	// loadClasses brings the classes and their attributes to those of this version.
	loadClasses func(ctx context.Context) error
	// loadDemo fills an empty database with the demonstration; a loaded one is left as
	// it is.
	loadDemo func(ctx context.Context) error
	// accounts writes every demo account and one object of each kind as JSON.
	accounts func(ctx context.Context, w io.Writer) error
	// fsck recomputes books and states; each finding is one line.
	fsck func(ctx context.Context) (findings []string, err error)
	// invite makes the first administrator and gives the link that opens the account.
	invite func(ctx context.Context, email, name string) (link string, err error)
}

// wire puts the services together, each handed what it needs: this is the only place
// that knows them all.
func wire(p *program, d *db.DB) (*app, error) {
	blobs, err := blob.New(p.blobDir())
	if err != nil {
		return nil, err
	}
	sender, err := mail.NewSender(d, p.cfg.SMTPURL, p.cfg.MailFrom)
	if err != nil {
		return nil, err
	}
	jobs := job.New(d, job.Options{Workers: p.cfg.Workers, Log: p.log})
	job.Handle(jobs, sender.Send)

	authService := auth.New(d, p.cfg.BaseURL, p.cfg.Demo())
	admissions := admission.New(d, authService, p.cfg.BaseURL)

	markets, ledgers := market.New(d), ledger.New(d)
	catalogs := catalog.New(d, blobs)
	orders := order.New(d, markets, ledgers)
	innovations := innovation.New(d, markets)
	tenders := tender.New(d)
	bulks := bulk.New(d, blobs, markets, authService)
	handleFiles(jobs, bulks)
	schedule(jobs, d, authService, markets, orders, innovations)
	searches, err := d.Planned()
	if err != nil {
		return nil, err
	}
	shelves, popular := catalog.NewReader(searches, kst.Real), catalog.NewPopular(d, kst.Real)
	watches := watch.New(d, shelves)
	scheduleSearches(jobs, d, watches)

	setting := kit.Setting{Demo: p.cfg.Demo(), Secure: p.cfg.Secure()}
	sessions := kit.NewSessions(authService, auth.NewSessionStore(d, p.cfg.SessionIdle), kit.SessionConfig{
		Idle: p.cfg.SessionIdle, Absolute: p.cfg.SessionAbsolute, Setting: setting, Proxies: p.cfg.Proxies, Clock: kst.Real,
	})
	r := reader{db: d, blobs: blobs}
	openPages := open.New(r, kst.Real)
	reviews := desk.New(desk.Deps{Catalog: catalogs, Market: markets, Orders: orders, Clock: kst.Real})
	areas := []web.Area{
		shop.New(shop.Deps{Catalog: shelves, Insight: insight.New(d), Rules: market.NewToday(d, kst.Real), Popular: popular, Market: markets}),
		compare.New(compare.Deps{Catalog: shelves, Clock: kst.Real}),
		questions.New(questions.Deps{Market: markets, Clock: kst.Real}),
		watchpages.New(watches),
		classes.New(classes.Deps{Catalog: catalogs, Reader: shelves, Insight: insight.New(d), Clock: kst.Real}),
		orderpages.New(orderpages.Deps{Orders: orders, Market: markets, Clock: kst.Real, BaseURL: p.cfg.BaseURL}),
		budget.New(budget.Deps{Ledger: ledgers, Orders: orders, Clock: kst.Real}),
		tenderpages.New(tenderpages.Deps{Tenders: tenders, Files: blobs, BaseURL: p.cfg.BaseURL}),
		innovate.New(innovate.Deps{Innovation: innovations, Market: markets, Orders: orders, Files: blobs, BaseURL: p.cfg.BaseURL}),
		supply.New(supply.Deps{Catalog: catalogs, Market: markets, Clock: kst.Real, Review: reviews.Review}),
		bulkpages.New(bulkpages.Deps{Bulk: bulks, Clock: kst.Real}),
		reviews,
		account.New(authService, admissions, sessions, r),
		console.New(admissions),
		openPages,
	}
	if p.cfg.Demo() {
		areas = append(areas, dev.New(r.Mails, kst.Real))
	}
	site := web.Site{Areas: areas, Pages: openPages, Sessions: sessions, Setting: setting, Clock: kst.Real}
	return &app{
		site: site, jobs: jobs, popular: popular, invite: admissions.InviteFirst,
		loadClasses: func(ctx context.Context) error { return catalog.LoadClasses(ctx, d) },
		loadDemo: func(ctx context.Context) error {
			return demo.Load(ctx, demo.Config{DB: d, Blobs: blobs, BaseURL: p.cfg.BaseURL, Now: kst.Real(), Seed: demoSeed})
		},
		accounts: func(ctx context.Context, w io.Writer) error {
			return demo.Accounts(ctx, d, authService, p.cfg.BaseURL, w)
		},
		fsck: func(ctx context.Context) ([]string, error) { return fsck(ctx, d) },
	}, nil
}

// loadMany adds offers by the hundred thousand to a demonstration.
func loadMany(ctx context.Context, owner *db.DB, offers int, progress func(step string, done, of int)) error {
	return demo.Many(ctx, demo.ManyConfig{Owner: owner, Now: kst.Real(), Seed: demoSeed, Offers: offers, Progress: progress})
}

// demoSeed makes every demonstration of a day the same country.
const demoSeed = 1

// fsck recomputes the books and the states.
func fsck(ctx context.Context, d *db.DB) ([]string, error) {
	found, err := ledger.Fsck(ctx, d)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(found))
	for i, f := range found {
		lines[i] = f.String()
	}
	states, err := insight.StrayStates(ctx, d)
	return append(lines, states...), err
}
