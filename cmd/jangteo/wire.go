package main

import (
	"context"
	"io"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/mail"
	"jangteo.kr/web"
	"jangteo.kr/web/account"
	"jangteo.kr/web/console"
	"jangteo.kr/web/dev"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/open"
)

// app is the program put together.
type app struct {
	site web.Site
	jobs *job.Runner

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

	authService, err := auth.New(d, p.cfg.BaseURL, p.cfg.Demo())
	if err != nil {
		return nil, err
	}
	admissions := admission.New(d, authService, p.cfg.BaseURL)

	setting := kit.Setting{Demo: p.cfg.Demo(), Secure: p.cfg.Secure()}
	sessions := kit.NewSessions(authService, auth.NewSessionStore(d, p.cfg.SessionIdle), kit.SessionConfig{
		Idle: p.cfg.SessionIdle, Absolute: p.cfg.SessionAbsolute, Setting: setting, Proxies: p.cfg.Proxies, Clock: kst.Real,
	})
	r := reader{db: d, blobs: blobs}
	openPages := open.New(r, kst.Real)
	areas := []web.Area{
		openPages,
		account.New(authService, admissions, sessions, r),
		console.New(admissions),
	}
	if p.cfg.Demo() {
		areas = append(areas, dev.New(r.Mails, kst.Real))
	}
	site := web.Site{Areas: areas, Pages: openPages, Sessions: sessions, Setting: setting, Clock: kst.Real}
	return &app{site: site, jobs: jobs, invite: admissions.InviteFirst}, nil
}
