package catalog

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Synonym is another word for a class or, without a class, another spelling of a word
// (밧데리 for 배터리).
type Synonym struct {
	ClassCode *string `db:"class_code"`
	Word      string  `db:"word"`
	Squeezed  string  `db:"squeezed"` // of Word
	Meant     string  `db:"meant"`    // the usual spelling; "" with a class
}

const selectSynonyms = `
SELECT s.class_code, s.word, s.squeezed, s.meant FROM catalog.synonym s
 WHERE s.removed_at IS NULL ORDER BY s.class_code NULLS FIRST, length(s.squeezed) DESC, s.squeezed`

// SynonymsAll lists the synonyms in use, the general spellings first and among them the
// longer before the shorter.
func SynonymsAll(ctx context.Context, q db.Querier) ([]Synonym, error) {
	return db.All[Synonym](q.Query(ctx, selectSynonyms))
}

// KeptSynonym is a synonym with its history, as its page shows it.
type KeptSynonym struct {
	ID        int64      `db:"id"`
	Word      string     `db:"word"`
	Meant     string     `db:"meant"`
	AddedBy   string     `db:"added_by"` // name; "" when it came with the program
	AddedAt   time.Time  `db:"added_at"`
	RemovedBy string     `db:"removed_by"`
	RemovedAt *time.Time `db:"removed_at"`
}

const selectKeptSynonyms = `
SELECT s.id, s.word, s.meant, coalesce(a.name, '') AS added_by, s.added_at, coalesce(r.name, '') AS removed_by, s.removed_at
  FROM catalog.synonym s LEFT JOIN org.person a ON a.id = s.added_by LEFT JOIN org.person r ON r.id = s.removed_by
 WHERE coalesce(s.class_code, '') = @code ORDER BY s.removed_at DESC NULLS FIRST, s.word, s.id`

// KeptSynonyms lists the synonyms of a class, or with code "" the general spellings:
// those in use first, then those that were removed, the last removed first. It is for
// those who learn who did it.
func (s *Service) KeptSynonyms(ctx context.Context, by auth.Actor, code string) ([]KeptSynonym, error) {
	switch {
	case !by.SignedIn():
		return nil, fault.ErrUnauthenticated
	case !SeesWho(by):
		return nil, fault.ErrForbidden
	}
	return db.All[KeptSynonym](s.db.Query(ctx, selectKeptSynonyms, pgx.NamedArgs{"code": code}))
}

// The bound of a synonym; two characters are what search compares at least.
const (
	minSynonym = 2
	maxSynonym = 40
)

// ErrSynonymIsClass is a word that names another class: whoever adds it anyway makes
// searches for that class find this one too.
var ErrSynonymIsClass = fault.New(fault.Conflict, "synonym_is_class") // code, name

var errSynonymTwice = fault.Bad("form_invalid", fault.F("word", "synonym_exists"))

var _ = db.Constraints(map[string]*fault.Error{
	"synonym_word_key": errSynonymTwice,
	"synonym_class_fk": fault.ErrNotFound,
})

// SynonymCommand adds a synonym.
type SynonymCommand struct {
	ClassCode string // "": a general spelling
	Word      string
	Meant     string // the usual spelling, without a class
	Anyway    bool   // although it names another class
}

func (c SynonymCommand) check() error {
	fields := checkSynonym(nil, "word", c.Word)
	if c.ClassCode == "" {
		fields = checkSynonym(fields, "meant", c.Meant)
		if len(fields) == 0 && strings.Contains(Squeeze(c.Meant), Squeeze(c.Word)) {
			fields = append(fields, fault.F("meant", "synonym_same"))
		}
	}
	if len(fields) > 0 {
		return fault.Bad("form_invalid", fields...)
	}
	return nil
}

func checkSynonym(fields []fault.Field, name, word string) []fault.Field {
	if word != "" && utf8.RuneCountInString(Squeeze(word)) < minSynonym {
		return append(fields, fault.F(name, "too_short", "min", minSynonym))
	}
	return checkText(fields, name, word, maxSynonym)
}

const selectNamesake = `
SELECT ` + classColumns + ` FROM catalog.class c
 WHERE c.code <> @code AND c.moved_to IS NULL AND (catalog.squeeze(c.name_ko) = catalog.squeeze(@word) OR catalog.squeeze(c.name_en) = catalog.squeeze(@word))
 ORDER BY length(c.code) DESC, c.code LIMIT 1`

const insertSynonym = `
INSERT INTO catalog.synonym (class_code, word, meant, added_by, added_at) VALUES (nullif(@code, ''), @word, @meant, @by, @at) RETURNING id`

// AddSynonym lets a class be found by another word, or a word by another spelling. A
// word that names another class is refused once, with that class, and taken Anyway.
func (s *Service) AddSynonym(ctx context.Context, by auth.Actor, c SynonymCommand) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	if c.Word, c.Meant = oneLine(c.Word), oneLine(c.Meant); c.ClassCode != "" {
		c.Meant = ""
	}
	if err := c.check(); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		if c.ClassCode != "" {
			class, err := ClassByCode(ctx, tx, c.ClassCode)
			if err != nil {
				return err
			}
			if class.Closed() {
				return ErrClassClosed.With("code", *class.MovedTo)
			}
		}
		other, err := db.All[Class](tx.Query(ctx, selectNamesake, pgx.NamedArgs{"code": c.ClassCode, "word": c.Word}))
		if err != nil {
			return err
		}
		if len(other) > 0 && !c.Anyway {
			return ErrSynonymIsClass.With("code", other[0].Code, "name", other[0].NameKo)
		}
		id, err := db.Value[int64](tx.Query(ctx, insertSynonym, pgx.NamedArgs{
			"code": c.ClassCode, "word": c.Word, "meant": c.Meant, "by": by.PersonID, "at": tx.Now,
		}))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "synonym.add", Object: audit.Ref("synonym", id),
			Detail: map[string]any{"class": c.ClassCode, "word": c.Word, "meant": c.Meant},
		})
	})
}

const removeSynonym = `
UPDATE catalog.synonym SET removed_by = @by, removed_at = @at WHERE id = @id AND coalesce(class_code, '') = @code AND removed_at IS NULL RETURNING word`

// RemoveSynonym takes a synonym of a class (of none: code "") out of use; the program
// does not bring it back.
func (s *Service) RemoveSynonym(ctx context.Context, by auth.Actor, code string, id int64) error {
	if err := mayEdit(by); err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error {
		word, err := db.Value[string](tx.Query(ctx, removeSynonym, pgx.NamedArgs{"by": by.PersonID, "at": tx.Now, "id": id, "code": code}))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "synonym.remove", Object: audit.Ref("synonym", id), Detail: map[string]any{"class": code, "word": word},
		})
	})
}
