package journeys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// screen is one look at a route: by whom, at which address.
type screen struct {
	route  string
	as     string // persona; "": the public
	path   string // see places.fill
	file   string // it is no page but a file of this type
	status int    // 200 when zero
}

const (
	pdf  = "application/pdf"
	csv  = "text/csv; charset=utf-8"
	xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// screens has at least one line for every GET route.
var screens = []screen{
	{route: "/", path: "/"},
	{route: "/nara", path: "/nara"},
	{route: "/hyeokshin", path: "/hyeokshin"},
	{route: "/venture", path: "/venture"},
	{route: "/search", path: "/search"},
	{route: "/search", path: "/search?store=hyeokshin&view=table"},
	{route: "/search", path: "/search?q=nothing-is-called-this"},
	{route: "/search", path: "/search?q=%EC%BB%B4%ED%93%A8%ED%84%B0&view=table&col=price&col=unit_price&col=bought&col=cert"},
	{route: "/search", path: "/search?class=4321150701&view=grid"},
	{route: "/search/suggest", path: "/search/suggest?q=%EB%85%B8%ED%8A%B8", file: "application/json; charset=utf-8"},
	{route: "/find", path: "/find?n=99999999"},
	{route: "/products/{offer}", path: "/products/:product"},
	{route: "/products/{offer}", path: "/products/:offer"},
	{route: "/compare", path: "/compare"},
	{route: "/compare", path: "/compare?o=:product&o=:offer"},
	{route: "/compare", path: "/compare?o=:product&o=:offer&diff=1&print=1"},
	{route: "/compare.xlsx", path: "/compare.xlsx?o=:product&o=:offer", file: xlsx},
	{route: "/items/{number}", path: "/items/:item"},
	{route: "/bodies/{body}", path: "/bodies/:body"},
	{route: "/classes", path: "/classes"},
	{route: "/classes", path: "/classes?q=%EC%BB%B4%ED%93%A8%ED%84%B0"},
	{route: "/classes", path: "/classes?q=nothing-is-called-this"},
	{route: "/classes/{code}", path: "/classes/4321150701"},
	{route: "/classes/{code}", path: "/classes/43"},
	{route: "/classes/{code}/edit", as: "market", path: "/classes/4321150701/edit"},
	{route: "/classes/{code}/move", as: "market", path: "/classes/4321150701/move"},
	{route: "/classes/{code}/attributes/{key}", as: "market", path: "/classes/4321150701/attributes/ram"},
	{route: "/classes/{code}/attributes/{key}", as: "market", path: "/classes/4321150701/attributes/new"},
	{route: "/classes/{code}/synonyms", as: "market", path: "/classes/4321150701/synonyms"},
	{route: "/classes/{code}/synonyms", as: "market", path: "/classes/general/synonyms"},
	{route: "/programmes", path: "/programmes"},
	{route: "/designations", path: "/designations"},
	{route: "/designations/{id}", path: "/designations/:designation"},
	{route: "/designations/{id}/certificate.pdf", path: "/designations/:designation/certificate.pdf", file: pdf},
	{route: "/notices", path: "/notices"},
	{route: "/notices.atom", path: "/notices.atom", file: "application/atom+xml; charset=utf-8"},
	{route: "/notices/{id}", path: "/notices/:notice"},
	{route: "/notices/{id}/documents/{doc}", path: ":document", file: pdf},
	{route: "/about", path: "/about"},
	{route: "/accessibility", path: "/accessibility"},
	{route: "/terms", path: "/terms"},
	{route: "/help", path: "/help"},
	{route: "/rules", path: "/rules"},
	{route: "/verify", path: "/verify"},
	{route: "/verify/{number}", path: "/verify/:verification"},
	{route: "/verify/{number}", path: "/verify/AAAA-AAAA-AAAA-AAAA", status: 404},
	{route: "/pictures/{hash}/{size}.jpg", path: ":picture", file: "image/jpeg"},
	{route: "/sign-in", path: "/sign-in"},
	{route: "/forgot", path: "/forgot"},
	{route: "/forgot", path: "/forgot?sent=1"},
	{route: "/reset/{token}", path: "/reset/some-token"},
	{route: "/register", path: "/register"},
	{route: "/register", path: "/register?sent=1"},
	{route: "/invitations/{token}", path: ":invitation"},
	{route: "/dev/mail", path: "/dev/mail"},
	{route: "/dev/components", path: "/dev/components"},
	{route: "", path: "/no/such/page", status: 404},

	{route: "/desk", as: "requester", path: "/desk"},
	{route: "/notifications", as: "requester", path: "/notifications"},
	{route: "/account", as: "requester", path: "/account"},
	{route: "/saved-searches", as: "requester", path: "/saved-searches"},
	{route: "/saved-searches", as: "approver", path: "/saved-searches"},
	{route: "/saved-searches/new", as: "requester", path: "/saved-searches/new?q=%EC%BB%B4%ED%93%A8%ED%84%B0&trait=sme&name=%EC%BB%B4%ED%93%A8%ED%84%B0"},
	{route: "/saved-searches/{id}", as: "requester", path: "/saved-searches/:saved-search"},
	{route: "/saved-searches/{id}/edit", as: "requester", path: "/saved-searches/:saved-search/edit"},
	{route: "/products/{offer}", as: "requester", path: "/products/:product"},
	{route: "/cart", as: "requester", path: "/cart"},
	{route: "/orders/new", as: "requester", path: ":order-form"},
	{route: "/orders", as: "requester", path: "/orders"},
	{route: "/orders.csv", as: "requester", path: "/orders.csv", file: csv},
	{route: "/orders/{id}", as: "requester", path: "/orders/:order"},
	{route: "/orders/{id}", as: "requester", path: "/orders/:order-cancelled"},
	{route: "/orders/{id}/delivery-request.pdf", as: "requester", path: "/orders/:order/delivery-request.pdf", file: pdf},
	{route: "", as: "requester", path: "/admin", status: 403},
	{route: "/orders/{id}", as: "approver", path: "/orders/:order-requested"},
	{route: "/orders/{id}", as: "inspector", path: "/orders/:order-delivering"},
	{route: "/orders/{id}", as: "finance", path: "/orders/:order-invoiced"},
	{route: "/budgets", as: "finance", path: "/budgets"},
	{route: "/budgets/new", as: "finance", path: "/budgets/new"},
	{route: "/budgets/{id}", as: "finance", path: "/budgets/:budget"},
	{route: "/budgets/{id}/journal.csv", as: "finance", path: "/budgets/:budget/journal.csv", file: csv},
	{route: "/budgets/{id}/proposals/new", as: "finance", path: "/budgets/:budget/proposals/new"},
	{route: "/proposals/{id}", as: "finance-second", path: "/proposals/:proposal"},
	{route: "/budgets/{id}", as: "budget", path: "/budgets/:programme"},
	{route: "/innovation-funding", as: "budget", path: "/innovation-funding"},
	{route: "/members", as: "body-admin", path: "/members"},

	{route: "/desk", as: "haram-admin", path: "/desk"},
	{route: "/registration", as: "haram-admin", path: "/registration"},
	{route: "/registration/{section}", as: "haram-admin", path: "/registration/company"},
	{route: "/registration/{section}", as: "haram-admin", path: "/registration/contact"},
	{route: "/registration/{section}", as: "haram-admin", path: "/registration/bank"},
	{route: "/registration/{section}", as: "haram-admin", path: "/registration/traits"},
	{route: "/offers", as: "haram-admin", path: "/offers"},
	{route: "/offers/new", as: "haram-admin", path: "/offers/new?class_code=4321150701"},
	{route: "/offers/{id}", as: "haram-admin", path: "/offers/:offer"},
	{route: "/offers/{id}", as: "haram-admin", path: "/offers/:draft"},
	{route: "/offers/{id}/terms", as: "haram-admin", path: "/offers/:draft/terms"},
	{route: "/offers/{id}/specification", as: "haram-admin", path: "/offers/:draft/specification"},
	{route: "/offers/{id}/pictures", as: "haram-admin", path: "/offers/:draft/pictures"},
	{route: "/offers/{id}/certificates", as: "haram-admin", path: "/offers/:draft/certificates"},
	{route: "/offers", as: "haram-admin", path: "/offers?q=no-such-product"},
	{route: "/offers/{id}/preview", as: "haram-admin", path: "/offers/:draft/preview?store=hyeokshin"},
	{route: "/offers/{id}/preview", as: "haram-admin", path: "/offers/:offer/preview"},
	{route: "/offers/{id}/copy", as: "haram-admin", path: "/offers/:offer/copy"},
	{route: "/offers/{id}/check", as: "haram-admin", path: "/offers/:draft/check"},
	{route: "/offers/{id}/withdraw", as: "haram-admin", path: "/offers/:offer/withdraw"},
	{route: "/bulk", as: "haram-admin", path: "/bulk"},
	{route: "/bulk/new", as: "haram-admin", path: "/bulk/new"},
	{route: "/bulk/new", as: "haram-admin", path: "/bulk/new?class_code=4321150701"},
	{route: "/bulk/template", as: "haram-admin", path: "/bulk/template?class=4321150701&format=xlsx", file: xlsx},
	{route: "/bulk/template", as: "haram-admin", path: "/bulk/template?class=4321150701&format=csv", file: csv},
	{route: "/bulk/{id}", as: "haram-admin", path: "/bulk/:batch"},
	{route: "/bulk/{id}", as: "haram-admin", path: "/bulk/:batch_done"},
	{route: "/bulk/{id}/progress", as: "haram-admin", path: "/bulk/:batch_done/progress", file: "application/json"},
	{route: "/bulk/{id}/errors.xlsx", as: "haram-admin", path: "/bulk/:batch/errors.xlsx", file: xlsx},
	{route: "/applications", as: "haram-admin", path: "/applications"},
	{route: "/applications/new", as: "haram-admin", path: "/applications/new"},
	{route: "/applications/{id}", as: "haram-admin", path: "/applications/:application-draft"},
	{route: "/applications/{id}/edit", as: "haram-admin", path: "/applications/:application-draft/edit"},
	{route: "/applications/{id}/files/{file}", as: "haram-admin", path: ":evidence", file: pdf},

	{route: "/questions", as: "haram-admin", path: "/questions"},
	{route: "/questions/{id}", as: "haram-admin", path: "/questions/:question"},
	{route: "/questions", as: "market", path: "/questions?state=hidden"},
	{route: "/questions/{id}", as: "market", path: "/questions/:question"},
	{route: "/desk/listings", as: "reviewer", path: "/desk/listings"},
	{route: "/desk/listings", as: "reviewer", path: "/desk/listings?kind=price&sort=rise&pick=all"},
	{route: "/desk/listings", as: "reviewer", path: "/desk/listings?holder=others&class=0000000000"},
	{route: "/desk/listings/check", as: "reviewer", path: "/desk/listings/check?act=approve&offer=:price_change&offer=:text_change&offer=:review"},
	{route: "/desk/listings/check", as: "market", path: "/desk/listings/check?act=return&template=1&offer=:price_change&offer=:text_change"},
	{route: "/desk/decisions/{id}", as: "reviewer", path: "/desk/decisions/:bulk_decision"},
	{route: "/desk/reasons", as: "market", path: "/desk/reasons"},
	{route: "/offers/{id}/suspend", as: "reviewer", path: "/offers/:product/suspend"},
	{route: "/offers/{id}", as: "reviewer", path: "/offers/:review"},
	{route: "/offers/{id}", as: "reviewer", path: "/offers/:text_change"},
	{route: "/offers/{id}", as: "market", path: "/offers/:price_change"},
	{route: "/offers/{id}/preview", as: "reviewer", path: "/offers/:review/preview"},
	{route: "/ground-records", as: "market", path: "/ground-records"},
	{route: "/ground-records/new", as: "market", path: "/ground-records/new"},
	{route: "/ground-records/new", as: "market", path: "/ground-records/new?kind=venture_designation"},
	{route: "/ground-records/{id}", as: "market-second", path: "/ground-records/:ground_record"},
	{route: "/admissions", as: "market", path: "/admissions"},
	{route: "/admissions/{id}", as: "market", path: "/admissions/:admission"},
	{route: "/admin", as: "sysadmin-second", path: "/admin"},
	{route: "/innovation-desk", as: "innovation", path: "/innovation-desk"},
	{route: "/applications/{id}/review", as: "innovation", path: "/applications/:application/review"},
	{route: "/applications/{id}/decide", as: "innovation-second", path: "/applications/:application-reviewed/decide"},
	{route: "/measures/{id}", as: "innovation-second", path: "/measures/:measure"},
	{route: "/designations/{id}", as: "innovation-second", path: "/designations/:designation"},
	{route: "/notices/mine", as: "contracting", path: "/notices/mine"},
	{route: "/notices/new", as: "contracting", path: "/notices/new"},
	{route: "/notices/{id}/edit", as: "contracting", path: "/notices/:draft_notice/edit"},
	{route: "/notices/mine", as: "tender", path: "/notices/mine"},
	{route: "/orders/{id}", as: "auditor", path: "/orders/:order"},
}

// prepare makes what some screens show and the demonstration has not, and finds what
// only pages tell.
func prepare(t *testing.T) places {
	t.Helper()
	p := places{}
	public := newBrowser(t)
	public.open("/notices/" + object(t, "notice"))
	p["document"] = public.attribute(`[data-testid="documents"] a[href*="/documents/"]`, "href")
	public.open("/search?store=nara")
	src := public.attribute(`main img[src*="/pictures/"]`, "src")
	p["picture"] = strings.TrimPrefix(src, site.base)
	p["invitation"] = invited(public)

	supplier := public.as("haram-admin")
	supplier.open("/offers/new?class_code=4321150701")
	supplier.unfold(testid("register-item"))
	supplier.fillAll("name_ko", "점검용 컴퓨터", "maker", "하람메디텍", "model", "AX-1")
	supplier.follow("register-item-submit")
	p["draft"] = supplier.objectID()
	apply(t, supplier, p)

	innovation := public.as("innovation")
	innovation.open("/designations/" + object(t, "designation"))
	innovation.fillIn("measure-form", "kind", "suspend")
	innovation.fillIn("measure-form", "reason", "품질 점검 결과를 기다린다.")
	innovation.follow("measure-button")
	p["measure"] = innovation.objectID()
	innovation.open("/innovation-desk")
	p["application-reviewed"] = innovation.attribute(`[data-testid="queue-row"][data-state="reviewed"]`, "data-object-id")

	requester := public.as("requester")
	requester.open("/products/" + object(t, "product"))
	if requester.count(`[data-testid="cart-form"] [name="store"][type="radio"]`) > 0 {
		requester.fillIn("cart-form", "store", "hyeokshin")
	}
	requester.follow("add-to-cart")
	p["order-form"] = requester.attribute(testid("cart-order"), "href")
	requester.open("/search?q=%EB%85%B8%ED%8A%B8%EB%B6%81&store=nara")
	requester.follow("save-search")
	requester.follow("save-search-submit")
	p["saved-search"] = requester.attribute(testid("saved-search"), "data-object-id")
	for name, path := range p {
		if path == "" {
			t.Fatalf("no %s to look at", name)
		}
	}
	return p
}

// invited registers somebody and gives the address of the mailed link.
func invited(b *browser) string {
	b.t.Helper()
	b.open("/register")
	b.fillAll("name", "나잠깐", "email", "axe-"+daysAhead(0)+"@example.kr")
	b.follow("register-submit")
	b.open("/dev/mail")
	return strings.TrimPrefix(b.attribute(`[data-testid="mail-link"][href*="/invitations/"]`, "href"), site.base)
}

// apply drafts an application with a file.
func apply(t *testing.T, b *browser, p places) {
	t.Helper()
	b.open("/applications/new")
	item := eval[string](b, `[...document.querySelector('main [name="item_number"]').options].filter(o => o.value).at(-1)?.value || ""`)
	b.fillAll("item_number", item, "field", "safety", "trl", "7", "claim", "점검용", "evidence", "점검용")
	b.follow("save-draft")
	p["application-draft"] = b.objectID()
	path := filepath.Join(t.TempDir(), "시험성적서.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.open("/applications/" + p["application-draft"])
	b.upload("file", path)
	b.follow("attach-button")
	p["evidence"] = b.attribute(`[data-testid="files"] a[href*="/files/"]`, "href")
}
