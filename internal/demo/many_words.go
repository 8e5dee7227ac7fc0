package demo

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/money"
)

// word is what stands in a Korean name and in its English translation.
type word struct{ ko, en string }

// modifiers stand before a noun, the frequent ones first.
var modifiers = []word{
	{"친환경", "Eco-friendly"},
	{"스마트", "Smart"},
	{"고효율", "High-efficiency"},
	{"사무용", "Office"},
	{"휴대용", "Portable"},
	{"저소음", "Low-noise"},
	{"교육용", "Educational"},
	{"대용량", "Large-capacity"},
	{"이동식", "Mobile"},
	{"무선", "Wireless"},
	{"절전형", "Power-saving"},
	{"업무용", "Business"},
	{"디지털", "Digital"},
	{"자동", "Automatic"},
	{"벽걸이형", "Wall-mounted"},
	{"스탠드형", "Standing"},
	{"산업용", "Industrial"},
	{"학교용", "School"},
	{"고급형", "Premium"},
	{"보급형", "Basic"},
	{"표준형", "Standard"},
	{"스테인리스", "Stainless"},
	{"알루미늄", "Aluminium"},
	{"실내용", "Indoor"},
	{"옥외용", "Outdoor"},
	{"방수형", "Waterproof"},
	{"방진형", "Dust-proof"},
	{"충전식", "Rechargeable"},
	{"유선", "Wired"},
	{"항균", "Antibacterial"},
	{"경량", "Lightweight"},
	{"초경량", "Ultralight"},
	{"일체형", "Integrated"},
	{"분리형", "Detachable"},
	{"접이식", "Folding"},
	{"높이조절", "Height-adjustable"},
	{"수동", "Manual"},
	{"반자동", "Semi-automatic"},
	{"지능형", "Intelligent"},
	{"IoT", "IoT"},
	{"AI", "AI"},
	{"인공지능", "Artificial-intelligence"},
	{"태양광", "Solar"},
	{"저탄소", "Low-carbon"},
	{"재생", "Recycled"},
	{"국산", "Korean-made"},
	{"신형", "New"},
	{"소형", "Small"},
	{"중형", "Medium"},
	{"대형", "Large"},
	{"초소형", "Miniature"},
	{"다용도", "Multi-purpose"},
	{"다기능", "Multi-function"},
	{"원터치", "One-touch"},
	{"터치식", "Touch"},
	{"2인용", "For two"},
	{"4인용", "For four"},
	{"어린이용", "Children's"},
	{"어르신용", "Senior"},
	{"배리어프리", "Barrier-free"},
	{"미끄럼방지", "Non-slip"},
	{"난연", "Flame-retardant"},
	{"방염", "Fire-resistant"},
	{"내진형", "Earthquake-proof"},
	{"내열", "Heat-resistant"},
	{"고내구", "Durable"},
	{"고강도", "High-strength"},
	{"투명", "Transparent"},
	{"백색", "White"},
	{"흑색", "Black"},
	{"회색", "Grey"},
	{"원목", "Solid wood"},
	{"강화유리", "Tempered glass"},
	{"네트워크", "Network"},
	{"블루투스", "Bluetooth"},
	{"고화질", "High-definition"},
	{"울트라슬림", "Ultra-slim"},
	{"고출력", "High-power"},
	{"급속", "Rapid"},
	{"무소음", "Silent"},
	{"탁상형", "Desktop"},
	{"매립형", "Recessed"},
	{"천장형", "Ceiling"},
	{"바닥형", "Floor"},
	{"차량용", "Vehicle"},
	{"병원용", "Hospital"},
	{"체육관용", "Gymnasium"},
	{"도서관용", "Library"},
	{"급식용", "Catering"},
	{"비상용", "Emergency"},
	{"재난대비", "Disaster-relief"},
	{"컴팩트", "Compact"},
	{"프리미엄", "Premium"},
	{"하이브리드", "Hybrid"},
	{"인버터", "Inverter"},
}

// freshModifiers are those of food.
var freshModifiers = []word{
	{"국산", "Korean"},
	{"친환경", "Eco-friendly"},
	{"급식용", "Catering"},
	{"무항생제", "Antibiotic-free"},
	{"유기농", "Organic"},
	{"무농약", "Pesticide-free"},
	{"대용량", "Bulk"},
	{"프리미엄", "Premium"},
	{"신선", "Fresh"},
	{"산지직송", "Farm-direct"},
	{"저염", "Low-salt"},
	{"소포장", "Small-pack"},
	{"햇", "New-crop"},
	{"전통", "Traditional"},
}

// parts are what is sold beside a product of a class.
var parts = []word{
	{"필터", "filter"},
	{"거치대", "mount"},
	{"보관함", "cabinet"},
	{"받침대", "stand"},
	{"덮개", "cover"},
	{"리모컨", "remote control"},
	{"배터리", "battery"},
	{"케이스", "case"},
	{"어댑터", "adapter"},
	{"컨트롤러", "controller"},
	{"교체용 부품", "spare parts"},
	{"소모품 세트", "consumables"},
	{"케이블", "cable"},
	{"이동 카트", "trolley"},
}

// joints are the second halves of compound nouns: some makers leave a space before them.
var joints = []string{
	"컴퓨터", "시스템", "장치", "등기구", "조명등", "카메라", "청정기", "살균기", "책상", "의자", "복사용지", "프린터", "체온계", "마스크", "보호복", "소독기", "소화기", "운동기구",
	"승강장", "디스플레이", "화이트보드", "진단키트", "모듈", "멸균기", "김치", "테이블", "캐비닛", "칠판", "모니터", "에어컨", "냉장고", "세탁기", "복사기", "프로젝터", "스피커",
	"마이크", "세단기", "카트리지", "스위치", "공유기", "복합기", "스캐너", "키보드", "마우스", "하드디스크", "소프트웨어", "축전지", "에탄올", "소독제", "장갑", "안전화", "탁자", "소파",
	"보관함", "선반", "사다리", "테이프", "페인트", "램프", "온풍기", "에어컨", "현미경", "혈압계", "충격기", "휠체어", "세척기", "조리용구", "전화기", "신호등", "표지판", "펌프", "밸브", "파이프", "케이블", "배전반", "발전기", "변압기", "청소기", "건조기", "침대", "매트", "세정제",
}

var (
	brandHeads = []string{
		"한", "새", "가온", "누리", "다온", "미래", "하늘", "푸른", "온새", "해솔", "바른", "참", "큰", "늘", "맑은", "밝은", "도담", "라온", "마루", "아름", "이든", "예담", "우람", "한울",
		"한결", "한길", "나래", "너른", "두레", "모아", "보람", "빛", "세움", "슬기", "아라", "으뜸", "정우", "진성", "태광", "동화", "삼우", "성진", "대한", "서진", "유진", "신우", "금강", "백두",
		"태백", "한라", "동해", "남해", "중앙", "제일", "으라", "그린", "블루", "스카이", "유니", "코어", "넥스", "이노", "테라", "모던",
	}
	brandTails = []string{
		"빛", "솔", "결", "샘", "들", "울", "터", "마을", "누리", "나무", "벗", "손", "별", "길", "틀", "미", "원", "성", "진", "산", "텍", "코", "텔", "닉스", "라이프", "에어", "웨이", "플러스",
		"라인", "비전", "링크", "스타", "존", "메이트", "컴", "넷", "파워", "젠", "론", "아이", "엠", "테크닉", "그룹", "리빙", "케어", "솔루션", "월드", "랩", "하우스", "피아", "온", "오름", "담",
		"채움", "드림", "이음", "그루", "마루", "여울", "아띠",
	}
	trades = []word{
		{"산업", "Industries"},
		{"전자", "Electronics"},
		{"테크", "Tech"},
		{"시스템", "Systems"},
		{"상사", "Trading"},
		{"엔지니어링", "Engineering"},
		{"정보통신", "Telecom"},
		{"조명", "Lighting"},
		{"가구", "Furniture"},
		{"메디칼", "Medical"},
		{"환경", "Environment"},
		{"에너지", "Energy"},
		{"기계", "Machinery"},
		{"소방", "Fire Safety"},
		{"식품", "Foods"},
		{"제지", "Paper"},
		{"과학", "Science"},
		{"교구", "Education"},
		{"유통", "Distribution"},
		{"이엔씨", "E&C"},
		{"코리아", "Korea"},
		{"바이오", "Bio"},
	}
)

var (
	headsLatin = strings.Fields("Han Sae Gaon Nuri Daon Mirae Haneul Pureun Onsae Haesol Bareun Cham Keun Neul Malgeun Balgeun Dodam Raon Maru Areum Ideun Yedam Uram Hanul " +
		"Hangyeol Hangil Narae Neoreun Dure Moa Boram Bit Seum Seulgi Ara Eutteum Jeongu Jinseong Taegwang Donghwa Samu Seongjin Daehan Seojin Yujin Sinu Geumgang Baekdu " +
		"Taebaek Halla Donghae Namhae Jungang Jeil Eura Green Blue Sky Uni Core Nex Inno Tera Modern")
	tailsLatin = strings.Fields("bit sol gyeol saem deul ul teo maeul nuri namu beot son byeol gil teul mi won seong jin san tec co tel nix life air way plus " +
		"line vision link star zone mate com net power zen ron eye em technic group living care solution world lab house pia on oreum dam " +
		"chaeum dream ieum geuru maru yeoul atti")
)

// kind is what the shelves need of a detail class.
type kind struct {
	class
	nouns      []word
	modifiers  []word
	defs       []catalog.Attribute
	pictures   []catalog.Picture
	consumable bool
}

const selectClassPictures = `
SELECT DISTINCT i.class_code, p.hash, p.width, p.height FROM catalog.offer_picture p JOIN catalog.offer_version v ON v.id = p.version_id
  JOIN catalog.offer o ON o.id = v.offer_id JOIN catalog.item i ON i.number = o.item_number ORDER BY i.class_code, p.hash`

type classPicture struct {
	Class  string `db:"class_code"`
	Hash   string `db:"hash"`
	Width  int    `db:"width"`
	Height int    `db:"height"`
}

// kinds reads every detail class that goods are sold in, the one with the most offers
// first: cheap things come in the most makes.
func kinds(ctx context.Context, q db.Querier) ([]*kind, error) {
	classes, err := catalog.DetailClasses(ctx, q)
	if err != nil {
		return nil, err
	}
	pictures, err := db.All[classPicture](q.Query(ctx, selectClassPictures))
	if err != nil {
		return nil, err
	}
	known := map[string]class{}
	for _, c := range catalogue {
		known[c.code] = c
	}
	var out []*kind
	for _, c := range classes {
		if strings.HasPrefix(c.Code, "80") {
			continue // services are not on the shelf
		}
		k := &kind{class: known[c.Code]}
		if k.code == "" {
			k.class = guess(c)
		}
		k.nouns = nouns(k.ko, k.en)
		k.consumable = k.typical < 100_000 && k.warranty == 0
		if k.defs, err = catalog.AttributesOf(ctx, q, c.Code); err != nil {
			return nil, err
		}
		k.modifiers = modifiers
		if strings.HasPrefix(c.Code, "50") {
			k.modifiers = freshModifiers
		}
		k.words = append(slices.Clone(k.words), choiceWords(k.defs)...)
		for _, p := range pictures {
			if p.Class == c.Code {
				k.pictures = append(k.pictures, catalog.Picture{Hash: p.Hash, Width: p.Width, Height: p.Height})
			}
		}
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b *kind) int {
		return cmp.Or(cmp.Compare(a.typical, b.typical), cmp.Compare(a.code, b.code))
	})
	return out, nil
}

// choiceWords are choices of the specification that make good words in a name, such as
// 충전식.
func choiceWords(defs []catalog.Attribute) []string {
	var out []string
	for _, d := range defs {
		for _, c := range d.Choices {
			ko, _, two := strings.Cut(c, " / ")
			if n := len([]rune(ko)); two && n >= 3 && n <= 6 && !strings.Contains(ko, "포함") {
				out = append(out, ko)
			}
		}
	}
	return out
}

// guess makes up what is not known of a class, always the same for one class.
func guess(c catalog.Class) class {
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.Code))
	r := rand.New(rand.NewPCG(h.Sum64(), 3)) //nolint:gosec // goods, not secrets
	name, _, _ := strings.Cut(c.NameKo, "(")
	series := ""
	for _, w := range strings.Fields(c.NameEn) {
		if len(series) < 3 && w[0] >= 'A' && w[0] <= 'z' {
			series += strings.ToUpper(w[:1])
		}
	}
	g := class{
		code: c.Code, ko: strings.TrimSpace(name), en: c.NameEn, series: series, typical: round(math.Pow(10, 4+2.4*r.Float64())),
		unit: "EA", minOrder: 1, warranty: 24, summary: strings.TrimSpace(name) + "입니다. 관공서와 학교에서 두루 씁니다.",
	}
	if t, ok := typicals[c.Code]; ok {
		g.typical, g.unit = money.Won(t.price), t.unit
	}
	if g.typical < 30_000 {
		g.minOrder, g.warranty = 10, 0
	}
	g.exempt = c.Code[:4] == "5011" || c.Code[:4] == "5013" || c.Code[:4] == "5022"
	for _, kind := range []string{"KC", "KS", "eco", "quality", "direct_production"} {
		if r.IntN(3) == 0 {
			g.certificates = append(g.certificates, kind)
		}
	}
	return g
}

// nouns are the ways of writing a class's name.
func nouns(ko, en string) []word {
	name, _, _ := strings.Cut(ko, "(")
	out := []word{{strings.TrimSpace(name), en}}
	for _, j := range joints {
		head, ok := strings.CutSuffix(out[0].ko, j)
		if ok && len(head) >= len("가나") && !strings.HasSuffix(head, " ") {
			return append(out, word{head + " " + j, en})
		}
	}
	return out
}

// round gives a price a shelf would show.
func round(x float64) money.Won {
	p := money.Won(x)
	for _, step := range []money.Won{100_000, 10_000, 1_000, 100, 10} {
		if p >= step*100 {
			return p / step * step
		}
	}
	return max(p/10*10, 10)
}

// zipf picks among n things, the first most often: the chance of the k-th is as
// 1/(k+offset).
type zipf []float64

func newZipf(n int, offset float64) zipf {
	z, sum := make(zipf, n), 0.0
	for k := range z {
		sum += 1 / (float64(k) + offset)
		z[k] = sum
	}
	return z
}

func (z zipf) pick(r *rand.Rand) int {
	at, _ := slices.BinarySearch(z, r.Float64()*z[len(z)-1])
	return min(at, len(z)-1)
}

// brand is the n-th brand.
func brand(n int) word {
	h, t := n%len(brandHeads), n/len(brandHeads)%len(brandTails)
	return word{brandHeads[h] + brandTails[t], headsLatin[h] + tailsLatin[t]}
}

// brandLetters are the two that begin a brand's models.
func brandLetters(b word) string {
	u := strings.ToUpper(b.en)
	return fmt.Sprintf("%c%c", u[0], u[len(u)/2])
}
