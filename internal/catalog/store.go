package catalog

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

const offerColumns = `o.id, o.item_number, o.supplier_id, o.state, o.current_id, o.pending_id, o.created_at, o.listed_at, o.state_reason, o.version`

const selectOffer = `SELECT ` + offerColumns + ` FROM catalog.offer o WHERE o.id = @id`

// OfferByID reads an offer. It authorises nothing: the caller decides who may know of it.
func OfferByID(ctx context.Context, q db.Querier, id int64) (Offer, error) {
	return db.One[Offer](q.Query(ctx, selectOffer, pgx.NamedArgs{"id": id}))
}

const selectOfferLocked = selectOffer + ` FOR NO KEY UPDATE`

// LockOffer reads an offer and holds it until the transaction ends; every change of
// an offer begins with it.
func LockOffer(ctx context.Context, tx *db.Tx, id int64) (Offer, error) {
	return db.One[Offer](tx.Query(ctx, selectOfferLocked, pgx.NamedArgs{"id": id}))
}

const selectOfferOf = `SELECT ` + offerColumns + ` FROM catalog.offer o WHERE o.item_number = @item AND o.supplier_id = @supplier`

// OfferOf reads the offer of an item by a supplier; there is at most one.
func OfferOf(ctx context.Context, q db.Querier, itemNumber int, supplierID int64) (Offer, error) {
	return db.One[Offer](q.Query(ctx, selectOfferOf, pgx.NamedArgs{"item": itemNumber, "supplier": supplierID}))
}

const versionColumns = `v.id, v.offer_id, v.no, v.state, v.price, v.tax, v.unit, v.content, v.content_unit, v.min_order, v.lead_days,
  v.regions, v.warranty_months, v.summary, v.description, v.attributes, v.sections_done, v.created_at, v.submitted_at, v.submitted_by, v.decided_at, v.decided_by, v.return_reasons, v.asks, v.rise_reason,
  coalesce((SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'number', c.number, 'issuer', c.issuer, 'expires_on', coalesce(c.expires_on::text, '')) ORDER BY c.position)
     FROM catalog.offer_certificate c WHERE c.version_id = v.id), '[]') AS certificates,
  coalesce((SELECT jsonb_agg(jsonb_build_object('hash', p.hash, 'alt', p.alt, 'width', p.width, 'height', p.height) ORDER BY p.position)
     FROM catalog.offer_picture p WHERE p.version_id = v.id), '[]') AS pictures`

const selectVersion = `SELECT ` + versionColumns + ` FROM catalog.offer_version v WHERE v.id = @id`

// VersionByID reads one version with its certificates and pictures.
func VersionByID(ctx context.Context, q db.Querier, id int64) (OfferVersion, error) {
	return db.One[OfferVersion](q.Query(ctx, selectVersion, pgx.NamedArgs{"id": id}))
}

const selectVersions = `SELECT ` + versionColumns + ` FROM catalog.offer_version v WHERE v.offer_id = @offer ORDER BY v.no DESC`

// VersionsOf lists every version of an offer, the newest first.
func VersionsOf(ctx context.Context, q db.Querier, offerID int64) ([]OfferVersion, error) {
	return db.All[OfferVersion](q.Query(ctx, selectVersions, pgx.NamedArgs{"offer": offerID}))
}

const itemColumns = `i.number, i.class_code, i.maker, i.model, i.name_ko, i.name_en, i.registered_by, i.created_at`

const selectItem = `SELECT ` + itemColumns + ` FROM catalog.item i WHERE i.number = @number`

// ItemByNumber reads an item. Items are public: their numbers are a common good.
func ItemByNumber(ctx context.Context, q db.Querier, number int) (Item, error) {
	return db.One[Item](q.Query(ctx, selectItem, pgx.NamedArgs{"number": number}))
}

const selectItemsOfClass = `SELECT ` + itemColumns + ` FROM catalog.item i
 WHERE i.class_code = @class AND (@like = '' OR lower(i.maker || ' ' || i.model || ' ' || i.name_ko || ' ' || i.number) LIKE @like)
 ORDER BY i.maker, i.model LIMIT @limit`

// ItemsOfClass lists the items of a detail class whose maker, model, name or number
// contains words.
func ItemsOfClass(ctx context.Context, q db.Querier, class, words string, limit int) ([]Item, error) {
	like := ""
	if words = CutSearch(words); words != "" {
		like = likeInner(strings.ToLower(words))
	}
	return db.All[Item](q.Query(ctx, selectItemsOfClass, pgx.NamedArgs{"class": class, "like": like, "limit": limit}))
}

const updateOffer = `
UPDATE catalog.offer SET state = @state, current_id = @current, pending_id = @pending, listed_at = @listed, state_reason = @reason, changed_at = @at,
       version = version + 1
 WHERE id = @id`

// StoreOffer writes back what a use case changed in an offer it holds locked.
func StoreOffer(ctx context.Context, tx *db.Tx, o Offer) error {
	_, err := tx.Exec(ctx, updateOffer, pgx.NamedArgs{
		"id": o.ID, "state": o.State, "current": o.CurrentID, "pending": o.PendingID, "listed": o.ListedAt, "reason": o.StateReason, "at": tx.Now,
	})
	return err
}

const updateVersionState = `
UPDATE catalog.offer_version SET state = @state, submitted_at = @submitted_at, submitted_by = @submitted_by,
       decided_at = @decided_at, decided_by = @decided_by, return_reasons = @reasons, asks = @asks, rise_reason = @rise
 WHERE id = @id`

// StoreVersionState writes back a version's state with who moved it and when.
func StoreVersionState(ctx context.Context, tx *db.Tx, v OfferVersion) error {
	if v.ReturnReasons == nil {
		v.ReturnReasons = map[string]string{}
	}
	_, err := tx.Exec(ctx, updateVersionState, pgx.NamedArgs{
		"id": v.ID, "state": v.State, "submitted_at": v.SubmittedAt, "submitted_by": v.SubmittedBy,
		"decided_at": v.DecidedAt, "decided_by": v.DecidedBy, "reasons": v.ReturnReasons,
		"asks": v.Asks, "rise": v.RiseReason,
	})
	return err
}
