package catalog

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// StartForm is the form that begins an offer.
const StartForm = "offer:new"

// SectionForm names the form of a section of an offer.
func SectionForm(offerID int64, section string) string {
	return "offer:" + strconv.FormatInt(offerID, 10) + "/" + section
}

// offerOfForm is the offer that a form belongs to, 0 for the one that begins an offer.
// There is no other form.
func offerOfForm(form string) (int64, error) {
	if form == StartForm {
		return 0, nil
	}
	id, section, _ := strings.Cut(strings.TrimPrefix(form, "offer:"), "/")
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.ErrNotFound
	}
	for _, s := range Sections[1:] {
		if s == section && form == SectionForm(n, s) {
			return n, nil
		}
	}
	return 0, fault.ErrNotFound
}

// MaxDraft bounds what is kept of one form, in bytes.
const MaxDraft = 64 << 10

// keptDays is for how long a draft nobody comes back to is kept.
const keptDays = 90

// ErrDraftTooLarge is more typed text than is kept.
var ErrDraftTooLarge = fault.Bad("draft_too_large", fault.F("draft", "draft_too_large", "kb", MaxDraft>>10)).With("kb", MaxDraft>>10)

// FormDraft is what a person typed in a form and has not saved, as typed. It is no state
// of the offer: nobody else ever reads it, and it leaves no history.
type FormDraft struct {
	Fields       map[string][]string `db:"fields"`
	SavedAt      time.Time           `db:"saved_at"`
	SectionSaved *time.Time          `db:"section_saved"` // when somebody last saved the section, nil if nobody did
}

// DraftCommand keeps what is typed. Seal, made by Seal when the form was shown, stands
// for its person once the session has run out.
type DraftCommand struct {
	Form   string
	Fields map[string][]string
	Seal   string
}

const upsertDraft = `
INSERT INTO catalog.form_draft (person_id, form, fields, saved_at) VALUES (@person, @form, @fields, @at)
ON CONFLICT (person_id, form) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at`

// KeepDraft keeps what somebody typed in a form, in place of what was kept before, and
// says when. The offer must be of the actor's own body; without a session the form's seal
// decides, which allows this and nothing else.
func (s *Service) KeepDraft(ctx context.Context, by auth.Actor, c DraftCommand) (time.Time, error) {
	offer, err := offerOfForm(c.Form)
	if err != nil {
		return time.Time{}, err
	}
	person := by.PersonID
	if by.SignedIn() {
		err = s.mayDraft(ctx, by, offer)
	} else {
		person, err = s.unseal(ctx, c.Form, c.Seal)
	}
	if err != nil {
		return time.Time{}, err
	}
	fields, err := json.Marshal(c.Fields)
	if err != nil {
		return time.Time{}, err
	}
	if len(fields) > MaxDraft {
		return time.Time{}, ErrDraftTooLarge
	}
	var at time.Time
	err = s.db.Run(ctx, func(tx *db.Tx) error {
		at = tx.Now
		_, err := tx.Exec(ctx, upsertDraft, pgx.NamedArgs{"person": person, "form": c.Form, "fields": fields, "at": tx.Now})
		return err
	})
	return at, err
}

// mayDraft is nil for the people of the supplier whose offer it is.
func (s *Service) mayDraft(ctx context.Context, by auth.Actor, offer int64) error {
	if err := mayWrite(by); err != nil || offer == 0 {
		return err
	}
	o, err := OfferByID(ctx, s.db, offer)
	if err == nil && o.SupplierID != by.BodyID {
		err = fault.ErrNotFound
	}
	return err
}

const selectDraft = `
SELECT d.fields, d.saved_at,
       (SELECT max(e.at) FROM audit.event e
         WHERE e.object = split_part(d.form, '/', 1) AND e.action = 'offer.save' AND e.detail->>'section' = split_part(d.form, '/', 2) AND NOT e.detail ? 'added') AS section_saved
  FROM catalog.form_draft d WHERE d.person_id = @person AND d.form = @form`

// Draft reads what the actor typed in a form and has not saved; fault.ErrNotFound if
// there is nothing.
func (s *Service) Draft(ctx context.Context, by auth.Actor, form string) (FormDraft, error) {
	if err := mayWrite(by); err != nil {
		return FormDraft{}, err
	}
	return db.One[FormDraft](s.db.Query(ctx, selectDraft, pgx.NamedArgs{"person": by.PersonID, "form": form}))
}

const deleteDraft = `DELETE FROM catalog.form_draft WHERE person_id = @person AND form = @form`

func dropDraft(ctx context.Context, tx *db.Tx, by auth.Actor, form string) error {
	_, err := tx.Exec(ctx, deleteDraft, pgx.NamedArgs{"person": by.PersonID, "form": form})
	return err
}

// DropDraft throws away what the actor typed in a form.
func (s *Service) DropDraft(ctx context.Context, by auth.Actor, form string) error {
	offer, err := offerOfForm(form)
	if err == nil {
		err = s.mayDraft(ctx, by, offer)
	}
	if err != nil {
		return err
	}
	return s.db.Run(ctx, func(tx *db.Tx) error { return dropDraft(ctx, tx, by, form) })
}

const deleteOldDrafts = `DELETE FROM catalog.form_draft WHERE saved_at < @before`

// ForgetDrafts throws away what nobody came back to and says how many that were.
func ForgetDrafts(ctx context.Context, d *db.DB) (int, error) {
	var n int
	err := d.Run(ctx, func(tx *db.Tx) error {
		tag, err := tx.Exec(ctx, deleteOldDrafts, pgx.NamedArgs{"before": tx.Now.AddDate(0, 0, -keptDays)})
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}

// sealedFor is how long a form that was shown may still have what is typed in it kept.
const sealedFor = 7 * 24 * time.Hour

// Seal makes the mark by which a form shown to the actor is known to be the actor's when
// it comes back without a session. It opens nothing: whoever holds it can only put typed
// text where that person alone finds it.
func (s *Service) Seal(ctx context.Context, by auth.Actor, form string, now time.Time) (string, error) {
	key, err := s.formKey(ctx)
	if err != nil {
		return "", err
	}
	what := fmt.Sprintf("%d.%d", by.PersonID, now.Add(sealedFor).Unix())
	return what + "." + sealOf(key, what, form), nil
}

func (s *Service) unseal(ctx context.Context, form, seal string) (int64, error) {
	key, err := s.formKey(ctx)
	if err != nil {
		return 0, err
	}
	at := strings.LastIndexByte(seal, '.')
	if at < 0 || !hmac.Equal([]byte(seal[at+1:]), []byte(sealOf(key, seal[:at], form))) {
		return 0, fault.ErrUnauthenticated
	}
	var person, until int64
	if _, err := fmt.Sscanf(seal[:at], "%d.%d", &person, &until); err != nil {
		return 0, fault.ErrUnauthenticated
	}
	now, err := db.Value[time.Time](s.db.Query(ctx, `SELECT audit.clock()`))
	if err == nil && now.Unix() >= until {
		err = fault.ErrUnauthenticated
	}
	return person, err
}

func sealOf(key, what, form string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(what + "|" + form))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

const selectFormKey = `SELECT k.key FROM catalog.form_key k`

func (s *Service) formKey(ctx context.Context) (string, error) {
	if k := s.key.Load(); k != nil {
		return *k, nil
	}
	k, err := db.Value[string](s.db.Query(ctx, selectFormKey))
	if err == nil {
		s.key.Store(&k)
	}
	return k, err
}
