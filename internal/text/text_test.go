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

func TestJosa_followsTheLastSound(t *testing.T) {
	for word, want := range map[string]string{"가격": "가격은", "단가": "단가는", "KF94": "KF94는", "3": "3은", "장터(주)": "장터(주)는"} {
		if got := Josa(word, "은", "는"); got != want {
			t.Errorf("Josa(%q) = %q, want %q", word, got, want)
		}
	}
}
