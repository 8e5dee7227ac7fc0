package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"jangteo.kr/internal/admission"
	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/org"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
	"jangteo.kr/web/ui/component"
)

// Task is one line of the desk.
type Task struct {
	Title string
	Meta  string
	Href  string
	Role  string
	Due   *time.Time
	Since time.Time
}

// Notice is one line of the notifications.
type Notice struct {
	ID   int64
	Text string
	Href string
	At   time.Time
	Read bool
}

// personaGroup is one kind of body on the demo sign-in page.
type personaGroup struct {
	Kind     org.Kind
	Personas []auth.Persona
}

func groupPersonas(ps []auth.Persona) []personaGroup {
	var out []personaGroup
	for _, k := range []org.Kind{org.Supplier, org.Institution, org.PPS, org.Auditor} {
		g := personaGroup{Kind: k}
		for _, p := range ps {
			if p.Kind == k {
				g.Personas = append(g.Personas, p)
			}
		}
		if len(g.Personas) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func roleOptions(ctx context.Context, k org.Kind, held []org.Role) []component.Option {
	var opts []component.Option
	for _, r := range org.RolesOf(k) {
		opts = append(opts, component.Option{
			Value: string(r), Label: text.T(ctx, "role."+string(r)), Hint: text.T(ctx, "role."+string(r)+".hint"), Selected: slices.Contains(held, r),
		})
	}
	return opts
}

func traitOptions(ctx context.Context, held []string) []component.Option {
	var opts []component.Option
	for _, t := range org.Traits {
		opts = append(opts, component.Option{Value: t, Label: text.T(ctx, "trait."+t), Selected: slices.Contains(held, t)})
	}
	return opts
}

func traitNames(ctx context.Context, traits []string) string {
	names := make([]string, len(traits))
	for i, t := range traits {
		names[i] = text.T(ctx, "trait."+t)
	}
	return strings.Join(names, ", ")
}

// registrationHeading stands over what was written: to be checked, or handed in.
func registrationHeading(ctx context.Context, s org.State) string {
	if s == org.Draft || s == org.Returned {
		return text.T(ctx, "account.registration.check")
	}
	return text.T(ctx, "account.registration.given")
}

// tasksOf turns a registration into the rows of its task list.
func tasksOf(ctx context.Context, b org.Body) (tasks []component.Task, done int) {
	open := b.State == org.Draft || b.State == org.Returned
	for _, s := range admission.Sections {
		t := component.Task{Label: text.T(ctx, "account.section."+s), Hint: text.T(ctx, "account.section."+s+".hint"), TestID: "section-" + s}
		if open {
			t.Href = "/registration/" + s
		}
		switch {
		case b.ReturnReasons[s] != "":
			t.Status, t.Tone, t.Hint = text.T(ctx, "task.returned"), component.Danger, b.ReturnReasons[s]
		case slices.Contains(b.SectionsDone, s):
			t.Status, t.Tone = text.T(ctx, "task.done"), component.Success
			done++
		default:
			t.Status, t.Tone = text.T(ctx, "task.todo"), component.Info
		}
		tasks = append(tasks, t)
	}
	return tasks, done
}

func rolesOf(roles []string) []org.Role {
	out := make([]org.Role, len(roles))
	for i, r := range roles {
		out[i] = org.Role(r)
	}
	return out
}

func hintText(ctx context.Context, id string) string {
	if id == "" {
		return ""
	}
	return text.T(ctx, id)
}

func regionName(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	return text.T(ctx, "region."+code)
}

// labels of the area's inputs, for the error summary.
var labels = kit.LabelsAt("account.", "account.company.", "account.contact.", "account.bank.", "account.password.")
