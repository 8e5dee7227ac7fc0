package market_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest/town"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/market"
)

func TestCart_holdsWhatIsOnTheShelf(t *testing.T) {
	w := town.New(t)
	o := w.Listed(1_000_000)
	add := func(by auth.Actor, store market.Storefront, n int) error {
		return w.Market.AddToCart(t.Context(), by, o.ID, store, n)
	}
	if err := add(w.Requester, market.Nara, 2); !errors.Is(err, market.ErrNotOnShelf) {
		t.Fatalf("without a ground: %v", err)
	}
	w.Contract(o, 1_200_000, 40_000_000)
	for _, by := range []auth.Actor{w.Approver, w.Maker, w.Reviewer, w.Auditor} {
		wantKind(t, add(by, market.Nara, 2), fault.Forbidden)
	}
	wantField(t, add(w.Requester, market.Nara, 1), "quantity", "min_order")
	if err := add(w.Requester, market.VentureNara, 2); !errors.Is(err, market.ErrNotOnShelf) {
		t.Fatalf("another storefront: %v", err)
	}
	w.OK(add(w.Requester, market.Nara, 2))
	w.OK(add(w.Requester, market.Nara, 3))
	lines := town.Must(w.Market.CartOf(t.Context(), w.Requester))(t)
	if len(lines) != 1 || lines[0].Quantity != 5 || lines[0].Amount != 5_000_000 || !lines[0].OnShelf {
		t.Fatalf("cart %+v", lines)
	}
	if other := town.Must(w.Market.CartOf(t.Context(), w.Approver))(t); len(other) != 0 {
		t.Fatal("somebody else's cart")
	}
	w.OK(w.Market.SetQuantity(t.Context(), w.Requester, o.ID, market.Nara, 4))
	wantField(t, w.Market.SetQuantity(t.Context(), w.Requester, o.ID, market.Nara, 0), "quantity", "out_of_range")

	w.OK(w.Market.SuspendOffer(t.Context(), w.Reviewer, o.ID, w.Offer(o.ID).Version, "안전"))
	if lines = town.Must(w.Market.CartOf(t.Context(), w.Requester))(t); lines[0].OnShelf || lines[0].Quantity != 4 {
		t.Fatalf("suspended: %+v", lines[0])
	}
	w.OK(w.DB.Run(t.Context(), func(tx *db.Tx) error {
		b := &pgx.Batch{}
		w.Market.QueueTakeFromCart(b, w.Requester, o.SupplierID, market.Nara)
		return tx.SendBatch(t.Context(), b).Close()
	}))
	if n := town.Must(market.CartCount(t.Context(), w.DB, w.Requester))(t); n != 0 {
		t.Fatalf("%d lines left", n)
	}
	w.OK(w.Market.RemoveFromCart(t.Context(), w.Requester, o.ID, market.Nara))
}
