package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/config"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/org"
	"jangteo.kr/web/kit"
)

// country is the whole site over a database with the demonstration in it, asked
// without a network in between.
type country struct {
	t       *testing.T
	db      *db.DB
	site    http.Handler
	routes  []kit.Route
	cookies map[int64]string // session cookie by person
	asked   int
}

func newCountry(t *testing.T) *country {
	t.Helper()
	cfg, err := config.Load([]string{"JANGTEO_DATA_DIR=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	t.Cleanup(func() { slog.SetDefault(quiet) })
	p := &program{cfg: cfg, log: slog.New(slog.DiscardHandler), out: io.Discard}
	d := dbtest.New(t)
	a, err := wire(p, d)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.loadDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := &country{t: t, db: d, site: p.handler(a, d), routes: a.site.Table(), cookies: map[int64]string{}}
	c.prepare()
	return c
}

// prepare does the few things that nobody has done in the demonstration.
func (c *country) prepare() {
	c.t.Helper()
	designation := c.thing("designation")
	c.do("innovation", "/designations/"+designation.path+"/measures", url.Values{
		"kind": {"suspend"}, "reason": {"품질 점검"}, "version": {one[string](c, `SELECT version::text FROM innovation.designation WHERE id = $1::bigint`, designation.path)},
	})
	draft := c.thing("notice-draft")
	c.doAs(c.member(draft.institution, org.ContractingOfficer), "/notices/"+draft.path+"/documents", url.Values{
		"@file": {"규격서.pdf"}, "version": {one[string](c, `SELECT version::text FROM tender.notice WHERE id = $1::bigint`, draft.path)},
	})
	var item, supplier int64
	if err := c.db.QueryRow(c.t.Context(), `
SELECT item_number, supplier_id FROM catalog.offer o WHERE state = 'listed'
   AND NOT EXISTS (SELECT FROM innovation.application a WHERE a.item_number = o.item_number) ORDER BY id LIMIT 1`).Scan(&item, &supplier); err != nil {
		c.t.Fatal(err)
	}
	lead := c.member(supplier, org.SupplierAdmin)
	at := c.doAs(lead, "/applications", url.Values{"item_number": {strconv.FormatInt(item, 10)}, "field": {"life"}, "client_key": {uuid.NewString()}})
	c.doAs(lead, at+"/files", url.Values{"@file": {"시험성적서.pdf"}, "version": {"1"}})
	c.doAs(lead, "/saved-searches", url.Values{"query": {"q=책상&sort=price"}, "name": {"책상"}, "alert": {"daily"}})
}

// do carries a command out as a demo persona and gives where it led.
func (c *country) do(persona, path string, form url.Values) string {
	c.t.Helper()
	return c.doAs(one[int64](c, `SELECT id FROM org.person WHERE persona = $1`, persona), path, form)
}

func (c *country) doAs(person int64, path string, form url.Values) string {
	c.t.Helper()
	w := c.ask(person, http.MethodPost, path, form)
	if w.Code != http.StatusSeeOther {
		c.t.Fatalf("%s: %d %s", path, w.Code, errorsOn(w))
	}
	return w.Header().Get("Location")
}

func (c *country) exec(sql string, args ...any) {
	c.t.Helper()
	if _, err := c.db.Exec(c.t.Context(), sql, args...); err != nil {
		c.t.Fatal(err)
	}
}

func one[T any](c *country, sql string, args ...any) T {
	c.t.Helper()
	v, err := db.Value[T](c.db.Query(c.t.Context(), sql, args...))
	if err != nil {
		c.t.Fatalf("%s: %v", sql, err)
	}
	return v
}

func collect[T any](c *country, sql string) []T {
	c.t.Helper()
	v, err := db.Values[T](c.db.Query(c.t.Context(), sql))
	if err != nil {
		c.t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// ask sends a request as a person; 0 is the public. Every request comes from an
// address of its own, as those of different people do.
func (c *country) ask(person int64, method, path string, form url.Values) *httptest.ResponseRecorder {
	c.t.Helper()
	var body io.Reader
	kind := ""
	if method == http.MethodPost {
		body, kind = encode(c.t, form)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, body)
	if body != nil {
		r.Header.Set("Content-Type", kind)
	}
	if person != 0 {
		r.Header.Set("Cookie", c.cookie(person))
	}
	return c.send(r)
}

// encode writes a form as browsers do; "@file" names a file to send along.
func encode(t *testing.T, form url.Values) (io.Reader, string) {
	t.Helper()
	name := form.Get("@file")
	if name == "" {
		return strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for field, values := range form {
		if field != "@file" {
			for _, v := range values {
				if err := m.WriteField(field, v); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	w, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".png") {
		err = png.Encode(w, image.NewGray(image.Rect(0, 0, 64, 64)))
	} else {
		_, err = io.WriteString(w, "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, m.FormDataContentType()
}

func (c *country) send(r *http.Request) *httptest.ResponseRecorder {
	c.asked++
	r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:4000", c.asked>>16&255, c.asked>>8&255, c.asked&255)
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, r)
	return w
}

// cookie signs a person in, once.
func (c *country) cookie(person int64) string {
	c.t.Helper()
	if s, ok := c.cookies[person]; ok {
		return s
	}
	key := "person-" + strconv.FormatInt(person, 10)
	c.exec(`UPDATE org.person SET demo = true, persona = coalesce(persona, $2) WHERE id = $1`, person, key)
	persona := one[string](c, `SELECT persona FROM org.person WHERE id = $1`, person)
	w := c.ask(0, http.MethodPost, "/sign-in/persona", url.Values{"persona": {persona}})
	for _, k := range w.Result().Cookies() {
		if k.Name == "session" && k.Value != "" {
			c.cookies[person] = k.Name + "=" + k.Value
		}
	}
	if c.cookies[person] == "" {
		c.t.Fatalf("person %d (%s) cannot sign in: %d", person, persona, w.Code)
	}
	return c.cookies[person]
}

// member gives somebody who holds a role in a body and nothing else there; a body
// without one gets one.
func (c *country) member(body int64, role org.Role) int64 {
	c.t.Helper()
	id, err := db.Value[int64](c.db.Query(c.t.Context(), `
SELECT person_id FROM org.membership WHERE body_id = @body AND roles = ARRAY[@role::text] AND left_at IS NULL ORDER BY id LIMIT 1`,
		pgx.NamedArgs{"body": body, "role": role}))
	if err == nil {
		return id
	}
	id = one[int64](c, `INSERT INTO org.person (email, name) VALUES ($1, $1) RETURNING id`, fmt.Sprintf("%s@%d.example", role, body))
	c.exec(`INSERT INTO org.membership (person_id, body_id, roles) VALUES ($1, $2, $3)`, id, body, []org.Role{role})
	return id
}

// things are the objects that addresses name: the path's part, and whose they are.
var things = map[string]string{
	"order":                `SELECT id::text, supplier_id, institution_id FROM orders."order" WHERE state = 'paid' ORDER BY id DESC LIMIT 1`,
	"offer":                `SELECT id::text, supplier_id, 0 FROM catalog.offer WHERE state = 'listed' ORDER BY id LIMIT 1`,
	"offer-draft-section":  `SELECT id || '/terms', supplier_id, 0 FROM catalog.offer WHERE state = 'draft' ORDER BY id LIMIT 1`,
	"offer-draft":          `SELECT id::text, supplier_id, 0 FROM catalog.offer WHERE state = 'draft' ORDER BY id LIMIT 1`,
	"offer-waiting":        `SELECT id::text, supplier_id, 0 FROM catalog.offer WHERE state = 'submitted' ORDER BY id LIMIT 1`,
	"bulk-decision":        `SELECT id::text, 0, 0 FROM market.bulk_decision ORDER BY id LIMIT 1`,
	"batch":                `SELECT id::text, supplier_id, 0 FROM bulk.batch WHERE state = 'checked' ORDER BY id LIMIT 1`,
	"product":              `SELECT offer_id::text, supplier_id, 0 FROM catalog.listing ORDER BY offer_id LIMIT 1`,
	"question":             `SELECT q.id::text, o.supplier_id, q.body_id FROM market.question q JOIN catalog.offer o ON o.id = q.offer_id WHERE q.state = 'open' ORDER BY q.id LIMIT 1`,
	"item":                 `SELECT item_number::text, supplier_id, 0 FROM catalog.listing ORDER BY offer_id LIMIT 1`,
	"supplier":             `SELECT supplier_id::text, supplier_id, 0 FROM catalog.listing ORDER BY offer_id LIMIT 1`,
	"applicant":            `SELECT b.id::text, b.id, 0 FROM org.body b WHERE kind = 'supplier' AND state = 'submitted' ORDER BY b.id LIMIT 1`,
	"record":               `SELECT id::text, supplier_id, 0 FROM market.ground_record WHERE state = 'proposed' ORDER BY id LIMIT 1`,
	"record-confirmed":     `SELECT id::text, supplier_id, 0 FROM market.ground_record WHERE state = 'confirmed' ORDER BY id LIMIT 1`,
	"proposal-old":         `SELECT p.id::text, 0, b.body_id FROM ledger.proposal p JOIN ledger.budget b ON b.id = p.budget_id WHERE b.kind <> 'programme' AND p.state = 'confirmed' ORDER BY p.id DESC LIMIT 1`,
	"grant-old":            `SELECT p.id::text, 0, 0 FROM ledger.proposal p JOIN ledger.budget b ON b.id = p.budget_id WHERE b.kind = 'programme' AND p.state = 'confirmed' ORDER BY p.id DESC LIMIT 1`,
	"application":          `SELECT id::text, supplier_id, 0 FROM innovation.application WHERE state = 'submitted' ORDER BY id LIMIT 1`,
	"application-draft":    `SELECT id::text, supplier_id, 0 FROM innovation.application WHERE state = 'draft' ORDER BY id LIMIT 1`,
	"application-reviewed": `SELECT id::text, supplier_id, 0 FROM innovation.application WHERE state = 'reviewed' ORDER BY id LIMIT 1`,
	"evidence":             `SELECT application_id::text || '/' || min(e.id), a.supplier_id, 0 FROM innovation.evidence_file e JOIN innovation.application a ON a.id = application_id GROUP BY application_id, a.supplier_id ORDER BY application_id LIMIT 1`,
	"designation":          `SELECT id::text, supplier_id, 0 FROM innovation.designation WHERE state = 'in_force' ORDER BY id LIMIT 1`,
	"measure":              `SELECT m.id::text, d.supplier_id, 0 FROM innovation.measure m JOIN innovation.designation d ON d.id = m.designation_id ORDER BY m.id LIMIT 1`,
	"notice":               `SELECT id::text, 0, institution_id FROM tender.notice WHERE state = 'published' ORDER BY id LIMIT 1`,
	"notice-draft":         `SELECT id::text, 0, institution_id FROM tender.notice WHERE state = 'draft' ORDER BY id LIMIT 1`,
	"document":             `SELECT n.id || '/' || min(d.id), 0, n.institution_id FROM tender.document d JOIN tender.notice n ON n.id = d.notice_id WHERE n.state = 'published' GROUP BY n.id, n.institution_id ORDER BY n.id LIMIT 1`,
	"document-draft":       `SELECT n.id || '/' || d.id, 0, n.institution_id FROM tender.document d JOIN tender.notice n ON n.id = d.notice_id WHERE n.state = 'draft' ORDER BY d.id LIMIT 1`,
	"budget":               `SELECT b.id::text, 0, b.body_id FROM ledger.budget b JOIN org.body o ON o.id = b.body_id WHERE o.kind = 'institution' ORDER BY b.fiscal_year DESC, b.id LIMIT 1`,
	"programme":            `SELECT id::text, 0, 0 FROM ledger.budget WHERE kind = 'programme' ORDER BY fiscal_year DESC, id LIMIT 1`,
	"proposal":             `SELECT p.id::text, 0, b.body_id FROM ledger.proposal p JOIN ledger.budget b ON b.id = p.budget_id WHERE b.kind <> 'programme' AND p.state = 'proposed' ORDER BY p.id DESC LIMIT 1`,
	"grant":                `SELECT p.id::text, 0, 0 FROM ledger.proposal p JOIN ledger.budget b ON b.id = p.budget_id WHERE b.kind = 'programme' AND p.state = 'proposed' ORDER BY p.id DESC LIMIT 1`,
	"paper":                `SELECT verification, 0, 0 FROM document.paper WHERE revoked_at IS NULL ORDER BY id LIMIT 1`,
	"picture":              `SELECT min(hash) || '/480', 0, 0 FROM catalog.offer_picture`,
	"saved-search":         `SELECT s.id::text, m.body_id, 0 FROM watch.search s JOIN org.membership m ON m.person_id = s.person_id AND m.left_at IS NULL ORDER BY s.id LIMIT 1`,
	"membership":           `SELECT m.id::text, m.body_id, 0 FROM org.membership m WHERE 'supplier_member' = ANY(roles) ORDER BY id LIMIT 1`,
	"invitation":           `SELECT id::text, 0, 0 FROM org.invitation WHERE state = 'accepted' ORDER BY id LIMIT 1`,
}

// thing is one of them.
type thing struct {
	path                  string
	supplier, institution int64
}

func (c *country) thing(name string) thing {
	c.t.Helper()
	if name == "" {
		return thing{}
	}
	sql, ok := things[name]
	if !ok {
		return thing{path: name}
	}
	var x thing
	if err := c.db.QueryRow(c.t.Context(), sql).Scan(&x.path, &x.supplier, &x.institution); err != nil {
		c.t.Fatalf("the demonstration has no %s: %v", name, err)
	}
	return x
}

// abbreviations of the roles, as the tables of access use them. A mark after one means
// the same role in another organisation, a 2 a second person of the same desk.
var abbreviations = map[string]org.Role{
	"sm": org.SupplierMember, "sa": org.SupplierAdmin,
	"rq": org.Requester, "ap": org.Approver, "fi": org.Finance, "co": org.ContractingOfficer, "in": org.Inspector, "ba": org.BodyAdmin,
	"md": org.MarketDesk, "pr": org.ProductReviewer, "id": org.InnovationDesk, "td": org.TenderDesk, "bo": org.BudgetOfficer, "sy": org.SystemAdmin,
	"au": org.AuditorRole,
}

// seconds are the desks where a second person confirms what the first one did.
var seconds = []string{"fi", "md", "id", "bo", "sy"}

// cast gives the person behind each abbreviation, seen from a thing: its own supplier
// and institution, and others. p is the public.
func (c *country) cast(x thing) map[string]int64 {
	c.t.Helper()
	first := func(kind org.Kind, not int64) int64 {
		return one[int64](c, `SELECT id FROM org.body WHERE kind = $1 AND state = 'admitted' AND id <> $2 ORDER BY id LIMIT 1`, kind, not)
	}
	own := map[org.Kind]int64{
		org.Supplier: x.supplier, org.Institution: x.institution, org.PPS: first(org.PPS, 0), org.Auditor: first(org.Auditor, 0),
	}
	people := map[string]int64{"p": 0}
	for short, role := range abbreviations {
		kind := kindOf(role)
		if own[kind] == 0 {
			own[kind] = first(kind, 0)
		}
		people[short] = c.member(own[kind], role)
		if kind == org.Supplier || kind == org.Institution { // there is one PPS
			people[short+"'"] = c.member(first(kind, own[kind]), role)
		}
		if slices.Contains(seconds, short) {
			people[short+"2"] = one[int64](c, `
SELECT person_id FROM org.membership WHERE body_id = $1 AND roles = ARRAY[$2::text] AND left_at IS NULL ORDER BY id OFFSET 1 LIMIT 1`, own[kind], role)
		}
	}
	return people
}

func kindOf(role org.Role) org.Kind {
	for _, k := range []org.Kind{org.Supplier, org.Institution, org.PPS, org.Auditor} {
		if slices.Contains(org.RolesOf(k), role) {
			return k
		}
	}
	return ""
}

// fill puts a thing's parts into a pattern's parameters.
func fill(pattern string, x thing) string {
	parts := strings.Split(x.path, "/")
	var b strings.Builder
	for rest := pattern; ; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(parts[0])
		if len(parts) > 1 {
			parts = parts[1:]
		}
		_, rest, _ = strings.Cut(after, "}")
	}
}

// formOf makes a form that can be read and is out of date: who may act learns that it
// is stale, and nothing changes.
func formOf(query string) url.Values {
	v, err := url.ParseQuery(query)
	if err != nil {
		panic(err) // the table of access is wrong
	}
	for name, value := range map[string]string{"version": "999999", "client_key": uuid.NewString()} {
		if !v.Has(name) {
			v.Set(name, value)
		}
	}
	return v
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// errorsOn reads what a page refuses.
func errorsOn(w *httptest.ResponseRecorder) string {
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		return err.Error()
	}
	at := doc.Find("[data-error-code]")
	return at.AttrOr("data-error-code", "") + " " + strings.Join(strings.Fields(at.Text()), " ")
}
