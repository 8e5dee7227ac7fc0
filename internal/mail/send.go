package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	gomail "github.com/wneessen/go-mail"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/job"
)

// Send is the job that sends one letter.
type Send struct {
	ID int64 `json:"id"`
}

// Kind names the job.
func (Send) Kind() string { return "mail.send" }

// Sender sends letters through one mail server.
type Sender struct {
	db     *db.DB
	from   string
	client *gomail.Client // nil: letters are only kept
}

// NewSender reads the server's address, smtp://user:password@host:587 (STARTTLS is
// demanded, unless the server is this machine) or smtps://…:465. With an empty address
// letters are kept and not sent.
func NewSender(d *db.DB, server, from string) (*Sender, error) {
	s := &Sender{db: d, from: from}
	if server == "" {
		return s, nil
	}
	u, err := url.Parse(server)
	if err != nil {
		return nil, errors.New("mail: the server's address cannot be read") // it holds a password
	}
	opts := []gomail.Option{gomail.WithTimeout(20 * time.Second)}
	switch {
	case u.Scheme == "smtps":
		opts = append(opts, gomail.WithSSL(), gomail.WithPort(465))
	case isLoopback(u.Hostname()):
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic), gomail.WithPort(25))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithPort(587))
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil {
			return nil, fmt.Errorf("mail: port: %w", err)
		}
		opts = append(opts, gomail.WithPort(port))
	}
	if password, ok := u.User.Password(); ok {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	if s.client, err = gomail.NewClient(u.Hostname(), opts...); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return s, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

const (
	selectUnsent = `
select id, to_address, subject, body, created_at, sent_at, attempts, last_error
from mail.message where id = @id and sent_at is null`
	// The body goes with the sending: the link in it is the recipient's alone.
	markSent   = `update mail.message set sent_at = now(), attempts = attempts + 1, last_error = null, body = '' where id = @id`
	markFailed = `update mail.message set attempts = attempts + 1, last_error = @error where id = @id`
)

// Send does the job. A letter may arrive twice if the program dies between the sending
// and the mark; both copies bear one Message-ID.
func (s *Sender) Send(ctx context.Context, a Send) error {
	if s.client == nil {
		return nil
	}
	m, err := db.One[Kept](s.db.Query(ctx, selectUnsent, pgx.NamedArgs{"id": a.ID}))
	if fault.Of(err, fault.NotFound) {
		return nil // sent already
	}
	if err != nil {
		return err
	}
	msg, err := s.compose(m)
	if err != nil {
		return job.GiveUp(err)
	}
	if err := s.client.DialAndSendWithContext(ctx, msg); err != nil {
		_, markErr := s.db.Exec(ctx, markFailed, pgx.NamedArgs{"id": a.ID, "error": err.Error()})
		return errors.Join(err, markErr)
	}
	_, err = s.db.Exec(ctx, markSent, pgx.NamedArgs{"id": a.ID})
	return err
}

func (s *Sender) compose(m Kept) (*gomail.Msg, error) {
	from, err := mail.ParseAddress(s.from)
	if err != nil {
		return nil, fmt.Errorf("mail: from: %w", err)
	}
	to, err := mail.ParseAddress(m.To)
	if err != nil {
		return nil, fmt.Errorf("mail: to: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(from)
	msg.ToMailAddress(to)
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.CreatedAt)
	host := from.Address[strings.LastIndex(from.Address, "@")+1:]
	msg.SetMessageIDWithValue(fmt.Sprintf("jangteo.%d.%d@%s", m.ID, m.CreatedAt.Unix(), host))
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	return msg, nil
}
