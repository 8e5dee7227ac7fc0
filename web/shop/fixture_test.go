package shop

import (
	"context"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/insight"
	"jangteo.kr/internal/market"
	"jangteo.kr/internal/money"
)

// fixtureOffers: class, name, english name, maker, model, price, tax, shelves, attribute
// values.
const fixtureOffers = `4219220701|휠체어형 음압 환자이송카트|Wheeled negative-pressure patient carrier|한빛메디텍|HB-NP200|38500000|vat|hyeokshin|pressure=-25;filter=H14
4016160201|창문형 공기청정기|Window air purifier|맑은창|MC-W40|1980000|vat|hyeokshin,nara|area=40;cadr=320;filter=H13;noise=38;energy=1
4016160201|창문형 공기청정기 교실용|Window air purifier for classrooms|맑은창|MC-W60|2640000|vat|hyeokshin|area=66;cadr=480;filter=H14;noise=42;energy=2
4321150301|업무용 노트북 컴퓨터 15인치|Business laptop 15 inch|누리전자|NR-L15|1480000|vat|nara|
4321150301|현장용 견고 노트북|Rugged field laptop|누리전자|NR-R14|2890000|vat|nara|
4321150701|사무용 데스크톱 컴퓨터|Office desktop computer|누리전자|NR-D700|1150000|vat|nara|
4321150102|랙형 컴퓨터 서버 2U|Rack server 2U|가온시스템|GS-2400|9800000|vat|nara|
4321150102|고성능 GPU 컴퓨터 서버|GPU server|가온시스템|GS-G8|128000000|vat|nara|
3911160302|LED 가로등기구 100 W|LED street light 100 W|해오름조명|HL-S100|318000|vat|nara|
3911980301|스마트 LED 가로등기구|Smart LED street light|해오름조명|HL-IoT120|586000|vat|nara,hyeokshin|
3911210201|LED 실내조명등 면조명|LED panel light|해오름조명|HL-P50|74800|vat|nara|
4617162201|지능형 영상감시장치|Intelligent CCTV system|파수비전|PV-8M|3960000|vat|nara|
4617161002|보안용 카메라 400만 화소|Security camera 4 MP|파수비전|PV-4M|412000|vat|nara|
4411191101|인터랙티브 화이트보드 86형|Interactive whiteboard 86|배움터|BT-86|4730000|vat|nara,venture|
4321151402|무인안내시스템 배리어프리|Barrier-free kiosk|다온키오스크|DK-BF32|7920000|vat|venture,hyeokshin|
2513189901|하천 감시 드론|River patrol drone|하늘길|HG-R6|23800000|vat|venture|
2326150701|3차원 프린터 교육용|3D printer for schools|새싹공방|SS-P1|1650000|vat|venture|
4016169901|플라즈마 공기살균기|Plasma air steriliser|맑은창|MC-P20|1320000|vat|venture|area=50;method=플라즈마 / Plasma;rate=99;ozone=0.01
4618200101|보건용 마스크 KF94|Mask KF94|온숨|OS-94|480|vat|nara|
4111620501|신속항원진단키트 25T|Rapid antigen test kit|바른진단|BJ-AG25|87500|vat|nara|
5610170301|사무용 책상 1400|Office desk 1400|나무결가구|NG-D14|264000|vat|nara|
5611210201|작업용 의자 메시|Mesh task chair|나무결가구|NG-C7|187000|vat|nara|
1411150701|복사용지 A4 2,500매|Copy paper A4|푸른종이|PJ-A4|23900|vat|nara|
5046700101|배추김치 10 kg|Kimchi 10 kg|남도식품|ND-K10|54000|exempt|nara|
4810179901|정수기 냉온 스탠드형|Water purifier|샘물가전|SM-500|1078000|vat|nara|
2611170403|전기자동차 완속충전장치|EV charger|빛고을에너지|BE-7|1540000|vat|nara|
3020170401|이동형 음압격리모듈|Mobile negative-pressure module|한빛메디텍|HB-ISO4|89000000|vat|hyeokshin|
4920169701|야외 운동기구 허리돌리기|Outdoor gym unit|튼튼체육|TT-W3|2090000|vat|nara|`

var fixtureSuppliers = []struct {
	name, en, region string
	traits           []string
}{
	{"한빛메디텍(주)", "Hanbit Meditech", "43", []string{"sme", "venture"}},
	{"(주)맑은창", "Malgeunchang", "30", []string{"sme", "woman", "startup"}},
	{"누리전자(주)", "Nuri Electronics", "41", nil},
	{"해오름조명(주)", "Haeoreum Lighting", "47", []string{"sme", "disabled"}},
	{"새싹협동조합", "Saessak Cooperative", "11", []string{"sme", "social", "startup", "venture"}},
}

// seedShop fills a migrated database with a small market, through the services where
// they exist: classes, suppliers, one programme, offers with versions, certificates
// and pictures, grounds and figures.
func seedShop(ctx context.Context, d *db.DB) error {
	if err := catalog.LoadClasses(ctx, d); err != nil {
		return err
	}
	m := market.New(d)
	err := d.Run(ctx, func(tx *db.Tx) error {
		for i, s := range fixtureSuppliers {
			if _, err := tx.Exec(ctx, `INSERT INTO org.body (kind, state, name_ko, name_en, bizno, representative, founded_on, region, address, phone, email, introduction, traits, decided_at)
				VALUES ('supplier','admitted',$1,$2,$3,'김하늘','2014-03-02',$4,'산업로 12','043-000-1200','sales@example.kr','현장에서 쓰는 사람의 목소리로 물건을 만듭니다.',$5,now() - interval '2 years')`,
				s.name, s.en, fmt.Sprintf("12%08d", i+11), s.region, append([]string{}, s.traits...)); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO org.body (kind, state, name_ko) VALUES ('pps','admitted','조달청'), ('institution','admitted','한밭시청')`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ledger.budget (body_id, kind, fiscal_year, code, name_ko, name_en) SELECT id, 'programme', 2026, '4231-302', '혁신제품 시범구매', 'Pilot purchase of innovative products' FROM org.body WHERE kind = 'pps'`)
		return err
	})
	if err != nil {
		return err
	}
	r := csv.NewReader(strings.NewReader(fixtureOffers))
	r.Comma, r.LazyQuotes = '|', true
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	for i, row := range rows {
		if err := d.Run(ctx, func(tx *db.Tx) error { return seedOffer(ctx, tx, m, i, row) }); err != nil {
			return fmt.Errorf("%s: %w", row[1], err)
		}
	}
	return insight.Refresh(ctx, d)
}

const insertFixtureVersion = `
INSERT INTO catalog.offer_version (offer_id, no, state, price, tax, unit, min_order, lead_days, regions, warranty_months, summary, description, attributes, decided_at, submitted_by, decided_by)
VALUES (@offer, @no, @state, @price, @tax, @unit, @min, @lead, @regions, 24, @summary, @description, @attributes, @at, 1, 2) RETURNING id`

func seedOffer(ctx context.Context, tx *db.Tx, m *market.Service, i int, row []string) error {
	supplier := int64(i%len(fixtureSuppliers) + 1)
	price, err := strconv.ParseInt(row[5], 10, 64)
	if err != nil {
		return err
	}
	item, err := db.Value[int](tx.Query(ctx, `INSERT INTO catalog.item (class_code, maker, model, name_ko, name_en, registered_by) VALUES ($1,$2,$3,$4,$5,$6) RETURNING number`,
		row[0], row[3], row[4], row[1], row[2], supplier))
	if err != nil {
		return err
	}
	listed := tx.Now.Add(-time.Duration(i+1) * 30 * time.Hour)
	offer, err := db.Value[int64](tx.Query(ctx, `INSERT INTO catalog.offer (item_number, supplier_id, state, listed_at) VALUES ($1,$2,'listed',$3) RETURNING id`, item, supplier, listed))
	if err != nil {
		return err
	}
	attributes := map[string]string{}
	for _, kv := range strings.Split(row[8], ";") {
		if k, v, ok := strings.Cut(kv, "="); ok {
			attributes[k] = v
		}
	}
	args := pgx.NamedArgs{
		"offer": offer, "no": 1, "state": "superseded", "price": price * 11 / 10, "tax": row[6], "unit": []string{"EA", "SET"}[i%2], "min": 1 + i%3, "lead": []int{14, 5, 30, 45}[i%4],
		"regions": [][]string{{}, {"11", "41", "28"}, {"30"}}[i%3], "attributes": attributes, "at": listed.Add(-400 * 24 * time.Hour),
		"summary":     "여러 기관이 함께 쓰는 표준 규격입니다. 설치와 사용 교육을 값에 포함합니다.",
		"description": "납품할 때 설치와 시운전을 합니다.\n사용설명서는 한국어와 영어로 드립니다.\n하자보증 기간에는 부품을 무상으로 바꿉니다.",
	}
	if _, err := db.Value[int64](tx.Query(ctx, insertFixtureVersion, args)); err != nil {
		return err
	}
	args["no"], args["state"], args["price"], args["at"] = 2, "approved", price, listed
	version, err := db.Value[int64](tx.Query(ctx, insertFixtureVersion, args))
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`UPDATE catalog.offer SET current_id = $1 WHERE id = $2`, version, offer)
	b.Queue(`INSERT INTO catalog.offer_certificate VALUES ($1,1,'KC','HU10234-26001','한국산업기술시험원','2030-05-01'), ($1,2,$2,'2024-117','조달품질원','2025-01-31')`, version, []string{"NEP", "GS", "eco"}[i%3])
	if i%6 != 5 {
		for n := range 1 + i%3 {
			b.Queue(`INSERT INTO catalog.offer_picture VALUES ($1,$2,$3,$4,1200,900)`, version, n+1, fmt.Sprintf("pic%d_%d", i, n), row[1])
		}
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	for _, store := range strings.Split(row[7], ",") {
		if err := seedGround(ctx, tx, m, store, item, supplier, price, i); err != nil {
			return err
		}
	}
	return nil
}

func seedGround(ctx context.Context, tx *db.Tx, m *market.Service, store string, item int, supplier, price int64, i int) error {
	g := market.Grant{
		Storefront: market.Storefront(store), ItemNumber: item, SupplierID: supplier, Source: fmt.Sprintf("ground_record:%d", i),
		From: tx.Now.Add(-24 * 300 * time.Hour), Until: tx.Now.Add(24 * 700 * time.Hour),
	}
	switch g.Storefront {
	case market.Nara:
		ceiling, most := money.Won(price*11/10), money.Won(80_000_000)
		g.Kind, g.Number, g.Article, g.CeilingPrice, g.MaxOrder = market.UnitPriceContract, fmt.Sprintf("0026%07d-00", i+100), market.ArticleUnitPrice, &ceiling, &most
		if i%2 == 0 {
			g.MaxOrder = won(5_000_000_000)
		}
	case market.Hyeokshin:
		g.Kind, g.Number, g.Article = market.InnovationDesignation, fmt.Sprintf("혁신-2026-%04d", i+1), "조달사업법 제27조"
		g.Funding = &market.Funding{BudgetID: 1, ShareBP: 7000, Cap: 300_000_000}
	case market.VentureNara:
		g.Kind, g.Number, g.Article = market.VentureDesignation, fmt.Sprintf("벤처-2026-%04d", i+1), articleVenture
	}
	_, err := m.GrantTx(ctx, tx, auth.System, g)
	return err
}

func won(w money.Won) *money.Won { return &w }
