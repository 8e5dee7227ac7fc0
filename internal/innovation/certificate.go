package innovation

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/kst"
)

// Certificate is what a designation certificate (혁신제품 지정서) says.
type Certificate struct {
	Number     string `json:"number"`
	Supplier   string `json:"supplier"`
	SupplierEn string `json:"supplier_en"`
	Product    string `json:"product"`
	ProductEn  string `json:"product_en"`
	Item       int    `json:"item_number"`
	Maker      string `json:"maker"`
	Model      string `json:"model"`
	Field      string `json:"field"` // one of Fields
	StartsOn   string `json:"starts_on"`
	EndsOn     string `json:"ends_on"` // the last day
	Article    string `json:"article"`
}

func newCertificate(d Designation, article string) Certificate {
	first, last := d.Term()
	return Certificate{
		Number: d.Number, Supplier: d.SupplierKo, SupplierEn: d.SupplierEn, Product: d.NameKo, ProductEn: d.NameEn, Item: d.ItemNumber,
		Maker: d.Maker, Model: d.Model, Field: d.Field, StartsOn: first.String(), EndsOn: last.String(), Article: article,
	}
}

// fieldNames are the fields as the Korean paper names them.
var fieldNames = map[string]string{"growth": "혁신성장", "life": "국민생활", "safety": "재난안전"}

// CertificatePDF draws a designation's certificate as A4. It is public. verifyBase is
// the address of the verification page up to the number, e.g. https://…/verify/.
func (s *Service) CertificatePDF(ctx context.Context, id int64, verifyBase string) ([]byte, Designation, error) {
	var d Designation
	var paper document.Issued
	var now time.Time
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		var err error
		if d, err = findDesignation(ctx, tx, id); err != nil {
			return err
		}
		now = tx.Now
		paper, err = document.Verify(ctx, tx, d.Verification)
		return err
	})
	if err != nil {
		return nil, d, err
	}
	if !paper.Intact() {
		return nil, d, fmt.Errorf("innovation: certificate %s is not what was issued", paper.Verification)
	}
	var c Certificate
	if err := paper.Decode(&c); err != nil {
		return nil, d, err
	}
	pdf, err := draw(c, document.Meta{
		Title: "혁신제품 지정서", Number: c.Number, Verification: paper.Verification, VerifyURL: verifyBase + paper.Verification,
		IssuedAt: paper.IssuedAt, Sample: "견본\n직인 생략", Revoked: overprint(d.Standing(now)),
		Footnote: "이 지정서의 진위는 위 문서확인번호나 QR코드로 누구나 확인할 수 있습니다.",
	})
	return pdf, d, err
}

func overprint(standing string) string {
	return map[string]string{
		string(Suspended): "거래가 정지된 지정입니다",
		string(Withdrawn): "취소된 지정입니다",
		Expired:           "유효기간이 끝난 지정입니다",
	}[standing]
}

func draw(c Certificate, m document.Meta) ([]byte, error) {
	p := document.NewPDF(m)
	p.Title()
	p.Facts([]document.Fact{
		{Key: "업체명", Value: c.Supplier},
		{Key: "분야", Value: fieldNames[c.Field]},
		{Key: "제품명", Value: c.Product},
		{Key: "제조사", Value: c.Maker},
		{Key: "모델", Value: c.Model},
		{Key: "물품식별번호", Value: strconv.Itoa(c.Item)},
		{Key: "유효기간", Value: koreanDay(c.StartsOn) + " ~ " + koreanDay(c.EndsOn)},
		{Key: "근거", Value: c.Article},
	})
	p.Paragraph("위 제품을 「조달사업에 관한 법률」 제27조에 따른 혁신제품으로 지정합니다.")
	p.Signature("조달청")
	return p.Bytes()
}

func koreanDay(iso string) string {
	d, err := kst.ParseDay(iso)
	if err != nil {
		return iso
	}
	return kst.FormatDate(d, "ko")
}
