package main

import (
	"context"
	"os"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/mail"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/text"
	"jangteo.kr/internal/todo"
	"jangteo.kr/web/account"
	"jangteo.kr/web/kit"
)

// reader gives web areas that may not know the database what they show of the shared
// tools: turns, notices, rules, papers, mails and pictures.
type reader struct {
	db    *db.DB
	blobs *blob.Store
}

const deskLimit = 100

// Tasks lists what waits for the actor, in words.
func (r reader) Tasks(ctx context.Context, by auth.Actor) ([]account.Task, error) {
	rows, err := todo.For(ctx, r.db, by, deskLimit)
	if err != nil {
		return nil, err
	}
	out := make([]account.Task, len(rows))
	for i, t := range rows {
		out[i] = account.Task{
			Title: text.T(ctx, "todo."+t.Action, params(t.Params)...), Href: kit.ObjectURL(t.Object),
			Role: text.T(ctx, "role."+string(t.Role)), Due: t.Due, Since: t.OpenedAt,
		}
	}
	return out, nil
}

// Notices lists what the actor was told, in words.
func (r reader) Notices(ctx context.Context, by auth.Actor) ([]account.Notice, error) {
	rows, err := notify.Recent(ctx, r.db, by, deskLimit)
	if err != nil {
		return nil, err
	}
	out := make([]account.Notice, len(rows))
	for i, n := range rows {
		href := kit.ObjectURL(n.Object)
		if strings.HasPrefix(n.Object, "body:") {
			href = "/registration" // the body that is told of its own admission
		}
		out[i] = account.Notice{ID: n.ID, Text: text.T(ctx, "notice."+n.Kind, params(n.Params)...), Href: href, At: n.At, Read: n.ReadAt != nil}
	}
	return out, nil
}

// MarkRead marks notices as read.
func (r reader) MarkRead(ctx context.Context, by auth.Actor, upTo int64) error {
	return notify.ReadAll(ctx, r.db, by, upTo)
}

// Rules lists every dated rule.
func (r reader) Rules(ctx context.Context) ([]law.Rule, error) { return law.All(ctx, r.db) }

// Paper finds an issued paper.
func (r reader) Paper(ctx context.Context, verification string) (document.Issued, error) {
	return document.Verify(ctx, r.db, verification)
}

// Mails lists the newest mails.
func (r reader) Mails(ctx context.Context) ([]mail.Kept, error) { return mail.Recent(ctx, r.db, 100) }

// Picture opens a stored picture; an unknown one is not found.
func (r reader) Picture(hash string, width int) (*os.File, error) {
	f, err := r.blobs.OpenPicture(hash, width)
	if os.IsNotExist(err) {
		return nil, fault.ErrNotFound
	}
	return f, err
}

// params turns a row's parameters into the pairs that sentences take.
func params(m map[string]any) []any {
	out := make([]any, 0, 2*len(m))
	for k, v := range m {
		out = append(out, k, v)
	}
	return out
}
