package demo

import (
	"math/rand/v2"

	"jangteo.kr/internal/bizno"
)

var familyNames = []string{"김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황", "안", "송", "류", "홍"}

var givenNames = []string{
	"민준", "서연", "도윤", "지우", "하준", "서윤", "주원", "하은", "지호", "지유", "준서", "채원", "건우", "수아", "현우", "다은", "유진", "예린", "태윤", "소율",
	"은호", "가온", "시우", "나윤", "정민", "미래", "동현", "보람", "성훈", "지혜",
}

func personName(r *rand.Rand) string { return pick(r, familyNames) + pick(r, givenNames) }

// office is a public body as invented.
type office struct {
	ko, en, host, region, law string
	tenders                   bool  // has a contracting officer
	budget                    int64 // of a year, in million won
}

var offices = []office{
	{"새솔시청", "Saesol City Hall", "saesol", "41", "local", true, 4200},
	{"가온도립의료원", "Gaon Provincial Medical Center", "gaon-med", "43", "local", true, 6800},
	{"나래대학교병원", "Narae University Hospital", "narae-hosp", "11", "state", true, 9400},
	{"한울군청", "Hanul County Office", "hanul", "46", "local", true, 1500},
	{"미리내교육지원청", "Mirinae Office of Education", "mirinae-edu", "26", "local", true, 3600},
	{"누리초등학교", "Nuri Elementary School", "nuri-es", "41", "local", false, 320},
	{"다솜중학교", "Dasom Middle School", "dasom-ms", "27", "local", false, 360},
	{"해오름고등학교", "Haeoreum High School", "haeoreum-hs", "28", "local", false, 410},
	{"국립윤슬과학관", "Yunseul National Science Museum", "yunseul", "30", "state", true, 2100},
	{"국립도담박물관", "Dodam National Museum", "dodam", "44", "state", false, 1400},
	{"라온도시공사", "Raon Urban Corporation", "raon", "31", "local", true, 5200},
	{"마루시설관리공단", "Maru Facilities Corporation", "maru", "11", "local", false, 2600},
	{"보라매소방서", "Boramae Fire Station", "boramae-fire", "48", "local", false, 900},
	{"산들보건소", "Sandeul Public Health Center", "sandeul", "45", "local", false, 780},
	{"아라해양연구원", "Ara Institute of Ocean Research", "ara", "26", "state", true, 3900},
	{"초롱구청", "Chorong District Office", "chorong", "29", "local", false, 2800},
	{"타래구청", "Tarae District Office", "tarae", "27", "local", false, 2500},
	{"국토정보나눔원", "Land Information Agency", "nanum", "50", "state", false, 2300},
	{"별빛노인복지관", "Byeolbit Senior Welfare Center", "byeolbit", "42", "local", false, 290},
	{"제주올레관리사무소", "Jeju Trail Office", "olle", "49", "local", false, 340},
}

// company is a supplier as invented: what it makes, and how old it is in years.
type company struct {
	ko, en, host, region string
	traits               []string
	age                  int
	about                string
	classes              []string
	number               bizno.Number
	address              string
}

var streets = []string{
	"장터로", "한빛대로", "기술단지로", "산업로", "미래로", "새벽길", "누리길", "공단1로", "테크노중앙로", "혁신로", "은행나무길", "솔밭로",
}

var companies = []company{
	{ko: "하람메디텍", en: "Haram Meditech", host: "haram", region: "43", traits: []string{"sme", "venture"}, age: 9, about: "감염병 환자를 안전하게 옮기는 음압 이송 장비를 만듭니다.", classes: []string{"4219220701", "3020170401", "4016169901", "4218190401"}},
	{ko: "맑은창", en: "Malgeun Window", host: "malgeun", region: "41", traits: []string{"sme", "startup", "venture"}, age: 4, about: "창문에 끼우는 공기청정기로 교실과 사무실의 공기를 바꿉니다.", classes: []string{"4016160201", "4016169901", "4010190201"}},
	{ko: "온새미컴퓨터", en: "Onsaemi Computer", host: "onsaemi", region: "11", traits: []string{"sme"}, age: 17, about: "공공기관용 데스크톱과 일체형 컴퓨터를 국내에서 조립합니다.", classes: []string{"4321150701", "4321159301", "4321150301"}},
	{ko: "다올시스템", en: "Daol Systems", host: "daol", region: "30", traits: []string{"sme"}, age: 14, about: "서버와 저장장치를 설계·공급합니다.", classes: []string{"4321150102", "4320180201", "4320183001"}},
	{ko: "그루터기노트북", en: "Geuruteogi Laptops", host: "geuru", region: "41", traits: []string{"sme", "woman"}, age: 8, about: "학교용 노트북과 충전보관함을 만듭니다.", classes: []string{"4321150301", "4321150701"}},
	{ko: "한결안내기", en: "Hangyeol Kiosk", host: "hangyeol", region: "27", traits: []string{"sme", "venture"}, age: 6, about: "누구나 쓰기 쉬운 배리어프리 키오스크를 만듭니다.", classes: []string{"4321151402", "4511189301"}},
	{ko: "푸른칠판", en: "Pureun Board", host: "pureun", region: "29", traits: []string{"sme", "startup"}, age: 5, about: "교실용 전자칠판과 수업 소프트웨어를 만듭니다.", classes: []string{"4411191101", "4511189301"}},
	{ko: "울림방송", en: "Ullim Audio", host: "ullim", region: "28", traits: []string{"sme"}, age: 21, about: "구내방송과 비상방송 장비를 만듭니다.", classes: []string{"4511170501"}},
	{ko: "지킴이영상", en: "Jikimi Vision", host: "jikimi", region: "41", traits: []string{"sme"}, age: 13, about: "지능형 영상감시장치와 보안용 카메라를 만듭니다.", classes: []string{"4617162201", "4617161002", "4617161901"}},
	{ko: "문지기보안", en: "Munjigi Security", host: "munjigi", region: "11", traits: []string{"sme", "disabled"}, age: 11, about: "출입통제 게이트와 안면인식 단말을 만듭니다.", classes: []string{"4617161901", "4617161002"}},
	{ko: "밝은누리조명", en: "Balgeun Nuri Lighting", host: "balgeun", region: "43", traits: []string{"sme"}, age: 18, about: "실내등과 가로등 전 제품을 직접 생산합니다.", classes: []string{"3911210201", "3911160302", "3911160802"}},
	{ko: "별무리라이팅", en: "Byeolmuri Lighting", host: "byeolmuri", region: "46", traits: []string{"sme", "venture"}, age: 7, about: "통신망에 연결되는 스마트 가로등을 만듭니다.", classes: []string{"3911980301", "3911160302", "3911160802"}},
	{ko: "길잡이유도등", en: "Giljabi Signs", host: "giljabi", region: "31", traits: []string{"sme", "social"}, age: 10, about: "피난유도등과 소화기를 만드는 사회적기업입니다.", classes: []string{"3911170801", "4619160101"}},
	{ko: "든든전원", en: "Deundeun Power", host: "deundeun", region: "48", traits: []string{"sme"}, age: 20, about: "무정전전원장치와 에너지저장장치를 만듭니다.", classes: []string{"3912101101", "3912106001"}},
	{ko: "햇살에너지", en: "Haetsal Energy", host: "haetsal", region: "45", traits: []string{"sme", "startup", "venture"}, age: 6, about: "건물 일체형 태양광과 저장장치를 설치합니다.", classes: []string{"2611160701", "3912106001"}},
	{ko: "바른충전", en: "Bareun Charging", host: "bareun", region: "44", traits: []string{"sme", "venture"}, age: 5, about: "화재 감지 기능이 있는 전기차 충전기를 만듭니다.", classes: []string{"2611170403"}},
	{ko: "높새드론", en: "Nopsae Drones", host: "nopsae", region: "42", traits: []string{"sme", "startup", "venture"}, age: 4, about: "산불 감시와 방역용 드론을 만듭니다.", classes: []string{"2513189901"}},
	{ko: "켜켜이", en: "Kyeokyeo 3D", host: "kyeo", region: "30", traits: []string{"sme", "startup"}, age: 3, about: "학교와 연구소용 3차원프린터를 만듭니다.", classes: []string{"2326150701"}},
	{ko: "숨결공조", en: "Sumgyeol Air", host: "sumgyeol", region: "28", traits: []string{"sme"}, age: 15, about: "공기살균기와 제습기를 만듭니다.", classes: []string{"4016169901", "4010190201", "4016160201"}},
	{ko: "한음모듈", en: "Haneum Modules", host: "haneum", region: "47", traits: []string{"sme"}, age: 12, about: "이동형 음압격리모듈과 청정실을 짓습니다.", classes: []string{"3020170401"}},
	{ko: "맥박의료기", en: "Maekbak Medical", host: "maekbak", region: "42", traits: []string{"sme", "venture"}, age: 9, about: "환자감시장치를 개발·생산합니다.", classes: []string{"4218190401", "4111221301"}},
	{ko: "정갈멸균", en: "Jeonggal Sterile", host: "jeonggal", region: "26", traits: []string{"sme"}, age: 16, about: "고압멸균기와 방역용 소독기를 만듭니다.", classes: []string{"4228159601", "4618240101"}},
	{ko: "도우미마스크", en: "Doumi Mask", host: "doumi", region: "27", traits: []string{"sme", "social"}, age: 7, about: "보건용 마스크를 만드는 사회적기업입니다.", classes: []string{"4618200101", "4618200102"}},
	{ko: "빠른진단", en: "Ppareun Diagnostics", host: "ppareun", region: "43", traits: []string{"sme", "venture"}, age: 8, about: "신속항원과 PCR 진단키트를 만듭니다.", classes: []string{"4111620501", "4111620502"}},
	{ko: "온도재는집", en: "House of Thermometers", host: "ondo", region: "41", traits: []string{"sme", "woman", "startup"}, age: 5, about: "비접촉 체온계와 체온 측정 키오스크를 만듭니다.", classes: []string{"4111221301", "4321151402"}},
	{ko: "방패보호복", en: "Bangpae Coveralls", host: "bangpae", region: "45", traits: []string{"sme", "disabled"}, age: 10, about: "화학물질보호복과 방역 장비를 만듭니다.", classes: []string{"4618150903", "4618200101"}},
	{ko: "안개방역", en: "Angae Disinfection", host: "angae", region: "44", traits: []string{"sme", "startup", "venture"}, age: 4, about: "초미세 분무 소독기를 만듭니다.", classes: []string{"4618240101"}},
	{ko: "나무결가구", en: "Namugyeol Furniture", host: "namugyeol", region: "41", traits: []string{"sme"}, age: 22, about: "사무용 책상과 수납가구를 만듭니다.", classes: []string{"5610170301", "5611210201"}},
	{ko: "편한자리", en: "Pyeonhan Seats", host: "pyeonhan", region: "41", traits: []string{"sme", "woman"}, age: 12, about: "작업용 의자와 높이조절 책상을 만듭니다.", classes: []string{"5611210201", "5610170301"}},
	{ko: "흰종이", en: "Huin Paper", host: "huin", region: "44", traits: []string{"sme"}, age: 25, about: "재생펄프 복사용지를 만듭니다.", classes: []string{"1411150701"}},
	{ko: "샘물정수", en: "Saemmul Water", host: "saemmul", region: "43", traits: []string{"sme"}, age: 14, about: "공공시설용 정수기를 만듭니다.", classes: []string{"4810179901"}},
	{ko: "불조심소화기", en: "Buljosim Extinguishers", host: "buljosim", region: "48", traits: []string{"sme"}, age: 19, about: "수동식 소화기와 유도등을 만듭니다.", classes: []string{"4619160101", "3911170801"}},
	{ko: "튼튼운동기구", en: "Teunteun Fitness", host: "teunteun", region: "31", traits: []string{"sme"}, age: 16, about: "공원용 야외운동기구를 만듭니다.", classes: []string{"4920169701"}},
	{ko: "쉼터디자인", en: "Swimteo Design", host: "swimteo", region: "50", traits: []string{"sme", "venture"}, age: 8, about: "냉난방이 되는 버스승강장을 만듭니다.", classes: []string{"3022200301"}},
	{ko: "단단레미콘", en: "Dandan Concrete", host: "dandan", region: "46", traits: []string{"sme"}, age: 28, about: "지역 관급 레미콘을 공급합니다.", classes: []string{"3011150501"}},
	{ko: "손맛김치", en: "Sonmat Kimchi", host: "sonmat", region: "46", traits: []string{"sme", "woman", "social"}, age: 13, about: "학교급식용 배추김치를 담급니다.", classes: []string{"5046700101"}},
	{ko: "늘푸른공기", en: "Neulpureun Air", host: "neulpureun", region: "26", traits: []string{"sme", "startup"}, age: 4, about: "창문형 공기청정기와 공기살균기를 만듭니다.", classes: []string{"4016160201", "4016169901"}},
	{ko: "또랑또랑모니터", en: "Ttorang Display", host: "ttorang", region: "41", traits: []string{"sme"}, age: 9, about: "영상정보디스플레이와 모니터를 만듭니다.", classes: []string{"4511189301", "4321159301"}},
	{ko: "이음네트", en: "Ieum Network", host: "ieum", region: "11", traits: []string{"sme", "venture"}, age: 6, about: "저장장치와 서버를 공공 규격에 맞춰 공급합니다.", classes: []string{"4320183001", "4321150102"}},
	{ko: "한마음기계", en: "Hanmaum Machinery", host: "hanmaum", region: "47", traits: []string{"sme"}, age: 24, about: "제습기와 산업용 공조기를 만듭니다.", classes: []string{"4010190201", "3912101101"}},
}
