package demo

import (
	"fmt"
	"math/rand/v2"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
)

// class is what the story needs of a detail class.
type class struct {
	code, ko, en, series string
	typical              money.Won // price incl. VAT
	unit                 string
	minOrder, warranty   int
	words                []string // what makers put before the name
	summary              string
	certificates         []string
	exempt               bool // fresh food bears no VAT
	local                bool // delivered near the maker only
}

// catalogue holds every class that is sold by order.
var catalogue = []class{
	{"4321150701", "데스크톱컴퓨터", "Desktop computer", "D", 1_150_000, "SET", 1, 36, []string{"저소음", "사무용", "고성능", "교육용"}, "조용하고 전기를 덜 쓰는 업무용 컴퓨터입니다.", []string{"KC", "energy"}, false, false},
	{"4321150301", "노트북컴퓨터", "Laptop computer", "N", 1_480_000, "EA", 1, 36, []string{"경량", "교육용", "업무용"}, "가볍고 튼튼한 공공기관용 노트북입니다.", []string{"KC", "energy"}, false, false},
	{"4321159301", "일체형컴퓨터", "All-in-one PC", "A", 1_390_000, "SET", 1, 36, []string{"민원실용", "슬림"}, "선 정리가 필요 없는 일체형 컴퓨터입니다.", []string{"KC"}, false, false},
	{"4321150102", "컴퓨터서버", "x86 server", "S", 9_800_000, "SET", 1, 36, []string{"2U 랙형", "고집적"}, "가상화에 알맞은 랙형 서버입니다.", []string{"KC", "GS"}, false, false},
	{"4320180201", "디스크어레이", "Disk array", "R", 38_000_000, "SET", 1, 36, []string{"올플래시", "하이브리드"}, "이중화된 컨트롤러를 갖춘 저장장치입니다.", []string{"KC", "GS"}, false, false},
	{"4320183001", "SSD저장장치", "SSD", "SD", 210_000, "EA", 5, 60, []string{"기업용", "NVMe"}, "전원 차단에도 자료를 지키는 저장장치입니다.", []string{"KC"}, false, false},
	{"4321151402", "무인안내시스템", "Self-service kiosk", "K", 6_400_000, "SET", 1, 24, []string{"배리어프리", "민원 발급형"}, "휠체어 사용자와 시각장애인도 쓸 수 있는 안내기입니다.", []string{"KC", "GS"}, false, false},
	{"4411191101", "인터랙티브화이트보드", "Interactive whiteboard", "W", 4_950_000, "SET", 1, 36, []string{"86인치", "눈부심 방지"}, "여럿이 함께 쓰는 교실용 전자칠판입니다.", []string{"KC", "energy"}, false, false},
	{"4511189301", "영상정보디스플레이장치", "Information display", "V", 3_200_000, "SET", 1, 24, []string{"65인치", "옥내 고휘도"}, "공지와 안내를 밝게 보여 주는 화면입니다.", []string{"KC", "energy"}, false, false},
	{"4511170501", "구내방송장치", "PA system", "P", 12_500_000, "SET", 1, 24, []string{"비상방송 겸용", "네트워크"}, "평소 방송과 비상방송을 한 장비로 합니다.", []string{"KC"}, false, false},
	{"4617162201", "영상감시장치", "CCTV system", "CC", 8_700_000, "SET", 1, 24, []string{"지능형", "스쿨존"}, "사람과 차량을 구분해 알려 주는 감시장치입니다.", []string{"KC", "GS"}, false, false},
	{"4617161002", "보안용카메라", "Security camera", "C", 650_000, "EA", 1, 24, []string{"야간 컬러", "전방위"}, "어두운 곳에서도 또렷한 카메라입니다.", []string{"KC"}, false, false},
	{"4617161901", "출입통제시스템", "Access control", "G", 5_300_000, "SET", 1, 24, []string{"스피드게이트", "안면인식"}, "출입을 기록하고 비상시 모두 여는 시스템입니다.", []string{"KC", "GS"}, false, false},
	{"3911210201", "LED실내조명등", "LED indoor luminaire", "L", 68_000, "EA", 10, 36, []string{"매입형", "깜빡임 없는"}, "눈이 편한 고효율 실내등입니다.", []string{"KS", "KC", "eco"}, false, false},
	{"3911160302", "LED가로등기구", "LED street light", "LS", 385_000, "EA", 5, 36, []string{"고효율", "해안용"}, "눈부심을 줄인 가로등기구입니다.", []string{"KS", "KC"}, false, false},
	{"3911980301", "스마트LED가로등기구", "Smart LED street light", "SL", 690_000, "EA", 5, 36, []string{"원격제어", "미세먼지 센서형"}, "밝기를 스스로 조절하고 고장을 알리는 가로등입니다.", []string{"KS", "KC", "NET"}, false, false},
	{"3911160802", "LED보안등기구", "LED security light", "LB", 215_000, "EA", 5, 36, []string{"골목길용", "빛공해 저감"}, "골목을 고르게 비추는 보안등입니다.", []string{"KS", "KC"}, false, false},
	{"3911170801", "유도등", "Exit sign", "E", 42_000, "EA", 10, 24, []string{"고휘도", "음성점멸"}, "연기 속에서도 보이는 피난구 유도등입니다.", []string{"KC", "quality"}, false, false},
	{"3912101101", "무정전전원장치", "UPS", "U", 7_900_000, "SET", 1, 36, []string{"온라인 방식", "리튬배터리"}, "정전에도 장비를 지키는 전원장치입니다.", []string{"KC", "energy"}, false, false},
	{"3912106001", "전지형에너지저장장치", "Battery storage", "B", 210_000_000, "SET", 1, 60, []string{"자동소화 내장", "피크저감용"}, "불이 번지지 않도록 칸마다 소화하는 저장장치입니다.", []string{"KC", "performance"}, false, false},
	{"2611160701", "태양광발전장치", "PV generator set", "PV", 46_000_000, "SET", 1, 60, []string{"지붕형 30kW", "차양형"}, "공공건물 지붕에 맞춘 발전장치입니다.", []string{"KS", "performance"}, false, false},
	{"2611170403", "전기자동차용충전장치", "EV charger up to 50 kW", "EV", 19_800_000, "SET", 1, 36, []string{"화재감지", "교통약자용"}, "배터리 이상을 먼저 알아채는 충전기입니다.", []string{"KC", "NEP"}, false, false},
	{"2513189901", "드론", "Drone up to 25 kg", "DR", 14_500_000, "SET", 1, 12, []string{"산불감시", "방역용"}, "바람에 강하고 오래 나는 임무용 드론입니다.", []string{"KC", "direct_production"}, false, false},
	{"2326150701", "3차원프린터", "3D printer", "T", 3_600_000, "EA", 1, 24, []string{"밀폐형", "교육용"}, "유해가스를 거르는 교실용 프린터입니다.", []string{"KC"}, false, false},
	{"4016160201", "창문형공기청정기", "Window air purifier", "AW", 980_000, "EA", 1, 24, []string{"외기 도입형", "저소음"}, "창문에 끼워 바깥 공기를 걸러 들이는 공기청정기입니다.", []string{"KC", "NEP", "performance"}, false, false},
	{"4016169901", "공기살균기", "Air steriliser", "AS", 1_650_000, "EA", 1, 24, []string{"플라즈마", "UV-C"}, "공기 속 세균과 바이러스를 줄이는 살균기입니다.", []string{"KC", "performance"}, false, false},
	{"4010190201", "제습기", "Dehumidifier", "H", 420_000, "EA", 1, 24, []string{"대용량", "연속배수"}, "문서고와 창고에 알맞은 제습기입니다.", []string{"KC", "energy"}, false, false},
	{"4219220701", "음압형 환자이송카트(휠체어형)", "Wheeled negative-pressure patient carrier", "NP", 28_000_000, "SET", 1, 24, []string{"전면 개방형", "소아 겸용"}, "감염병 환자를 앉은 채로 안전하게 옮기는 음압 이송카트입니다.", []string{"MFDS", "ISO13485", "NET"}, false, false},
	{"3020170401", "청정실/음압격리모듈", "Negative-pressure isolation module", "IM", 145_000_000, "SET", 1, 24, []string{"이동형", "48시간 설치"}, "주차장에도 이틀이면 세울 수 있는 음압병실입니다.", []string{"performance", "ISO9001"}, false, false},
	{"4218190401", "환자감시장치", "Patient monitor", "PM", 5_800_000, "SET", 1, 24, []string{"이송용", "중환자실용"}, "여섯 가지 생체신호를 한 화면에 보여 줍니다.", []string{"MFDS", "ISO13485"}, false, false},
	{"4228159601", "고압멸균기", "Autoclave", "AC", 11_000_000, "SET", 1, 24, []string{"탁상형", "대용량"}, "멸균 과정을 자동으로 기록하는 멸균기입니다.", []string{"MFDS", "ISO13485"}, false, false},
	{"4618200101", "보건용마스크 KF94", "Mask KF94", "M94", 640, "EA", 1000, 0, []string{"새부리형", "접이형"}, "얼굴에 밀착되는 국산 보건용 마스크입니다.", []string{"MFDS"}, false, false},
	{"4618200102", "보건용마스크 KF80", "Mask KF80", "M80", 520, "EA", 1000, 0, []string{"어린이용", "접이형"}, "숨쉬기 편한 보건용 마스크입니다.", []string{"MFDS"}, false, false},
	{"4111620501", "신속항원진단키트(25T)", "Rapid antigen test kit", "RA", 95_000, "BOX", 4, 0, []string{"비강 검체", "자가검사용"}, "15분이면 결과를 보는 진단키트입니다.", []string{"MFDS", "ISO13485"}, false, false},
	{"4111620502", "PCR진단키트(100T)", "RT-PCR kit", "PC", 980_000, "BOX", 1, 0, []string{"다중검출", "실온 보관"}, "변이까지 함께 찾는 유전자 진단키트입니다.", []string{"MFDS", "CE"}, false, false},
	{"4111221301", "비접촉체온계", "Contactless thermometer", "TH", 39_000, "EA", 10, 12, []string{"이마형", "거치형"}, "1초 안에 재는 비접촉 체온계입니다.", []string{"MFDS", "KC"}, false, false},
	{"4618150903", "화학물질보호복", "Protective coverall", "CV", 18_500, "EA", 100, 0, []string{"레벨D", "전신"}, "봉제선을 막아 새지 않는 보호복입니다.", []string{"quality"}, false, false},
	{"4618240101", "방역용소독기", "Disinfection sprayer", "DS", 1_350_000, "EA", 1, 12, []string{"초미세 분무", "배부식"}, "약제를 적게 쓰는 초미세 분무기입니다.", []string{"KC"}, false, false},
	{"5610170301", "사무용책상", "Office desk", "FD", 198_000, "EA", 1, 24, []string{"높이조절", "L자형"}, "친환경 판재로 만든 책상입니다.", []string{"KS", "eco"}, false, false},
	{"5611210201", "작업용의자", "Task chair", "FC", 152_000, "EA", 1, 24, []string{"메쉬", "허리받침"}, "오래 앉아도 편한 의자입니다.", []string{"KS"}, false, false},
	{"1411150701", "프린트및복사용지", "Copy paper, A4, 2,500 sheets", "CP", 23_900, "BOX", 10, 0, []string{"재생", "고백색"}, "걸림이 적은 A4 용지입니다.", []string{"eco"}, false, false},
	{"4810179901", "정수기", "Water purifier", "WP", 870_000, "EA", 1, 24, []string{"직수형", "냉온"}, "학교와 청사에 두는 정수기입니다.", []string{"KC"}, false, false},
	{"4619160101", "수동식소화기 3.3kg", "Fire extinguisher", "FE", 27_000, "EA", 10, 0, []string{"축압식", "강화액"}, "누구나 쓰기 쉬운 소화기입니다.", []string{"quality"}, false, false},
	{"4920169701", "야외운동기구", "Outdoor gym unit", "OG", 2_900_000, "SET", 1, 24, []string{"허리돌리기", "어르신용"}, "공원과 산책로에 설치하는 운동기구입니다.", []string{"KS"}, false, false},
	{"3022200301", "버스승강장", "Bus shelter", "BS", 16_800_000, "SET", 1, 24, []string{"냉난방", "태양광"}, "더위와 추위, 미세먼지를 막는 승강장입니다.", []string{"performance"}, false, false},
	{"3011150501", "레미콘 25-24-150", "Ready-mix concrete", "RM", 93_000, "M3", 6, 0, []string{"표준", "저탄소"}, "90분 안에 도착하는 지역 레미콘입니다.", []string{"KS"}, false, true},
	{"5046700101", "배추김치 10kg", "Kimchi, 10 kg", "KM", 34_000, "BOX", 5, 0, []string{"급식용", "저염"}, "국산 배추와 고춧가루로 담근 김치입니다.", []string{"quality"}, true, false},
}

func classOf(code string) class {
	for _, c := range catalogue {
		if c.code == code {
			return c
		}
	}
	panic("demo: no class " + code)
}

func (c class) tax() string {
	if c.exempt {
		return "exempt"
	}
	return "vat"
}

// price spreads around the typical one by up to a fifth, in round won.
func (c class) price(r *rand.Rand) money.Won {
	p := c.typical * money.Won(82+r.IntN(36)) / 100
	for _, step := range []money.Won{100_000, 10_000, 1_000, 100, 10} {
		if p >= step*100 {
			return p / step * step
		}
	}
	return p
}

func (c class) name(r *rand.Rand, n int) string {
	name := c.words[n%len(c.words)] + " " + c.ko
	if n >= 2*len(c.words) {
		name += " " + pick(r, []string{"프로", "라이트", "플러스", "2세대"})
	}
	return name
}

var issuers = map[string]string{
	"KC": "국립전파연구원", "KS": "한국표준협회", "MFDS": "식품의약품안전처", "NEP": "국가기술표준원", "NET": "한국산업기술진흥협회", "GS": "한국정보통신기술협회",
	"eco": "한국환경산업기술원", "energy": "한국에너지공단", "quality": "한국소방산업기술원", "performance": "중소벤처기업부",
	"direct_production": "중소기업중앙회", "ISO9001": "한국인정지원센터", "ISO13485": "한국인정지원센터", "CE": "유럽 인증기관",
}

func certificates(r *rand.Rand, c class, today kst.Day) []catalog.Certificate {
	out := make([]catalog.Certificate, len(c.certificates))
	for i, kind := range c.certificates {
		out[i] = catalog.Certificate{Kind: kind, Number: fmt.Sprintf("%s-%d-%05d", kind, today.Year-1, r.IntN(100000)), Issuer: issuers[kind]}
		if kind != "KC" {
			out[i].ExpiresOn = today.Add(120 + r.IntN(900)).String()
		}
	}
	return out
}
