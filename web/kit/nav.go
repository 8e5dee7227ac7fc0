package kit

import (
	"context"
	"slices"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/ui/layout"
)

type entry struct {
	id, href, storefront string
	also                 string     // other pages of the entry begin so; "": there are none
	roles                []org.Role // who sees it; nil: everybody
}

// mainEntries stand in the navigation bar: what everybody comes for, then the
// signed-in person's work.
var mainEntries = []entry{
	{id: "nara", href: "/nara", storefront: "nara"},
	{id: "hyeokshin", href: "/hyeokshin", storefront: "hyeokshin"},
	{id: "venture", href: "/venture", storefront: "venture"},
	{id: "notices", href: "/notices"},
	{id: "programmes", href: "/programmes"},
	{id: "orders", href: "/orders", roles: []org.Role{org.Requester, org.Approver, org.Finance, org.Inspector, org.SupplierMember, org.SupplierAdmin, org.AuditorRole}},
	{id: "offers", href: "/offers", also: "/bulk", roles: []org.Role{org.SupplierMember, org.SupplierAdmin}},
	{id: "listing_queue", href: "/desk/listings", also: "/desk", roles: []org.Role{org.MarketDesk, org.ProductReviewer}},
	{id: "innovation_desk", href: "/innovation-desk", roles: []org.Role{org.InnovationDesk}},
	{id: "my_notices", href: "/notices/mine", roles: []org.Role{org.ContractingOfficer, org.TenderDesk}},
	{id: "budgets", href: "/budgets", roles: []org.Role{org.Finance, org.BudgetOfficer, org.AuditorRole}},
	{id: "admin", href: "/admin", roles: []org.Role{org.SystemAdmin, org.AuditorRole}},
}

// menuEntries stand in the personal menu: what a role needs now and then.
var menuEntries = []entry{
	{id: "saved_searches", href: "/saved-searches"},
	{id: "questions", href: "/questions", roles: []org.Role{org.SupplierMember, org.SupplierAdmin, org.Requester, org.MarketDesk, org.AuditorRole}},
	{id: "applications", href: "/applications", roles: []org.Role{org.SupplierMember, org.SupplierAdmin}},
	{id: "bulk", href: "/bulk", roles: []org.Role{org.SupplierMember, org.SupplierAdmin}},
	{id: "registration", href: "/registration", roles: []org.Role{org.SupplierAdmin}},
	{id: "orders", href: "/orders", roles: []org.Role{org.MarketDesk, org.BudgetOfficer}},
	{id: "budgets", href: "/budgets", roles: []org.Role{org.Requester, org.Approver}},
	{id: "admissions", href: "/admissions", roles: []org.Role{org.MarketDesk}},
	{id: "innovation_funding", href: "/innovation-funding", roles: []org.Role{org.BudgetOfficer, org.InnovationDesk}},
	{id: "designations", href: "/designations", roles: []org.Role{org.InnovationDesk, org.SupplierAdmin, org.SupplierMember, org.Requester}},
	{id: "ground_records", href: "/ground-records", roles: []org.Role{org.MarketDesk}},
	{id: "classes", href: "/classes", roles: []org.Role{org.MarketDesk, org.AuditorRole}},
	{id: "members", href: "/members", roles: []org.Role{org.SupplierAdmin, org.BodyAdmin, org.SystemAdmin}},
}

func nav(ctx context.Context, a auth.Actor, path string) []layout.NavItem {
	return items(ctx, a, mainEntries, path)
}

func menu(ctx context.Context, a auth.Actor) []layout.NavItem {
	return items(ctx, a, menuEntries, "")
}

func items(ctx context.Context, a auth.Actor, entries []entry, path string) []layout.NavItem {
	var out []layout.NavItem
	var also []string
	for _, e := range entries {
		if e.roles != nil && !a.Holds(e.roles...) {
			continue
		}
		also = append(also, e.also)
		out = append(out, layout.NavItem{
			Label: text.T(ctx, "nav."+e.id), Href: e.href, Storefront: e.storefront, TestID: "nav-" + strings.ReplaceAll(e.id, "_", "-"),
		})
	}
	here := -1 // the entry nearest to the page: /notices/mine rather than /notices
	for i, n := range out {
		if (path == n.Href || strings.HasPrefix(path, n.Href+"/")) && (here < 0 || len(n.Href) > len(out[here].Href)) {
			here = i
		}
	}
	if here < 0 {
		here = slices.IndexFunc(also, func(s string) bool { return s != "" && strings.HasPrefix(path+"/", s+"/") })
	}
	if here >= 0 {
		out[here].Current = true
	}
	return out
}

// ObjectURL is the page of an object by its reference (audit.Ref); "" if it has none.
func ObjectURL(ref string) string {
	kind, id, _ := strings.Cut(ref, ":")
	prefix := map[string]string{
		"order": "/orders/", "offer": "/offers/", "body": "/admissions/", "notice": "/notices/", "designation": "/designations/",
		"application": "/applications/", "budget": "/budgets/", "ground_record": "/ground-records/", "proposal": "/proposals/",
		"invitation": "/admin#invitation-", "role_change": "/admin#role-change-", "measure": "/measures/",
		"batch": "/bulk/", "question": "/questions/", "saved_search": "/saved-searches/", "class": "/classes/",
	}[kind]
	if prefix == "" {
		return ""
	}
	return prefix + id
}
