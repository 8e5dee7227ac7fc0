package orders_test

import (
	"os"
	"testing"
)

func TestShot(t *testing.T) {
	w := newStreet(t)
	dump := func(name string, h string) { os.WriteFile("/tmp/jt/x/"+name+".html", []byte(h), 0o644) }
	w.add(w.carrier, "hyeokshin", "3")
	w.add(w.desktop, "nara", "45")
	a := w.site.Get(w.requester, "/cart"); h, _ := a.Doc.Html(); dump("cart", h)
	a = w.form(); h, _ = a.Doc.Html(); dump("form", h)
	c := w.filled(a); h, _ = c.Doc.Html(); dump("check", h)
	a = w.filled(a, "place", ""); h, _ = a.Doc.Html(); dump("formerr", h)
	at := w.site.Submit(w.requester, c, "order-submit").Location
	a = w.site.Get(w.approver, at); h, _ = a.Doc.Html(); dump("approve", h)
	w.take(w.approver, at, "approve")
	a = w.take(w.supplier, at, "confirm"); h, _ = a.Doc.Html(); dump("ship", h)
	w.take(w.supplier, at, "ship")
	a = w.site.Get(w.inspector, at); h, _ = a.Doc.Html(); dump("inspect", h)
	w.take(w.inspector, at, "inspect")
	w.take(w.supplier, at, "claim", "number", "2026-1")
	a = w.take(w.finance, at, "pay"); h, _ = a.Doc.Html(); dump("paid", h)
	a = w.site.Get(w.finance, "/orders"); h, _ = a.Doc.Html(); dump("list", h)
	p := w.site.Get(w.supplier, at+"/delivery-request.pdf"); _ = p
}
