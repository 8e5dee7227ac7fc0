package market

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// Holder says whose the rows of the queue are, seen from the reader.
type Holder string

// Whose rows to show; the zero value shows all.
const (
	HeldByMe     Holder = "mine"
	HeldByNobody Holder = "nobody"
	HeldByOthers Holder = "others"
)

// QueueSort orders the queue; the zero value is the oldest first.
type QueueSort string

// The orders of the queue.
const (
	SortOldest QueueSort = "oldest"
	SortNewest QueueSort = "newest"
	SortDear   QueueSort = "dear"
	SortCheap  QueueSort = "cheap"
	SortRise   QueueSort = "rise" // the steepest rise above the recent low first
)

// QueueFilter chooses rows of the queue. Its zero value shows everything.
type QueueFilter struct {
	Asks     catalog.Asks
	Holder   Holder
	Class    string // detail class
	Supplier int64
	Sort     QueueSort
	Offers   []int64 // only these, whatever the rest says; nil: all
	Limit    int
	Offset   int
}

// QueueRow is a submitted version that waits for a desk.
type QueueRow struct {
	OfferID     int64        `db:"offer_id"`
	Version     int          `db:"version"` // of the offer's row, for the form that decides
	VersionNo   int          `db:"no"`
	Asks        catalog.Asks `db:"asks"`
	ItemNumber  int          `db:"item_number"`
	NameKo      string       `db:"name_ko"`
	NameEn      string       `db:"name_en"`
	Supplier    string       `db:"supplier"`
	SupplierEn  string       `db:"supplier_en"`
	Price       money.Won    `db:"price"`
	OldPrice    *money.Won   `db:"old_price"` // nil: first listing
	SubmittedAt time.Time    `db:"submitted_at"`
	RiseReason  string       `db:"rise_reason"`
	HolderID    *int64       `db:"holder_id"` // nil: nobody looks after it
	HolderName  string       `db:"holder_name"`
	Barred      bool         `db:"barred"` // the reader may not decide on it
}

// Waited is how many business days a version has waited: none on the day it came.
func (r QueueRow) Waited(now time.Time) int {
	return BusinessDaysBetween(kst.DayOf(r.SubmittedAt), kst.DayOf(now))
}

// BusinessDaysBetween counts the business days after from up to and including to. Beyond
// two years it stops counting.
func BusinessDaysBetween(from, to kst.Day) int {
	n := 0
	for d := from.Add(1); !to.Before(d) && d.Sub(from) <= 730; d = d.Add(1) {
		if kst.IsBusinessDay(d) {
			n++
		}
	}
	return n
}

// QueueCount is how many rows a choice of a filter would leave, the other filters kept.
type QueueCount struct {
	Filter  string `db:"filter"` // asks, holder, class, supplier
	Value   string `db:"value"`
	Label   string `db:"label"` // of classes and suppliers
	LabelEn string `db:"label_en"`
	N       int    `db:"n"`
}

// Queue is a page of what waits, with the counts of every filter and the figures of the
// desk.
type Queue struct {
	Rows     []QueueRow
	Evidence map[int64]Evidence
	Counts   []QueueCount
	Total    int             // that the filter leaves
	Waiting  int             // without a filter
	Mine     int             // held by the reader
	Days     map[kst.Day]int // day of submission → how many wait, without a filter
	Returned int             // today, by all desks
	Approved int             // today, by all desks
}

// Oldest is the day on which the oldest waiting version came; zero if nothing waits.
func (q Queue) Oldest() kst.Day {
	var oldest kst.Day
	for d := range q.Days {
		if oldest.IsZero() || d.Before(oldest) {
			oldest = d
		}
	}
	return oldest
}

// Count gives the count of one choice.
func (q Queue) Count(filter, value string) int {
	for _, c := range q.Counts {
		if c.Filter == filter && c.Value == value {
			return c.N
		}
	}
	return 0
}

const waitingRows = `
WITH w AS MATERIALIZED (
  SELECT v.offer_id, o.version, v.no, v.asks, o.item_number, i.name_ko, i.name_en, i.class_code, o.supplier_id, b.name_ko AS supplier, b.name_en AS supplier_en,
         v.price, c.price AS old_price, v.submitted_at, v.rise_reason, a.person_id AS holder_id, coalesce(p.name, '') AS holder_name,
         CASE WHEN a.person_id = @person THEN 'mine' WHEN a.person_id IS NULL THEN 'nobody' ELSE 'others' END AS holder, v.submitted_by
    FROM catalog.offer_version v JOIN catalog.offer o ON o.pending_id = v.id
    JOIN catalog.item i ON i.number = o.item_number JOIN org.body b ON b.id = o.supplier_id
    LEFT JOIN catalog.offer_version c ON c.id = o.current_id
    LEFT JOIN market.assignment a ON a.offer_id = o.id LEFT JOIN org.person p ON p.id = a.person_id
   WHERE v.state = 'submitted'
), f AS (
  SELECT w.*, (@asks = '' OR w.asks = @asks) AS in_asks, (@holder = '' OR w.holder = @holder) AS in_holder,
         (@class = '' OR w.class_code = @class) AS in_class, (@supplier::bigint = 0 OR w.supplier_id = @supplier) AS in_supplier
    FROM w WHERE @offers::bigint[] IS NULL OR w.offer_id = ANY (@offers)
)`

// The low of the last days is Evidence's; here it only orders the rows.
const selectQueue = waitingRows + `
SELECT f.offer_id, f.version, f.no, f.asks, f.item_number, f.name_ko, f.name_en, f.supplier, f.supplier_en, f.price, f.old_price, f.submitted_at, f.rise_reason,
       f.holder_id, f.holder_name,
       (f.submitted_by = @person OR EXISTS (SELECT FROM org.membership m WHERE m.person_id = @person AND m.body_id = f.supplier_id)) AS barred
  FROM f LEFT JOIN LATERAL (
       SELECT min(h.price) AS low FROM (
         SELECT v.price, lead(coalesce(v.decided_at, v.created_at)) OVER (ORDER BY v.no) AS until FROM catalog.offer_version v
          WHERE v.offer_id = f.offer_id AND ` + catalog.WasApproved + `) h
        WHERE h.until IS NULL OR h.until > @since) l ON @sort = 'rise' AND f.old_price IS NOT NULL
 WHERE f.in_asks AND f.in_holder AND f.in_class AND f.in_supplier
 ORDER BY CASE @sort WHEN 'dear' THEN -f.price WHEN 'cheap' THEN f.price WHEN 'newest' THEN -(extract(epoch FROM f.submitted_at) * 1000000)::bigint
               WHEN 'rise' THEN -coalesce((f.price - l.low) * 10000 / nullif(l.low, 0), -10000) ELSE 0 END, f.submitted_at, f.offer_id
 LIMIT @limit OFFSET @offset`

const countQueue = waitingRows + `
SELECT 'asks' AS filter, f.asks AS value, '' AS label, '' AS label_en, count(*)::int AS n FROM f WHERE in_holder AND in_class AND in_supplier GROUP BY f.asks
UNION ALL SELECT 'holder', f.holder, '', '', count(*)::int FROM f WHERE in_asks AND in_class AND in_supplier GROUP BY f.holder
UNION ALL SELECT 'class', f.class_code, c.name_ko, c.name_en, count(*)::int FROM f JOIN catalog.class c ON c.code = f.class_code
           WHERE in_asks AND in_holder AND in_supplier GROUP BY f.class_code, c.name_ko, c.name_en
UNION ALL SELECT 'supplier', f.supplier_id::text, f.supplier, f.supplier_en, count(*)::int FROM f WHERE in_asks AND in_holder AND in_class GROUP BY f.supplier_id, f.supplier, f.supplier_en
UNION ALL SELECT 'total', '', '', '', count(*)::int FROM f WHERE in_asks AND in_holder AND in_class AND in_supplier
UNION ALL SELECT 'mine', '', '', '', count(*)::int FROM w WHERE w.holder = 'mine'
UNION ALL SELECT 'day', (w.submitted_at AT TIME ZONE 'Asia/Seoul')::date::text, '', '', count(*)::int FROM w GROUP BY 2
UNION ALL SELECT e.action, '', '', '', count(*)::int FROM audit.event e WHERE e.action IN ('offer.approve','offer.return') AND e.at >= @today GROUP BY e.action
ORDER BY 5 DESC, 3, 2`

// ReviewQueue reads a page of what waits for review with all its counts, in one round
// trip, and then what the prices of the page are held against. Desks of PPS and auditors
// read it.
func (s *Service) ReviewQueue(ctx context.Context, by auth.Actor, f QueueFilter, now time.Time) (Queue, error) {
	var q Queue
	if err := mayRead(by); err != nil {
		return q, err
	}
	rule, err := RiseRuleOn(ctx, s.db, kst.DayOf(now))
	if err != nil {
		return q, err
	}
	args := pgx.NamedArgs{
		"person": by.PersonID, "asks": f.Asks, "holder": f.Holder, "class": f.Class, "supplier": f.Supplier, "offers": f.Offers, "sort": f.Sort,
		"since": now.AddDate(0, 0, -rule.Days), "today": kst.DayOf(now).Start(), "limit": f.Limit, "offset": f.Offset,
	}
	b := &pgx.Batch{}
	b.Queue(selectQueue, args).Query(func(rows pgx.Rows) (err error) {
		q.Rows, err = db.All[QueueRow](rows, nil)
		return err
	})
	b.Queue(countQueue, args).Query(func(rows pgx.Rows) error {
		counts, err := db.All[QueueCount](rows, nil)
		if err == nil {
			err = q.count(counts)
		}
		return err
	})
	if err := s.db.SendBatch(ctx, b).Close(); err != nil {
		return q, err
	}
	ids := make([]int64, len(q.Rows))
	for i, r := range q.Rows {
		ids[i] = r.OfferID
	}
	q.Evidence, err = evidenceUnder(ctx, s.db, rule, ids, now)
	return q, err
}

// count sorts the counted rows into the figures.
func (q *Queue) count(counts []QueueCount) error {
	q.Days = map[kst.Day]int{}
	for _, c := range counts {
		switch c.Filter {
		case "total":
			q.Total = c.N
		case "mine":
			q.Mine = c.N
		case "offer.approve":
			q.Approved = c.N
		case "offer.return":
			q.Returned = c.N
		case "day":
			d, err := kst.ParseDay(c.Value)
			if err != nil {
				return err
			}
			q.Days[d] = c.N
			q.Waiting += c.N
		default:
			q.Counts = append(q.Counts, c)
		}
	}
	return nil
}
