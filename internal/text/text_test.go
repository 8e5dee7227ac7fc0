package text

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	all := map[string]string{}
	names, _ := fs.Glob(files, lang+"/*.toml")
	for _, name := range names {
		var m map[string]any
		b, _ := files.ReadFile(name)
		if err := toml.Unmarshal(b, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for k, v := range m {
			if _, twice := all[k]; twice {
				t.Errorf("%s: %q stands in two files", name, k)
			}
			switch v := v.(type) {
			case string:
				all[k] = v
			case map[string]any: // plural forms
				all[k], _ = v["other"].(string)
			}
		}
	}
	return all
}

func TestCatalogues_sayTheSameThings(t *testing.T) {
	ko, en := catalogue(t, "ko"), catalogue(t, "en")
	for _, k := range slices.Sorted(maps.Keys(ko)) {
		if _, ok := en[k]; !ok {
			t.Errorf("en lacks %q", k)
		}
	}
	param := regexp.MustCompile(`{{\s*\.(\w+)`)
	for _, k := range slices.Sorted(maps.Keys(en)) {
		if _, ok := ko[k]; !ok {
			t.Errorf("ko lacks %q", k)
			continue
		}
		set := func(s string) string {
			var names []string
			for _, m := range param.FindAllStringSubmatch(s, -1) {
				names = append(names, m[1])
			}
			slices.Sort(names)
			return strings.Join(slices.Compact(names), ",")
		}
		if set(ko[k]) != set(en[k]) {
			t.Errorf("%q takes {%s} in ko and {%s} in en", k, set(ko[k]), set(en[k]))
		}
		counter := strings.HasSuffix(k, ".unit") // a Korean counter word may have no English
		if strings.TrimSpace(ko[k]) == "" || (strings.TrimSpace(en[k]) == "" && !counter) {
			t.Errorf("%q is empty", k)
		}
	}
}

func TestT_fillsParametersAndShowsUnknownIds(t *testing.T) {
	if got := For("ko").T("field.out_of_range", "min", 1, "max", 9); got != "1부터 9까지 입력할 수 있습니다" {
		t.Errorf("got %q", got)
	}
	if got := For("en").T("no.such.id"); got != "no.such.id" {
		t.Errorf("got %q", got)
	}
}

func TestFitParticles_followsTheLastSound(t *testing.T) {
	for written, want := range map[string]string{
		"가격은(는)": "가격은", "단가은(는)": "단가는", "KF94을(를)": "KF94를", "3은(는)": "3은", "장터(주)이(가)": "장터(주)가",
		"‘공기청정기’이(가) 지정되고 ‘책상’이(가) 빠졌다": "‘공기청정기’가 지정되고 ‘책상’이 빠졌다", "24000001(으)로": "24000001로", "책상(으)로": "책상으로",
		"시청과(와) 학교과(와)": "시청과 학교와", "괄호(이것)은 그대로": "괄호(이것)은 그대로",
	} {
		if got := fitParticles(written); got != want {
			t.Errorf("fitParticles(%q) = %q, want %q", written, got, want)
		}
	}
	if got := For("ko").T("supply.started", "n", 24000304); got != "물품식별번호 24000304로 작성을 시작했습니다." {
		t.Errorf("got %q", got)
	}
}
