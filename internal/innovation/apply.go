package innovation

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// Service carries out what people do with applications and designations.
type Service struct {
	db     *db.DB
	market *market.Service
}

// New makes the service.
func New(d *db.DB, m *market.Service) *Service { return &Service{db: d, market: m} }

// Bounds of texts, in characters, and of the files of one application.
const (
	maxText   = 4000
	maxReason = 2000
	maxFiles  = 10
)

// Content is what a supplier writes. All but the item may be missing in a draft.
type Content struct {
	ItemNumber int
	Field      string // one of Fields
	Claim      string
	TRL        int // 1 to 9; 0: not given yet
	Evidence   string
}

// ApplyCommand begins an application.
type ApplyCommand struct {
	Key     uuid.UUID // a repeat with the same key gives the application of the first time
	Content Content
}

// Apply begins an application for one of the supplier's own items. Any member may.
func (s *Service) Apply(ctx context.Context, by auth.Actor, c ApplyCommand) (Application, error) {
	if err := mayWrite(by); err != nil {
		return Application{}, err
	}
	if err := c.Content.check(); err != nil {
		return Application{}, err
	}
	var a Application
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		object, done, err := audit.Once(ctx, tx, by.Who(), "application.draft", c.Key, c.Content)
		if err != nil {
			return err
		}
		if done {
			a, err = byRef(ctx, tx, object)
			return err
		}
		if err := ownItem(ctx, tx, by, c.Content.ItemNumber); err != nil {
			return err
		}
		id, err := insertApplication(ctx, tx, by, c.Content)
		if err != nil {
			return err
		}
		if a, err = find(ctx, tx, id); err != nil {
			return err
		}
		if err := audit.Settle(ctx, tx, by.Who(), "application.draft", c.Key, a.Ref()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "application.draft", Object: a.Ref(), To: string(Draft)})
	})
	return a, err
}

// SaveCommand changes a draft or a returned application.
type SaveCommand struct {
	ID      int64
	Version int
	Content Content
}

// SaveDraft keeps what a member of the supplier changed.
func (s *Service) SaveDraft(ctx context.Context, by auth.Actor, c SaveCommand) (Application, error) {
	if err := mayWrite(by); err != nil {
		return Application{}, err
	}
	if err := c.Content.check(); err != nil {
		return Application{}, err
	}
	return s.change(ctx, c.ID, c.Version, func(tx *db.Tx, a Application) error {
		if err := editable(by, a); err != nil {
			return err
		}
		if err := ownItem(ctx, tx, by, c.Content.ItemNumber); err != nil {
			return err
		}
		if err := updateContent(ctx, tx, a.ID, c.Content); err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{By: by.Who(), Action: "application.save", Object: a.Ref()})
	})
}

// Submit hands an application to the innovation desk. Only a supplier's administrator
// may. A technology readiness level below the law's is refused with its article.
func (s *Service) Submit(ctx context.Context, by auth.Actor, id int64, version int) (Application, error) {
	if err := by.Need(org.SupplierAdmin); err != nil {
		return Application{}, err
	}
	return s.change(ctx, id, version, func(tx *db.Tx, a Application) error {
		if err := editable(by, a); err != nil {
			return err
		}
		if err := s.complete(ctx, tx, by, a); err != nil {
			return err
		}
		if err := markSubmitted(ctx, tx, a.ID, by.PersonID); err != nil {
			return err
		}
		persons, err := earlier(ctx, tx, a.Ref())
		if err != nil {
			return err
		}
		err = s.passToDesk(ctx, tx, by, a, "application.review", append(persons, by.PersonID))
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, audit.Event{
			By: by.Who(), Action: "application.submit", Object: a.Ref(), From: string(a.State), To: string(Submitted),
		})
	})
}

// complete refuses an application that cannot be reviewed.
func (s *Service) complete(ctx context.Context, tx *db.Tx, by auth.Actor, a Application) error {
	var bad []fault.Field
	need := func(ok bool, field string) {
		if !ok {
			bad = append(bad, fault.F(field, "required"))
		}
	}
	need(a.Field != "", "field")
	need(strings.TrimSpace(a.Claim) != "", "claim")
	need(a.TRL != 0, "trl")
	need(strings.TrimSpace(a.Evidence) != "", "evidence")
	if len(bad) > 0 {
		return fault.Bad("form_invalid", bad...)
	}
	if err := ownItem(ctx, tx, by, a.ItemNumber); err != nil {
		return err
	}
	r, err := law.Find(ctx, tx, law.Case{Key: law.DesignationMinTRL, On: kst.DayOf(tx.Now)})
	if err != nil {
		return err
	}
	if int64(a.TRL) < r.Int() {
		return fault.Bad("trl_too_low", fault.F("trl", "trl_too_low", "min", r.Int())).With("min", r.Int()).WithArticle(r.Article)
	}
	return notDesignated(ctx, tx, a)
}

// passToDesk ends the turn of whoever had it and gives it to the innovation desk.
func (s *Service) passToDesk(ctx context.Context, tx *db.Tx, by auth.Actor, a Application, action string, barred []int64) error {
	desk, err := org.PPSBody(ctx, tx)
	if err != nil {
		return err
	}
	if err := todo.Done(ctx, tx, by.Who(), a.Ref()); err != nil {
		return err
	}
	err = todo.Open(ctx, tx, todo.Task{
		Object: a.Ref(), Action: action, BodyID: desk, Role: org.InnovationDesk, Params: a.params(), Barred: barred,
	})
	if err != nil {
		return err
	}
	return notify.Send(ctx, tx, notify.Message{
		BodyID: desk, Roles: []org.Role{org.InnovationDesk}, Kind: action, Object: a.Ref(), Params: a.params(),
	})
}

// change locks an application, checks that it is the version that was shown, lets act
// move it, and gives it as it is afterwards.
func (s *Service) change(ctx context.Context, id int64, version int, act func(*db.Tx, Application) error) (Application, error) {
	var after Application
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		a, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := act(tx, a); err != nil {
			// Whoever may not know of it or act on it hears that first; to the others a
			// stale page explains the refusal better.
			if a.Version != version && !fault.Of(err, fault.NotFound) && !fault.Of(err, fault.Forbidden) {
				return fault.ErrStale
			}
			return err
		}
		if a.Version != version {
			return fault.ErrStale
		}
		after, err = find(ctx, tx, id)
		return err
	})
	return after, err
}

func mayWrite(by auth.Actor) error {
	if err := by.Need(org.SupplierAdmin, org.SupplierMember); err != nil {
		return err
	}
	if !by.Is(org.Supplier) {
		return fault.ErrForbidden
	}
	return nil
}

func editable(by auth.Actor, a Application) error {
	if a.SupplierID != by.BodyID {
		return fault.ErrNotFound
	}
	if !a.State.Editable() {
		return ErrState
	}
	return nil
}

// ownItem: the supplier offers the item and has not withdrawn it.
func ownItem(ctx context.Context, tx *db.Tx, by auth.Actor, item int) error {
	o, err := catalog.OfferOf(ctx, tx, item, by.BodyID)
	if fault.Of(err, fault.NotFound) || (err == nil && o.State == catalog.Withdrawn) {
		return ErrNotOwnItem
	}
	return err
}

func (c Content) check() error {
	var bad []fault.Field
	if c.ItemNumber == 0 {
		bad = append(bad, fault.F("item_number", "required"))
	}
	if c.Field != "" && !slices.Contains(Fields, c.Field) {
		bad = append(bad, fault.F("field", "not_a_choice"))
	}
	if c.TRL < 0 || c.TRL > 9 {
		bad = append(bad, fault.F("trl", "out_of_range", "min", 1, "max", 9))
	}
	for name, text := range map[string]string{"claim": c.Claim, "evidence": c.Evidence} {
		if len([]rune(text)) > maxText {
			bad = append(bad, fault.F(name, "too_long", "max", maxText))
		}
	}
	if len(bad) > 0 {
		return fault.Bad("form_invalid", bad...)
	}
	return nil
}

func checkReason(field, reason string) []fault.Field {
	switch n := len([]rune(reason)); {
	case strings.TrimSpace(reason) == "":
		return []fault.Field{fault.F(field, "required")}
	case n > maxReason:
		return []fault.Field{fault.F(field, "too_long", "max", maxReason)}
	}
	return nil
}

func byRef(ctx context.Context, q db.Querier, object string) (Application, error) {
	_, digits, _ := strings.Cut(object, ":")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return Application{}, fault.ErrNotFound
	}
	return find(ctx, q, id)
}
