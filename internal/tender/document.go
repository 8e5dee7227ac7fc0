package tender

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// maxDocuments bounds the files of one notice.
const maxDocuments = 20

// AttachCommand adds a file, already kept in the blob store, to a draft.
type AttachCommand struct {
	ID      int64
	Version int
	Hash    string // of the blob
	Name    string // as the officer named it
	MIME    string
	Size    int64
}

// Attach adds a file to a draft or returned notice of the officer's institution.
func (s *Service) Attach(ctx context.Context, by auth.Actor, c AttachCommand) (Notice, error) {
	return s.changeFiles(ctx, by, c.ID, c.Version, "notice.attach", c.Name, func(tx *db.Tx) error {
		n, err := db.Value[int](tx.Query(ctx, `SELECT count(*) FROM tender.document WHERE notice_id = @id`, pgx.NamedArgs{"id": c.ID}))
		if err != nil {
			return err
		}
		if n >= maxDocuments {
			return ErrTooManyDocuments
		}
		_, err = tx.Exec(ctx, `
INSERT INTO tender.document (notice_id, hash, name, mime, size, added_at) VALUES (@id, @hash, @name, @mime, @size, @at)`,
			pgx.NamedArgs{"id": c.ID, "hash": c.Hash, "name": c.Name, "mime": c.MIME, "size": c.Size, "at": tx.Now})
		return err
	})
}

// Detach takes a file off a draft or returned notice.
func (s *Service) Detach(ctx context.Context, by auth.Actor, id int64, version int, document int64) (Notice, error) {
	return s.changeFiles(ctx, by, id, version, "notice.detach", "", func(tx *db.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM tender.document WHERE id = @document AND notice_id = @id`,
			pgx.NamedArgs{"document": document, "id": id})
		if err == nil && tag.RowsAffected() == 0 {
			err = fault.ErrNotFound
		}
		return err
	})
}

func (s *Service) changeFiles(ctx context.Context, by auth.Actor, id int64, version int, action, name string, act func(*db.Tx) error) (Notice, error) {
	if err := mayDraft(by); err != nil {
		return Notice{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, n Notice) error {
		if err := owns(by, n); err != nil {
			return err
		}
		if !n.State.Editable() {
			return ErrState
		}
		if err := act(tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE tender.notice SET version = version + 1 WHERE id = @id`, pgx.NamedArgs{"id": id}); err != nil {
			return err
		}
		e := audit.Event{By: by.Who(), Action: action, Object: n.Ref()}
		if name != "" {
			e.Detail = map[string]any{"name": name}
		}
		return audit.Record(ctx, tx, e)
	})
}

const selectDocuments = `
SELECT id, notice_id, hash, name, mime, size, added_at FROM tender.document WHERE notice_id = @id ORDER BY id`

func documents(ctx context.Context, q db.Querier, notice int64) ([]Document, error) {
	return db.All[Document](q.Query(ctx, selectDocuments, pgx.NamedArgs{"id": notice}))
}

// Document gives one file of a notice to whoever may see the notice.
func (s *Service) Document(ctx context.Context, by auth.Actor, notice, id int64) (Document, error) {
	n, err := find(ctx, s.db, notice)
	if err != nil {
		return Document{}, err
	}
	if !maySee(by, n) {
		return Document{}, fault.ErrNotFound
	}
	return db.One[Document](s.db.Query(ctx, `
SELECT id, notice_id, hash, name, mime, size, added_at FROM tender.document WHERE notice_id = @notice AND id = @id`,
		pgx.NamedArgs{"notice": notice, "id": id}))
}
