package order

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/notify"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/todo"
)

// LineCommand asks for a quantity of an offer.
type LineCommand struct {
	OfferID  int64
	Quantity int
}

// PlaceCommand asks for an order.
type PlaceCommand struct {
	ClientKey    uuid.UUID // the same key again gives the same order
	Storefront   market.Storefront
	SupplierID   int64
	Lines        []LineCommand
	Place        string
	ContactName  string
	ContactPhone string
	WantedOn     kst.Day
	Note         string
	BudgetID     int64     // the institution's budget line
	WaiveSubsidy bool      // the institution pays everything itself
	Total        money.Won // the total that was shown; another one is ErrPriceChanged. 0: not shown
}

func (c PlaceCommand) hash() ([]byte, error) {
	c.ClientKey = uuid.Nil
	b, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("order: hash request: %w", err)
	}
	h := sha256.Sum256(b)
	return h[:], nil
}

func (c PlaceCommand) offers() []int64 {
	out := make([]int64, len(c.Lines))
	for i, l := range c.Lines {
		out[i] = l.OfferID
	}
	return out
}

// budgetFacts remembers what never changes about a budget: whose it is, of which kind
// and year. Orders ask for it each time; the books are asked once.
type budgetFacts struct{ known sync.Map }

func (b *budgetFacts) of(ctx context.Context, q db.Querier, id int64) (ledger.Budget, error) {
	if v, ok := b.known.Load(id); ok {
		if b, ok := v.(ledger.Budget); ok {
			return b, nil
		}
	}
	v, err := ledger.BudgetByID(ctx, q, id)
	if err != nil {
		return ledger.Budget{}, err
	}
	fact := ledger.Budget{ID: v.ID, BodyID: v.BodyID, Kind: v.Kind, FiscalYear: v.FiscalYear}
	b.known.Store(id, fact)
	return fact, nil
}

// prelude is what a request is judged by and written with, read in one round trip.
type prelude struct {
	id, serial   int64
	name, nameEn string // of the institution
	region       string
	book         *law.Book
	sale         []catalog.OnSale
	grounds      map[int64]market.Ground
}

const selectExisting = `SELECT o.id, o.request_hash FROM orders."order" o WHERE o.requested_by = @person AND o.client_key = @key`

const selectInstitution = `SELECT b.name_ko, b.name_en, b.region FROM org.body b WHERE b.id = @body`

const drawNumbers = `
SELECT nextval('orders.order_id_seq'), nextval('orders.number_seq'), b.name_ko, b.name_en, b.region FROM org.body b WHERE b.id = @body`

// Every statement of a request finds its rows by key, whatever the values, but the
// planner would plan those with arrays anew each time, which costs as much as running
// them.
const keepPlans = `SET LOCAL plan_cache_mode = force_generic_plan`

// readPrelude reads it; only an order that is to be written draws numbers.
func (s *Service) readPrelude(ctx context.Context, tx *db.Tx, by auth.Actor, c PlaceCommand, draw bool) (prelude, error) {
	p := prelude{grounds: map[int64]market.Ground{}}
	b := &pgx.Batch{}
	b.Queue(keepPlans)
	if draw {
		b.Queue(drawNumbers, pgx.NamedArgs{"body": by.BodyID}).QueryRow(func(row pgx.Row) error {
			return row.Scan(&p.id, &p.serial, &p.name, &p.nameEn, &p.region)
		})
	} else {
		b.Queue(selectInstitution, pgx.NamedArgs{"body": by.BodyID}).QueryRow(func(row pgx.Row) error {
			return row.Scan(&p.name, &p.nameEn, &p.region)
		})
	}
	catalog.QueueVersionOnSale(b, c.offers(), &p.sale)
	market.QueueGroundsNow(b, c.Storefront, c.offers(), p.grounds)
	p.book = s.books.queue(b, kst.DayOf(tx.Now))
	err := tx.SendBatch(ctx, b).Close()
	if err == nil {
		s.books.keep(p.book)
	}
	return p, err
}

// Place asks for an order: it is judged, written and its money reserved, all or
// nothing. The same client key with the same request gives the order of the first
// time; with another request it is audit.ErrKeyReused. Refusals: see errors.go.
func (s *Service) Place(ctx context.Context, by auth.Actor, c PlaceCommand) (Order, error) {
	if err := by.Need(org.Requester); err != nil {
		return Order{}, err
	}
	hash, err := c.hash()
	if err != nil {
		return Order{}, err
	}
	o, err := s.place(ctx, by, c, hash)
	if _, refused := fault.As(err); refused {
		// A repeated request is refused by the key it already used, or by what its
		// first time changed: the order of the first time is the answer then.
		if earlier, found, ferr := s.repeated(ctx, by, c, hash); found || ferr != nil {
			return earlier, ferr
		}
	}
	if errors.Is(err, ledger.ErrBudgetShort) {
		err = s.explainShort(ctx, by, c, err)
	}
	return o, err
}

func (s *Service) place(ctx context.Context, by auth.Actor, c PlaceCommand, hash []byte) (Order, error) {
	var out Order
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		p, err := s.readPrelude(ctx, tx, by, c, true)
		if err != nil {
			return err
		}
		q, err := s.quote(ctx, tx, by, c, p)
		if err != nil {
			return err
		}
		if err := s.checkRequest(ctx, tx, by, c, q); err != nil {
			return err
		}
		out = newOrder(tx, by, c, q, p)
		return s.write(ctx, tx, by, c, q, out, hash)
	})
	return out, err
}

// repeated finds the order that this client key made before.
func (s *Service) repeated(ctx context.Context, by auth.Actor, c PlaceCommand, hash []byte) (o Order, found bool, err error) {
	var id int64
	var before []byte
	err = s.db.QueryRow(ctx, selectExisting, pgx.NamedArgs{"person": by.PersonID, "key": c.ClientKey}).Scan(&id, &before)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return Order{}, false, nil
	case err != nil:
		return Order{}, false, err
	case string(before) != string(hash):
		return Order{}, false, audit.ErrKeyReused
	}
	o, err = readOrder(ctx, s.db, id)
	return o, true, err
}

// quote judges the request by what was read.
func (s *Service) quote(ctx context.Context, tx *db.Tx, by auth.Actor, c PlaceCommand, p prelude) (Quote, error) {
	f := facts{
		today: kst.DayOf(tx.Now), law: by.Law, region: p.region, store: c.Storefront, supplier: c.SupplierID, lines: c.Lines,
		sale: make(map[int64]catalog.OnSale, len(p.sale)), grounds: p.grounds, book: p.book, budgetID: c.BudgetID, waive: c.WaiveSubsidy,
	}
	for _, o := range p.sale {
		f.sale[o.OfferID] = o
	}
	var failed error
	f.open = func(id int64) bool {
		b, err := s.years.of(ctx, tx, id)
		if err != nil {
			failed = err
		}
		return err == nil && b.FiscalYear == f.today.Year
	}
	q, err := judge(f)
	return q, errors.Join(err, failed)
}

// checkRequest holds the rest of the command against the quote.
func (s *Service) checkRequest(ctx context.Context, tx *db.Tx, by auth.Actor, c PlaceCommand, q Quote) error {
	if err := q.First(); err != nil {
		return err
	}
	if c.Total != 0 && c.Total != q.Total {
		return ErrPriceChanged.With("shown", c.Total.String(), "now", q.Total.String())
	}
	if c.WantedOn.Before(q.Earliest) {
		f := *ErrTooEarly
		f.Params = []any{"earliest", q.Earliest}
		f.Fields = []fault.Field{fault.F("wanted_on", "wanted_too_early", "earliest", q.Earliest)}
		return &f
	}
	b, err := s.years.of(ctx, tx, c.BudgetID)
	if fault.Of(err, fault.NotFound) {
		return ErrBudget
	}
	if err != nil {
		return err
	}
	if b.BodyID != by.BodyID || string(b.Kind) != FromInstitution {
		return ErrBudget
	}
	if b.FiscalYear != kst.DayOf(tx.Now).Year {
		return ErrYearOver.With("year", b.FiscalYear)
	}
	return nil
}

// numberLetters begin an order's number, one for each storefront.
var numberLetters = map[market.Storefront]string{market.Nara: "N", market.Hyeokshin: "H", market.VentureNara: "V"}

func newOrder(tx *db.Tx, by auth.Actor, c PlaceCommand, q Quote, p prelude) Order {
	today := kst.DayOf(tx.Now)
	return Order{
		ID: p.id, Number: fmt.Sprintf("%s%02d%02d-%d", numberLetters[c.Storefront], today.Year%100, int(today.Month), p.serial),
		Storefront: c.Storefront, InstitutionID: by.BodyID, Institution: p.name, InstitutionEn: p.nameEn, Law: by.Law,
		SupplierID: c.SupplierID, Supplier: q.Supplier, SupplierEn: q.SupplierEn, State: Requested, Total: q.Total, Fee: q.Fee,
		Place: c.Place, ContactName: c.ContactName, ContactPhone: c.ContactPhone, WantedOn: c.WantedOn.Time(), Note: c.Note,
		RequestedBy: by.PersonID, RequestedByName: by.PersonName, RequestedAt: tx.Now, Version: 1,
	}
}

// write sends the order, its history, the turn, the notices and the emptying of the
// cart in one round trip. The reservation is the last statement of it: from there to
// the commit the budget's hot row is locked.
func (s *Service) write(ctx context.Context, tx *db.Tx, by auth.Actor, c PlaceCommand, q Quote, o Order, hash []byte) error {
	b := &pgx.Batch{}
	queueInsert(b, o, c.ClientKey, hash, q)
	audit.Queue(b, tx, audit.Event{
		By: by.Who(), Action: "order.request", Object: o.Ref(), To: string(Requested),
		Detail: map[string]any{"number": o.Number, "total": o.Total},
	})
	todo.QueueOpen(b, tx, todo.Task{
		Object: o.Ref(), Action: "order.approve", BodyID: o.InstitutionID, Role: org.Approver, Params: o.params(), Barred: []int64{by.PersonID},
	})
	notify.QueueSend(b, tx, notify.Message{
		BodyID: o.InstitutionID, Roles: []org.Role{org.Approver}, Kind: "order.requested", Object: o.Ref(), Params: o.params(),
	})
	s.market.QueueTakeFromCart(b, by, c.SupplierID, c.Storefront)
	if err := s.ledger.QueueReserve(b, tx, posting(by, o, "reserve", parts(q.Fundings))); err != nil {
		return err
	}
	return tx.SendBatch(ctx, b).Close()
}

func posting(by auth.Actor, o Order, act string, ps []ledger.Part) ledger.Posting {
	return ledger.Posting{Key: o.Ref() + ":" + act, Ref: o.Ref(), By: by.Who(), Parts: ps}
}

func parts(fs []Funding) []ledger.Part {
	out := make([]ledger.Part, len(fs))
	for i, f := range fs {
		out[i] = ledger.Part{BudgetID: f.BudgetID, Amount: f.Amount}
	}
	return out
}

// Quote tells what an order would be if it were placed now, with everything in its way.
// It writes nothing. Amounts are computed without a budget and a day, too.
func (s *Service) Quote(ctx context.Context, by auth.Actor, c PlaceCommand) (Quote, error) {
	if err := by.Need(org.Requester); err != nil {
		return Quote{}, err
	}
	var q Quote
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		p, err := s.readPrelude(ctx, tx, by, c, false)
		if err != nil {
			return err
		}
		if q, err = s.quote(ctx, tx, by, c, p); err != nil || c.BudgetID == 0 || len(q.Problems) > 0 {
			return err
		}
		if err := s.checkRequest(ctx, tx, by, c, q); err != nil {
			f, ok := fault.As(err)
			if !ok {
				return err
			}
			q.refuse(0, f)
			return nil
		}
		f, err := short(ctx, tx, q.Fundings)
		if f != nil {
			q.refuse(0, f)
		}
		return err
	})
	return q, err
}

// explainShort says which budget is short of how much: the fault's sentence shows what
// is available.
func (s *Service) explainShort(ctx context.Context, by auth.Actor, c PlaceCommand, cause error) error {
	q, err := s.Quote(ctx, by, c)
	if err != nil {
		return cause
	}
	for _, p := range q.Problems {
		if errors.Is(p.Fault, ledger.ErrBudgetShort) {
			return p.Fault.Because(cause)
		}
	}
	return cause
}

// short gives the refusal if one of the budgets has less available than its share.
func short(ctx context.Context, q db.Querier, fs []Funding) (*fault.Error, error) {
	for _, f := range fs {
		b, err := ledger.BudgetByID(ctx, q, f.BudgetID)
		if err != nil {
			return nil, err
		}
		if b.Available < f.Amount {
			s := ledger.ErrBudgetShort.With("budget", b.NameKo, "available", b.Available.String(), "needed", f.Amount.String())
			s.Fields = []fault.Field{fault.F("budget_id", "order_budget_short", "budget", b.NameKo, "available", b.Available.String(), "needed", f.Amount.String())}
			return s, nil
		}
	}
	return nil, nil
}
