package document_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/dbtest"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/fault"
)

type payload struct {
	Number string `json:"number"`
	Total  int64  `json:"total"`
	Note   string `json:"note"`
}

func TestIssue_verifiesByItsNumberInAnyTyping(t *testing.T) {
	tx := dbtest.Tx(t)
	v, err := document.Issue(t.Context(), tx, document.Paper{
		Kind: document.DeliveryRequest, Object: "order:7", Number: "N2611-1000123",
		Payload: payload{"N2611-1000123", 216_960_000, "<긴급> & \"확인\""},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(v) != 19 || strings.Count(v, "-") != 3 {
		t.Fatalf("verification number %q", v)
	}
	for _, typed := range []string{v, strings.ToLower(v), strings.ReplaceAll(v, "-", ""), " " + strings.ReplaceAll(v, "-", " ")} {
		got, err := document.Verify(t.Context(), tx, typed)
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		if !got.Valid() || got.Number != "N2611-1000123" || !got.IssuedAt.Equal(tx.Now) {
			t.Errorf("%q: %+v", typed, got)
		}
		var p payload
		if err := got.Decode(&p); err != nil || p.Total != 216_960_000 || p.Note != "<긴급> & \"확인\"" {
			t.Errorf("payload %+v, %v", p, err)
		}
	}
}

func TestVerify_unknownOrMalformedNumberIsNotFound(t *testing.T) {
	tx := dbtest.Tx(t)
	for _, v := range []string{"", "abc", "2222-2222-2222-2222", "2222-2222-2222-222O", "'; --"} {
		if _, err := document.Verify(t.Context(), tx, v); !fault.Of(err, fault.NotFound) {
			t.Errorf("%q: %v", v, err)
		}
	}
}

func TestRevoke_takesThePaperBack(t *testing.T) {
	tx := dbtest.Tx(t)
	v, err := document.Issue(t.Context(), tx, document.Paper{Kind: "k", Object: "order:8", Number: "n", Payload: payload{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Revoke(t.Context(), tx, "order:8"); err != nil {
		t.Fatal(err)
	}
	got, err := document.Verify(t.Context(), tx, v)
	if err != nil || got.Valid() || !got.Intact() {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestIntact_seesAChangedPayload(t *testing.T) {
	tx := dbtest.Tx(t)
	v, err := document.Issue(t.Context(), tx, document.Paper{Kind: "k", Object: "order:9", Number: "n", Payload: payload{Total: 1}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := document.Verify(t.Context(), tx, v)
	if err != nil {
		t.Fatal(err)
	}
	got.Payload = bytes.Replace(got.Payload, []byte("1"), []byte("2"), 1)
	if got.Intact() {
		t.Error("a changed payload passes")
	}
}

func TestIssue_refusesPayloadThatIsNoObject(t *testing.T) {
	tx := dbtest.Tx(t)
	if _, err := document.Issue(t.Context(), tx, document.Paper{Kind: "k", Payload: []int{1}}); err == nil {
		t.Error("an array was issued")
	}
}

func samplePDF(t *testing.T) []byte {
	t.Helper()
	p := document.NewPDF(document.Meta{
		Title: "납품요구서", Number: "N2611-1000123", Verification: "K7MQ-2HXD-9PRT-4WNA",
		VerifyURL: "https://jangteo.example/verify/K7MQ-2HXD-9PRT-4WNA",
		IssuedAt:  time.Date(2026, 11, 23, 1, 12, 0, 0, time.UTC),
		Sample:    "견본\n(시연용)", Footnote: "문서확인번호로 진위를 확인할 수 있습니다.",
	})
	p.Title()
	p.Facts([]document.Fact{{"수요기관", "국립중앙의료원"}, {"조달기업", "㈜숨길테크"}, {"납품장소", "서울특별시 중구 을지로 245 감염병동 3층 물품검수실 (아주 긴 주소가 두 줄로 나뉩니다)"}})
	var rows [][]string
	for range 60 {
		rows = append(rows, []string{"24000001", "음압 이송 카트", "2", "19,800,000", "39,600,000"})
	}
	p.Table([]document.Column{{"번호", 22, "C"}, {"품명", 0, "L"}, {"수량", 16, "R"}, {"단가", 30, "R"}, {"금액", 34, "R"}}, rows, [][]string{{"", "합계", "", "", "39,600,000"}})
	p.Signature("국립중앙의료원장")
	out, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPDF_isTheSameBytesTwice(t *testing.T) {
	a, b := samplePDF(t), samplePDF(t)
	if !bytes.Equal(a, b) {
		t.Error("two papers of the same content differ")
	}
	if !bytes.HasPrefix(a, []byte("%PDF-")) || len(a) > 300<<10 {
		t.Errorf("%d bytes", len(a))
	}
}

// The Korean text must come out as text, not as glyph numbers: where pdftotext is
// present it reads the paper; elsewhere the font's ToUnicode map must be there.
func TestPDF_koreanTextCanBeExtracted(t *testing.T) {
	body := samplePDF(t)
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if !bytes.Contains(body, []byte("/ToUnicode")) {
			t.Fatal("no ToUnicode map in the font")
		}
		return
	}
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"납품요구서", "국립중앙의료원", "K7MQ-2HXD-9PRT-4WNA", "39,600,000", "견본", "(주)숨길테크", "1/3", "3/3"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in the text", want)
		}
	}
}
