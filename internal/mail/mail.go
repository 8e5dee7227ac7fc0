// Package mail owns what leaves the house by post: letters are rows, written in the
// transaction that wants them told, and sent by a job. It makes no sentences (text
// does) and sends nothing from a transaction. Where no mail server is set, letters
// stay rows, which the demo shows at /dev/mail.
package mail

import (
	"context"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/job"
)

// Message is a letter in plain text.
type Message struct {
	To      string // an address, perhaps with a name
	Subject string
	Body    string
}

// ErrAddress refuses what is no mail address.
var ErrAddress = fault.New(fault.Invalid, "mail_address")

const insertMessage = `
insert into mail.message (to_address, subject, body, created_at)
values (@to, @subject, @body, @now) returning id`

// Queue writes a letter that is sent once tx commits. What a person typed may be in
// the subject or the address: control characters, and with them any further header,
// are taken out.
func Queue(ctx context.Context, tx *db.Tx, m Message) error {
	to, err := mail.ParseAddress(oneLine(m.To))
	if err != nil {
		return ErrAddress.Because(err)
	}
	to.Name = oneLine(to.Name)
	id, err := db.Value[int64](tx.Query(ctx, insertMessage, pgx.NamedArgs{
		"to": display(to), "subject": oneLine(m.Subject), "body": cleanBody(m.Body), "now": tx.Now,
	}))
	if err != nil {
		return err
	}
	return job.Enqueue(ctx, tx, Send{ID: id})
}

// display is how the address is kept and shown: 김조달 <kim@example.kr>. It is read
// back by address, not parsed as a header.
func display(a *mail.Address) string {
	if a.Name == "" {
		return a.Address
	}
	return `"` + strings.NewReplacer(`\`, "", `"`, "").Replace(a.Name) + `" <` + a.Address + `>`
}

// oneLine drops control characters and the marks that change the reading direction.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// cleanBody keeps line ends and tabs, and nothing else below the space.
func cleanBody(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// Kept is a letter as it was queued. Body is empty once it was sent: it may have held
// a link that opens an account.
type Kept struct {
	ID        int64      `db:"id"`
	To        string     `db:"to_address"`
	Subject   string     `db:"subject"`
	Body      string     `db:"body"`
	CreatedAt time.Time  `db:"created_at"`
	SentAt    *time.Time `db:"sent_at"`
	Attempts  int        `db:"attempts"`
	LastError *string    `db:"last_error"`
}

const selectRecent = `
select id, to_address, subject, body, created_at, sent_at, attempts, last_error
from mail.message order by id desc limit @limit`

// Recent gives the newest letters, at most limit. Only the demo shows them.
func Recent(ctx context.Context, q db.Querier, limit int) ([]Kept, error) {
	return db.All[Kept](q.Query(ctx, selectRecent, pgx.NamedArgs{"limit": limit}))
}
