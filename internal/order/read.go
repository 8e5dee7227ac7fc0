package order

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/ledger"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/page"
	"jangteo.kr/internal/todo"
)

// Detail is an order with everything that belongs to it.
type Detail struct {
	Order
	Lines     []Line
	Fundings  []Funding
	Budgets   map[int64]ledger.Budget // of the fundings
	Shipments []Shipment
	Invoice   *Invoice
	Late      LateDamages // of what was accepted so far
	Supply    money.Won
	VAT       money.Won
	Papers    []document.Issued
	History   []audit.Entry
	Turns     []todo.Row
}

// Paper gives the latest delivery request, or nil before approval.
func (d Detail) Paper() *document.Issued {
	for i := range d.Papers {
		if d.Papers[i].Kind == document.DeliveryRequest {
			return &d.Papers[i]
		}
	}
	return nil
}

// Waiting lists the shipments that wait for inspection.
func (d Detail) Waiting() []Shipment {
	var out []Shipment
	for _, h := range d.Shipments {
		if h.InspectedAt == nil {
			out = append(out, h)
		}
	}
	return out
}

// Find shows an order to its parties and to the desks that read all; to others it does
// not exist.
func (s *Service) Find(ctx context.Context, by auth.Actor, id int64) (Detail, error) {
	if !by.SignedIn() {
		return Detail{}, fault.ErrUnauthenticated
	}
	var d Detail
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		o, err := readOrder(ctx, tx, id)
		if err != nil {
			return err
		}
		if !mayRead(by, o) {
			return fault.ErrNotFound
		}
		c, err := readContents(ctx, tx, id)
		if err != nil {
			return err
		}
		d = Detail{Order: o, Lines: c.lines, Fundings: c.fundings, Shipments: c.shipments, Invoice: c.invoice, Budgets: map[int64]ledger.Budget{}}
		d.Supply, d.VAT = lineVAT(c.lines)
		if len(c.shipments) > 0 {
			if d.Late, err = damagesOf(ctx, tx, o, c); err != nil {
				return err
			}
		}
		for _, f := range c.fundings {
			if d.Budgets[f.BudgetID], err = ledger.BudgetByID(ctx, tx, f.BudgetID); err != nil {
				return err
			}
		}
		if d.Papers, err = document.Of(ctx, tx, o.Ref()); err != nil {
			return err
		}
		if d.History, err = audit.History(ctx, tx, o.Ref()); err != nil {
			return err
		}
		d.Turns, err = todo.On(ctx, tx, o.Ref())
		return err
	})
	return d, err
}

// Move is a step that the actor's roles allow on the order as it stands. Barred: not this
// person, because they took an earlier part.
type Move struct {
	Name   string
	Barred bool
}

// needs says who may take each step, whatever the state.
func (d Detail) needs(by auth.Actor, name string) func(Order) error {
	apart := func(barred []int64, role org.Role) func(Order) error {
		return func(o Order) error {
			if err := ofInstitution(by, role)(o); err != nil {
				return err
			}
			return by.NotEarlier(barred...)
		}
	}
	switch name {
	case "approve", "refuse":
		return approver(by)
	case "cancel":
		return canceller(by)
	case "inspect":
		return apart(d.earlier(), org.Inspector)
	case "pay":
		return apart(barredFromPaying(d.Order, contents{shipments: d.Shipments}), org.Finance)
	}
	return ofSupplier(by) // confirm, decline, ship, claim
}

// Authorise says whether the actor could take a step on the order at all, whatever its
// state; a page asks before it judges the step's form.
func (d Detail) Authorise(by auth.Actor, name string) error { return d.needs(by, name)(d.Order) }

// stepsIn lists the steps that a state allows.
var stepsIn = map[State][]string{
	Requested: {"approve", "refuse", "cancel"}, Issued: {"confirm", "decline", "cancel"}, Confirmed: {"ship", "cancel"},
	Delivering: {"inspect", "ship"}, Delivered: {"inspect"}, Inspected: {"claim"}, Invoiced: {"pay"},
}

// Moves lists the steps open to the actor; a page shows their forms. The services decide
// again when one is taken.
func (d Detail) Moves(by auth.Actor) []Move {
	var out []Move
	for _, name := range stepsIn[d.State] {
		if name == "inspect" && len(d.Waiting()) == 0 {
			continue
		}
		switch err := d.Authorise(by, name); {
		case err == nil:
			out = append(out, Move{Name: name})
		case errors.Is(err, fault.ErrSamePerson):
			out = append(out, Move{Name: name, Barred: true})
		}
	}
	return out
}

// Filter narrows a list of orders. Zero fields do not.
type Filter struct {
	State         State
	Storefront    market.Storefront
	InstitutionID int64
	SupplierID    int64
	From, Until   kst.Day // day of the request, both inclusive
	Query         string  // part of the number, an item's name or a party's name
	Page          page.Page
}

// Row is an order in a list.
type Row struct {
	ID            int64             `db:"id"`
	Number        string            `db:"number"`
	Storefront    market.Storefront `db:"storefront"`
	Institution   string            `db:"institution"`
	InstitutionEn string            `db:"institution_en"`
	Supplier      string            `db:"supplier"`
	SupplierEn    string            `db:"supplier_en"`
	State         State             `db:"state"`
	Total         money.Won         `db:"total"`
	RequestedAt   time.Time         `db:"requested_at"`
	WantedOn      time.Time         `db:"wanted_on"`
	FirstLine     string            `db:"first_line"`
	FirstLineEn   string            `db:"first_line_en"`
	LineCount     int               `db:"line_count"`
	Due           *time.Time        `db:"due"` // of whoever's turn it is
}

// Party is a body that appears in somebody's orders, for a filter.
type Party struct {
	ID     int64  `db:"id"`
	Kind   string `db:"kind"`
	NameKo string `db:"name_ko"`
	NameEn string `db:"name_en"`
}

const listFrom = `
  FROM orders."order" o JOIN org.body i ON i.id = o.institution_id JOIN org.body s ON s.id = o.supplier_id WHERE `

const listFilter = ` AND (@state = '' OR o.state = @state) AND (@store = '' OR o.storefront = @store)
   AND (@institution::bigint = 0 OR o.institution_id = @institution) AND (@supplier::bigint = 0 OR o.supplier_id = @supplier)
   AND (@from::timestamptz IS NULL OR o.requested_at >= @from) AND (@until::timestamptz IS NULL OR o.requested_at < @until)
   AND (@like = '' OR o.number ILIKE @like OR i.name_ko ILIKE @like OR s.name_ko ILIKE @like OR i.name_en ILIKE @like OR s.name_en ILIKE @like
        OR EXISTS (SELECT FROM orders.line l WHERE l.order_id = o.id AND l.name ILIKE @like))`

const listColumns = `
SELECT o.id, o.number, o.storefront, i.name_ko AS institution, i.name_en AS institution_en, s.name_ko AS supplier, s.name_en AS supplier_en,
       o.state, o.total, o.requested_at, o.wanted_on,
       (SELECT l.name FROM orders.line l WHERE l.order_id = o.id AND l.no = 1) AS first_line,
       (SELECT i.name_en FROM orders.line l JOIN catalog.item i ON i.number = l.item_number WHERE l.order_id = o.id AND l.no = 1) AS first_line_en,
       (SELECT count(*)::int FROM orders.line l WHERE l.order_id = o.id) AS line_count,
       (SELECT min(t.due) FROM todo.task t WHERE t.object = 'order:' || o.id AND t.closed_at IS NULL) AS due`

// The scope stands alone in the WHERE clause, so that its index carries the list.
const (
	scopeInstitution = `o.institution_id = @scope`
	scopeSupplier    = `o.supplier_id = @scope AND o.decided_at IS NOT NULL AND o.state <> 'refused'`
	scopeAll         = `@scope::bigint >= 0`

	listEnd  = ` ORDER BY o.id DESC LIMIT @limit OFFSET @offset`
	countEnd = ` LIMIT 100001) x`

	listOfInstitution  = listColumns + listFrom + scopeInstitution + listFilter + listEnd
	listOfSupplier     = listColumns + listFrom + scopeSupplier + listFilter + listEnd
	listOfAll          = listColumns + listFrom + scopeAll + listFilter + listEnd
	countOfInstitution = `SELECT count(*)::int FROM (SELECT 1` + listFrom + scopeInstitution + listFilter + countEnd
	countOfSupplier    = `SELECT count(*)::int FROM (SELECT 1` + listFrom + scopeSupplier + listFilter + countEnd
	countOfAll         = `SELECT count(*)::int FROM (SELECT 1` + listFrom + scopeAll + listFilter + countEnd

	partiesFrom = `
SELECT b.id, b.kind, b.name_ko, b.name_en FROM org.body b WHERE b.id IN (
  SELECT o.institution_id FROM orders."order" o WHERE `
	partiesMid           = ` UNION SELECT o.supplier_id FROM orders."order" o WHERE `
	partiesEnd           = `) ORDER BY b.name_ko LIMIT 500`
	partiesOfInstitution = partiesFrom + scopeInstitution + partiesMid + scopeInstitution + partiesEnd
	partiesOfSupplier    = partiesFrom + scopeSupplier + partiesMid + scopeSupplier + partiesEnd
	partiesOfAll         = partiesFrom + scopeAll + partiesMid + scopeAll + partiesEnd
)

// scoped chooses the statements for what the actor may see.
func scoped(by auth.Actor) (list, count, parties string, scope int64, err error) {
	switch {
	case !by.SignedIn():
		return "", "", "", 0, fault.ErrUnauthenticated
	case by.Is(org.Institution):
		return listOfInstitution, countOfInstitution, partiesOfInstitution, by.BodyID, nil
	case by.Is(org.Supplier):
		return listOfSupplier, countOfSupplier, partiesOfSupplier, by.BodyID, nil
	case by.Holds(readingDesks...):
		return listOfAll, countOfAll, partiesOfAll, 0, nil
	}
	return "", "", "", 0, fault.ErrForbidden
}

// List shows the actor's orders, the newest first, and how many there are (at most
// 100,001 are counted).
func (s *Service) List(ctx context.Context, by auth.Actor, f Filter) ([]Row, int, error) {
	list, count, _, scope, err := scoped(by)
	if err != nil {
		return nil, 0, err
	}
	args := pgx.NamedArgs{
		"scope": scope, "state": f.State, "store": f.Storefront, "institution": f.InstitutionID, "supplier": f.SupplierID,
		"from": nil, "until": nil, "like": "", "limit": f.Page.Size, "offset": f.Page.Offset(),
	}
	if !f.From.IsZero() {
		args["from"] = f.From.Start()
	}
	if !f.Until.IsZero() {
		args["until"] = f.Until.Add(1).Start()
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		args["like"] = "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q) + "%"
	}
	var rows []Row
	var n []int
	b := &pgx.Batch{}
	collect(b, list, args, &rows)
	b.Queue(count, args).Query(func(r pgx.Rows) error {
		n, err = pgx.CollectRows(r, pgx.RowTo[int])
		return err
	})
	if err := s.db.SendBatch(ctx, b).Close(); err != nil {
		return nil, 0, err
	}
	return rows, n[0], nil
}

// Parties lists the bodies in the actor's orders, for the list's filters.
func (s *Service) Parties(ctx context.Context, by auth.Actor) ([]Party, error) {
	_, _, parties, scope, err := scoped(by)
	if err != nil {
		return nil, err
	}
	return db.All[Party](s.db.Query(ctx, parties, pgx.NamedArgs{"scope": scope}))
}

// Budgets lists the actor's institution's own budget lines of this fiscal year, with what
// is available of each.
func (s *Service) Budgets(ctx context.Context, by auth.Actor) ([]ledger.Budget, error) {
	if err := by.Need(org.Requester); err != nil {
		return nil, err
	}
	var out []ledger.Budget
	err := s.db.Run(ctx, func(tx *db.Tx) error {
		var err error
		out, err = ledger.BudgetsOf(ctx, tx, by.BodyID, kst.DayOf(tx.Now).Year)
		return err
	})
	return out, err
}
