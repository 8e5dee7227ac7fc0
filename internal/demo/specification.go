package demo

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"jangteo.kr/internal/catalog"
)

// span bounds a plausible number for an attribute; step, if there is one, is what the
// numbers of the trade are multiples of.
type span struct{ lo, hi, step int }

func (s span) pick(r *rand.Rand) int {
	step := max(s.step, 1)
	return s.lo + r.IntN((s.hi-s.lo)/step+1)*step
}

// sizes are what is usual for things of one class; numbers, what an attribute of that name
// usually is.
var sizes = map[string]span{
	"2410150601.load": {100, 300, 50}, "2410200401.load": {100, 500, 50}, "2510150301.battery": {58, 88, 1}, "2510150301.range": {330, 520, 10},
	"2513189901.weight": {2, 25, 1}, "2517250401.load": {82, 104, 1}, "2611160701.capacity": {3, 100, 1}, "2611170301.cca": {450, 850, 10},
	"2711160201.weight": {300, 900, 50}, "2711170701.set": {6, 24, 2}, "2711270301.torque": {35, 140, 5}, "2711320101.pieces": {60, 240, 10},
	"3019150101.height": {1200, 4200, 300}, "3022200301.length": {3000, 9000, 500}, "3121150201.voc": {5, 35, 1},
	"3911150101.power": {6, 15, 1}, "3911160302.power": {50, 200, 25}, "3911160802.power": {20, 50, 5}, "3911210201.power": {20, 60, 5}, "3911980301.power": {75, 200, 25},
	"3912101101.backup": {10, 60, 5}, "3912101101.efficiency": {92, 97, 1}, "4010170101.cooling": {5, 16, 1}, "4010170101.heating": {6, 18, 1}, "4010170101.area": {33, 150, 1},
	"4010180501.power": {3, 15, 1}, "4010190201.capacity": {10, 30, 1}, "4010190201.tank": {3, 6, 1}, "4010190201.area": {25, 80, 1},
	"4015150301.flow": {50, 600, 10}, "4015150301.head": {10, 80, 2}, "4016160201.noise": {22, 48, 1}, "4016169901.area": {30, 120, 5},
	"4111220901.humidity": {2, 5, 1}, "4217200101.items": {15, 45, 1}, "4218160101.memory": {60, 200, 10}, "4218190401.screen": {10, 15, 1}, "4218190401.battery": {2, 6, 1},
	"4219221001.load": {100, 150, 5}, "4219221001.weight": {9, 19, 1}, "4219220701.load": {120, 200, 10}, "4320180201.capacity": {20, 400, 20},
	"4321150301.screen": {14, 17, 1}, "4321150301.weight": {980, 2300, 10}, "4321151402.screen": {22, 55, 11}, "4321159301.screen": {24, 27, 3},
	"4321171101.speed": {25, 90, 5}, "4321210501.speed": {20, 55, 1}, "4321211001.memory": {1, 8, 1}, "4322250101.sessions": {20, 400, 20}, "4322260901.speed": {1200, 7800, 600},
	"4410160301.bin": {20, 120, 5}, "4410310301.yield": {2000, 18000, 500}, "4410310501.volume": {8, 80, 2}, "4511189301.screen": {43, 86, 1},
	"4511190201.mic": {3, 10, 1}, "4511200101.battery": {6, 14, 1}, "4618240101.rate": {8, 40, 1}, "4712160201.suction": {150, 420, 10}, "4712170101.thickness": {1, 1, 1},
	"4810151601.power": {6, 37, 1}, "4810161501.capacity": {40, 120, 10}, "4810161501.power": {5, 14, 1}, "4810179901.capacity": {8, 40, 2},
	"4619160101.weight": {3, 3, 1}, "5046700101.shelf": {20, 40, 5}, "5046700101.weight": {10, 10, 1}, "5212150801.weight": {800, 1800, 50}, "5214150101.volume": {90, 860, 10},
	"5610170301.depth": {600, 800, 50}, "5611210201.load": {100, 160, 10}, "8010150701.effort": {6, 48, 2}, "8010150701.period": {3, 10, 1},
}

var numbers = map[string]span{
	"sheets": {2500, 2500, 1}, "whiteness": {82, 92, 1}, "recycled": {30, 70, 1}, "layer": {50, 200, 1}, "weight": {3, 24, 1}, "flight": {28, 55, 1}, "range": {3, 12, 1}, "wind": {8, 14, 1},
	"module": {440, 640, 1}, "efficiency": {20, 23, 1}, "area": {20, 66, 1}, "pressure": {15, 30, 1}, "ach": {12, 20, 1}, "setup": {1, 3, 1}, "length": {3, 9, 1}, "power": {30, 120, 1},
	"flux": {3600, 15000, 1}, "surge": {6, 20, 1}, "pole": {4, 10, 1}, "cri": {80, 95, 1}, "backup": {10, 60, 1}, "energy_kwh": {200, 500, 1}, "pcs": {100, 250, 1}, "cycle": {4000, 8000, 1},
	"tank": {3, 20, 1}, "cadr": {180, 420, 1}, "noise": {28, 48, 1}, "rate": {90, 99, 1}, "ozone": {0, 0, 1}, "accuracy": {0, 1, 1}, "tests": {25, 100, 1}, "sensitivity": {90, 99, 1},
	"specificity": {98, 100, 1}, "shelf": {12, 36, 1}, "screen": {14, 86, 1}, "battery": {4, 12, 1}, "load": {120, 200, 1}, "volume": {18, 120, 1}, "temperature": {132, 138, 1},
	"capacity": {10, 60, 1}, "cache": {64, 512, 1}, "iops": {100000, 600000, 1}, "read": {3200, 7000, 1}, "tbw": {400, 3600, 1}, "ram": {64, 512, 1}, "touch": {20, 40, 1},
	"output": {240, 960, 1}, "zones": {10, 40, 1}, "brightness": {350, 2500, 1}, "ir": {30, 120, 1}, "users": {1000, 50000, 1}, "doors": {2, 16, 1}, "channels": {16, 64, 1},
	"storage": {16, 96, 1}, "retention": {30, 30, 1}, "filtration": {94, 98, 1}, "depth": {700, 800, 1},
}

var words = map[string][]string{
	"volume": {"220 × 220 × 250", "300 × 300 × 400"}, "material": {"PLA, ABS, PETG", "폴리에틸렌 부직포 라미네이트", "아연도금 강관, 분체도장"}, "payload": {"30배 줌·열화상 카메라", "10L 분무 장치"},
	"inverter": {"3상 무변압기형"}, "ks": {"KS F 4009 제2026-0412호"}, "features": {"냉난방, 공기청정, 휴대전화 충전"}, "approval": {"형식승인 유21-38호"}, "size": {"600 × 600 mm", "1,200 × 300 mm"},
	"sensor": {"조도·움직임·미세먼지"}, "fire": {"모듈별 자동소화, 오프가스 감지"}, "window": {"가로 600–1,400"}, "range": {"32.0–42.9 ℃"}, "distance": {"3–5 cm"},
	"permit": {"제허 26-412호", "제인 25-4813호"}, "method": {"면역크로마토그래피", "실시간 RT-PCR"}, "parameters": {"심전도, 산소포화도, 혈압, 호흡, 체온, 맥박"},
	"cpu": {"12코어 4.6GHz", "8코어 4.2GHz", "16코어 5.0GHz"}, "disk": {"NVMe 1.92TB × 4"}, "os": {"국산 공개 운영체제", "Windows 11 Pro"}, "lens": {"2.8–12 mm 가변초점"},
	"tta": {"TTA-V-24-118"}, "made": {"대한민국"}, "rating": {"A3·B5·C"}, "safety": {"안전확인신고 HU-1203"}, "origin": {"배추·고춧가루 국산"}, "haccp": {"제2024-7-0152호"},
	"board": {"E0 등급 PB 18T"}, "grade": {"특급 1, 고급 2"},
}

// attributes fills a class's specification with plausible values.
func attributes(r *rand.Rand, defs []catalog.Attribute) map[string]string {
	out := map[string]string{}
	for _, d := range defs {
		switch d.Kind {
		case "choice":
			out[d.Key] = pick(r, d.Choices)
		case "number":
			s, ok := sizes[d.ClassCode+"."+d.Key]
			if !ok {
				s, ok = numbers[d.Key]
			}
			if !ok {
				s = span{10, 90, 1}
			}
			out[d.Key] = strconv.Itoa(s.pick(r))
		default:
			w, ok := words[d.Key]
			if !ok {
				w = []string{"제조사 표준"}
			}
			out[d.Key] = pick(r, w)
		}
	}
	return out
}

// promised makes the attributes agree with the product's name: what is called folding
// folds.
func promised(attributes map[string]string, defs []catalog.Attribute, name string) map[string]string {
	for _, d := range defs {
		if d.Key == "fold" && strings.Contains(name, "접이식") {
			attributes[d.Key] = d.Choices[0]
		}
	}
	return attributes
}
