package innovation

import (
	"context"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// AttachCommand adds evidence, already kept in the blob store, to an application.
type AttachCommand struct {
	ID      int64
	Version int
	Hash    string
	Name    string
	MIME    string
	Size    int64
}

// Attach adds a file to a draft or returned application of the actor's supplier.
func (s *Service) Attach(ctx context.Context, by auth.Actor, c AttachCommand) (Application, error) {
	return s.changeFiles(ctx, by, c.ID, c.Version, "application.attach", func(tx *db.Tx) error {
		n, err := db.Value[int](tx.Query(ctx, `SELECT count(*) FROM innovation.evidence_file WHERE application_id = @id`, pgx.NamedArgs{"id": c.ID}))
		if err != nil {
			return err
		}
		if n >= maxFiles {
			return ErrTooManyFiles
		}
		_, err = tx.Exec(ctx, `
INSERT INTO innovation.evidence_file (application_id, hash, name, mime, size) VALUES (@id, @hash, @name, @mime, @size)`,
			pgx.NamedArgs{"id": c.ID, "hash": c.Hash, "name": c.Name, "mime": c.MIME, "size": c.Size})
		return err
	})
}

// Detach takes a file off a draft or returned application.
func (s *Service) Detach(ctx context.Context, by auth.Actor, id int64, version int, file int64) (Application, error) {
	return s.changeFiles(ctx, by, id, version, "application.detach", func(tx *db.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM innovation.evidence_file WHERE id = @file AND application_id = @id`,
			pgx.NamedArgs{"file": file, "id": id})
		if err == nil && tag.RowsAffected() == 0 {
			err = fault.ErrNotFound
		}
		return err
	})
}

func (s *Service) changeFiles(ctx context.Context, by auth.Actor, id int64, version int, action string, act func(*db.Tx) error) (Application, error) {
	if err := mayWrite(by); err != nil {
		return Application{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, a Application) error {
		if err := editable(by, a); err != nil {
			return err
		}
		if err := act(tx); err != nil {
			return err
		}
		if err := setState(ctx, tx, id, a.State); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: action, Object: a.Ref()})
	})
}

const fileColumns = `id, application_id, hash, name, mime, size`

func files(ctx context.Context, q db.Querier, application int64) ([]File, error) {
	return db.All[File](q.Query(ctx, `SELECT `+fileColumns+` FROM innovation.evidence_file WHERE application_id = @id ORDER BY id`,
		pgx.NamedArgs{"id": application}))
}

// File gives one file to whoever may see the application.
func (s *Service) File(ctx context.Context, by auth.Actor, application, id int64) (File, error) {
	a, err := find(ctx, s.db, application)
	if err != nil {
		return File{}, err
	}
	if !maySee(by, a) {
		return File{}, fault.ErrNotFound
	}
	return db.One[File](s.db.Query(ctx, `SELECT `+fileColumns+` FROM innovation.evidence_file WHERE application_id = @application AND id = @id`,
		pgx.NamedArgs{"application": application, "id": id}))
}
