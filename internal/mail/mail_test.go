package mail_test

import (
	"bufio"
	"context"
	"errors"
	"mime"
	"net"
	stdmail "net/mail"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/job"
	"jangteo.kr/internal/mail"
)

func queue(t *testing.T, d *db.DB, m mail.Message) error {
	t.Helper()
	return d.Run(t.Context(), func(tx *db.Tx) error { return mail.Queue(t.Context(), tx, m) })
}

func TestQueue_takesOutFurtherHeaders(t *testing.T) {
	d := dbtest.New(t)
	err := queue(t, d, mail.Message{
		To:      "\"김조달\" <kim@example.kr>",
		Subject: "초대\r\nBcc: thief@example.kr\u2028X-Evil: 1\u202Egnp",
		Body:    "첫 줄\r\n둘째 줄\x00\x1b[31m\n.\n끝",
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := mail.Recent(t.Context(), d, 10)
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	if got[0].Subject != "초대 Bcc: thief@example.kr X-Evil: 1 gnp" || got[0].To != `"김조달" <kim@example.kr>` ||
		got[0].Body != "첫 줄\n둘째 줄[31m\n.\n끝" {
		t.Errorf("%q, %q, %q", got[0].Subject, got[0].To, got[0].Body)
	}
}

func TestQueue_refusesWhatIsNoAddress(t *testing.T) {
	d := dbtest.New(t)
	for _, to := range []string{"", "kim", "kim@example.kr, lee@example.kr", "kim@example.kr\nBcc: lee@example.kr"} {
		if err := queue(t, d, mail.Message{To: to, Subject: "x"}); !errors.Is(err, mail.ErrAddress) {
			t.Errorf("%q: %v", to, err)
		}
	}
	got, err := mail.Recent(t.Context(), d, 10)
	if err != nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// postbox is the least mail server that a client can talk to.
func postbox(t *testing.T) (url string, letters <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	got := make(chan string, 10)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go converse(c, got)
		}
	}()
	return "smtp://" + l.Addr().String(), got
}

func converse(c net.Conn, got chan<- string) {
	defer c.Close()
	say := func(s string) { _, _ = c.Write([]byte(s + "\r\n")) }
	say("220 postbox")
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		switch verb, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " "); verb {
		case "DATA":
			say("354 go on")
			var letter strings.Builder
			for lines.Scan() && lines.Text() != "." {
				letter.WriteString(lines.Text() + "\r\n")
			}
			got <- letter.String()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func TestSend_sendsOnceAndForgetsTheBody(t *testing.T) {
	d := dbtest.New(t)
	url, letters := postbox(t)
	sender, err := mail.NewSender(d, url, "장터 <no-reply@market.example.kr>")
	if err != nil {
		t.Fatal(err)
	}
	r := job.New(d, job.Options{Poll: 100 * time.Millisecond})
	job.Handle(r, sender.Send)
	if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	if err := queue(t, d, mail.Message{To: "김조달 <kim@example.kr>", Subject: "장터에 초대합니다", Body: "https://market.example.kr/invite/abc"}); err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	m, err := stdmail.ReadMessage(strings.NewReader(<-letters))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "장터에 초대합니다" {
		t.Errorf("subject %q, %v", subject, err)
	}
	if from, err := m.Header.AddressList("From"); err != nil || from[0].Name != "장터" {
		t.Errorf("from %v, %v", from, err)
	}
	if id := m.Header.Get("Message-ID"); !strings.HasSuffix(id, "@market.example.kr>") {
		t.Errorf("id %q", id)
	}
	got, err := mail.Recent(t.Context(), d, 1)
	if err != nil || got[0].SentAt == nil || got[0].Body != "" || got[0].Attempts != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if err := sender.Send(t.Context(), mail.Send{ID: got[0].ID}); err != nil {
		t.Error(err)
	}
	if len(letters) != 0 {
		t.Error("sent twice")
	}
}

func TestSend_failureIsKept(t *testing.T) {
	d := dbtest.New(t)
	sender, err := mail.NewSender(d, "smtp://127.0.0.1:1", "no-reply@market.example.kr")
	if err != nil {
		t.Fatal(err)
	}
	if err := queue(t, d, mail.Message{To: "kim@example.kr", Subject: "x", Body: "y"}); err != nil {
		t.Fatal(err)
	}
	got, err := mail.Recent(t.Context(), d, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), mail.Send{ID: got[0].ID}); err == nil {
		t.Fatal("no error")
	}
	got, err = mail.Recent(t.Context(), d, 1)
	if err != nil || got[0].SentAt != nil || got[0].Attempts != 1 || got[0].LastError == nil || got[0].Body != "y" {
		t.Errorf("%+v, %v", got, err)
	}
}
