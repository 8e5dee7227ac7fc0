package order

import (
	"strconv"

	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/document"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/money"
	"jangteo.kr/internal/text"
)

// DeliveryRequest is what a delivery request (납품요구서) says: the payload of its paper.
type DeliveryRequest struct {
	Number       string                `json:"number"`
	Storefront   string                `json:"storefront"`
	Institution  string                `json:"institution"`
	Supplier     string                `json:"supplier"`
	Place        string                `json:"place"`
	ContactName  string                `json:"contact_name"`
	ContactPhone string                `json:"contact_phone"`
	WantedOn     string                `json:"wanted_on"`
	RespondBy    string                `json:"respond_by"`
	Note         string                `json:"note"`
	RequestedBy  string                `json:"requested_by"`
	ApprovedBy   string                `json:"approved_by"`
	Lines        []DeliveryRequestLine `json:"lines"`
	Supply       money.Won             `json:"supply"`
	VAT          money.Won             `json:"vat"`
	Total        money.Won             `json:"total"`
}

// DeliveryRequestLine is one item on the paper.
type DeliveryRequestLine struct {
	No         int       `json:"no"`
	ItemNumber int       `json:"item_number"`
	ClassCode  string    `json:"class_code"`
	Name       string    `json:"name"`
	Unit       string    `json:"unit"`
	Tax        string    `json:"tax"`
	Quantity   int       `json:"quantity"`
	UnitPrice  money.Won `json:"unit_price"`
	Amount     money.Won `json:"amount"`
}

func paperOf(o Order, c contents) DeliveryRequest {
	p := DeliveryRequest{
		Number: o.Number, Storefront: string(o.Storefront), Institution: o.Institution, Supplier: o.Supplier, Place: o.Place,
		ContactName: o.ContactName, ContactPhone: o.ContactPhone, WantedOn: o.Wanted().String(), Note: o.Note,
		RequestedBy: o.RequestedByName, ApprovedBy: o.DecidedByName, Total: o.Total,
	}
	if o.RespondBy != nil {
		p.RespondBy = kst.ISO(*o.RespondBy)
	}
	p.Supply, p.VAT = lineVAT(c.lines)
	for _, l := range c.lines {
		p.Lines = append(p.Lines, DeliveryRequestLine{
			No: l.No, ItemNumber: l.ItemNumber, ClassCode: l.ClassCode, Name: l.Name, Unit: l.Unit, Tax: l.Tax,
			Quantity: l.Quantity, UnitPrice: l.UnitPrice, Amount: l.Amount,
		})
	}
	return p
}

// DeliveryRequestPDF lays the paper out. It shows what was issued, not what the order
// has become; verifyURL is the public address under which the copy can be checked.
func DeliveryRequestPDF(paper document.Issued, verifyURL string) ([]byte, error) {
	var d DeliveryRequest
	if err := paper.Decode(&d); err != nil {
		return nil, err
	}
	t := text.For("ko").T
	m := document.Meta{
		Title: t("order.paper.title"), Number: d.Number, Verification: paper.Verification, VerifyURL: verifyURL,
		IssuedAt: paper.IssuedAt, Sample: t("document.sample"), Footnote: t("document.how_to_verify"),
	}
	if paper.RevokedAt != nil {
		m.Revoked = t("document.revoked", "at", kst.FormatDateTime(*paper.RevokedAt, "ko"))
	}
	p := document.NewPDF(m)
	p.Title()
	p.Paragraph(t("order.paper.lead", "supplier", d.Supplier))
	p.Heading(t("order.paper.parties"))
	p.Facts([]document.Fact{
		{Key: t("order.institution"), Value: d.Institution},
		{Key: t("order.supplier"), Value: d.Supplier},
		{Key: t("order.storefront"), Value: t("storefront." + d.Storefront)},
		{Key: t("order.number"), Value: d.Number},
		{Key: t("order.wanted_on"), Value: day(d.WantedOn)},
		{Key: t("order.contact"), Value: d.ContactName + "  " + d.ContactPhone},
		{Key: t("order.requested_by"), Value: d.RequestedBy},
		{Key: t("order.approved_by"), Value: d.ApprovedBy},
		{Key: t("order.place"), Value: d.Place},
	})
	if d.Note != "" {
		p.Facts([]document.Fact{{Key: t("order.note"), Value: d.Note}})
	}
	p.Heading(t("order.paper.amount"))
	p.Strong(d.Total.Hangul() + "  (₩" + d.Total.String() + ")")
	p.Facts([]document.Fact{{Key: t("order.supply"), Value: d.Supply.String()}, {Key: t("order.vat"), Value: d.VAT.String()}})
	p.Heading(t("order.paper.lines"))
	p.Table(paperColumns(t), paperRows(d, t), [][]string{{"", "", t("order.total"), "", "", "", d.Total.String()}})
	p.Paragraph(t("order.paper.terms", "due", day(d.RespondBy[:min(10, len(d.RespondBy))])))
	p.Signature(d.Institution)
	return p.Bytes()
}

func day(iso string) string {
	d, err := kst.ParseDay(iso)
	if err != nil {
		return iso
	}
	return kst.FormatDate(d, "ko")
}

func paperColumns(t func(string, ...any) string) []document.Column {
	return []document.Column{
		{Head: t("order.line.no"), Width: 11, Align: "C"},
		{Head: t("order.line.item"), Width: 23, Align: "C"},
		{Head: t("order.line.name"), Align: "L"},
		{Head: t("order.line.unit"), Width: 14, Align: "C"},
		{Head: t("order.line.quantity"), Width: 16, Align: "R"},
		{Head: t("order.line.price"), Width: 27, Align: "R"},
		{Head: t("order.line.amount"), Width: 30, Align: "R"},
	}
}

func paperRows(d DeliveryRequest, t func(string, ...any) string) [][]string {
	rows := make([][]string, len(d.Lines))
	for i, l := range d.Lines {
		name := l.Name
		if l.Tax == catalog.TaxExempt {
			name += " " + t("order.line.exempt")
		}
		rows[i] = []string{
			strconv.Itoa(l.No), strconv.Itoa(l.ItemNumber), name, unitName(l.Unit), money.Won(l.Quantity).String(), l.UnitPrice.String(), l.Amount.String(),
		}
	}
	return rows
}

func unitName(code string) string {
	if l := text.For("ko"); l.Has("unit." + code) {
		return l.T("unit." + code)
	}
	return code
}
