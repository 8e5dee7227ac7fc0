package innovation

import (
	"context"
	"strings"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/kst"
	"jangteo.kr/internal/law"
)

// Group is a part of the evaluation with its criteria (혁신제품 지정·관리규정 별표).
type Group struct {
	Key      string
	Floored  bool // since 2026 this group alone must reach its floor
	Criteria []Criterion
}

// Criterion is one thing that is scored.
type Criterion struct {
	Key string
	Max int
}

// Max is the group's full points.
func (g Group) Max() int {
	n := 0
	for _, c := range g.Criteria {
		n += c.Max
	}
	return n
}

// Groups are the criteria: 40 points for public and social value, 30 for innovation,
// 30 for feasibility.
var Groups = []Group{
	{Key: "public", Floored: true, Criteria: []Criterion{{"need", 10}, {"public_purchase", 10}, {"urgency", 10}, {"life", 10}}},
	{Key: "innovation", Floored: true, Criteria: []Criterion{{"novelty", 10}, {"excellence", 10}, {"spread", 10}}},
	{Key: "feasibility", Criteria: []Criterion{{"market", 10}, {"quality", 10}, {"price", 10}}},
}

// Score is what a reviewer gave for a criterion, and why.
type Score struct {
	Points int    `json:"score"`
	Reason string `json:"reason"`
}

// Scores by criterion.
type Scores map[string]Score

// Total of all points.
func (s Scores) Total() int {
	n := 0
	for _, x := range s {
		n += x.Points
	}
	return n
}

// check refuses scores that are not complete, within bounds and reasoned. Fields are
// named score_<criterion> and reason_<criterion>.
func (s Scores) check() []fault.Field {
	var bad []fault.Field
	known := 0
	for _, g := range Groups {
		for _, c := range g.Criteria {
			x, ok := s[c.Key]
			switch {
			case !ok:
				bad = append(bad, fault.F("score_"+c.Key, "required"))
			case x.Points < 0 || x.Points > c.Max:
				bad = append(bad, fault.F("score_"+c.Key, "out_of_range", "min", 0, "max", c.Max))
			}
			if ok {
				known++
			}
			switch n := len([]rune(x.Reason)); {
			case strings.TrimSpace(x.Reason) == "":
				bad = append(bad, fault.F("reason_"+c.Key, "required"))
			case n > maxReason:
				bad = append(bad, fault.F("reason_"+c.Key, "too_long", "max", maxReason))
			}
		}
	}
	if known != len(s) {
		bad = append(bad, fault.F("score", "not_a_choice"))
	}
	return bad
}

// GroupResult is a group held against its floor.
type GroupResult struct {
	Group  Group
	Points int
	Floor  int // points needed, 0 when the group has no floor on that day
	Met    bool
}

// Verdict is a review held against the law of a day.
type Verdict struct {
	Total    int
	PassMark law.Rule
	Floor    *law.Rule // nil: no floor on that day
	Groups   []GroupResult
}

// Passes reports whether the product may be designated.
func (v Verdict) Passes() bool { return v.Err() == nil }

// Err is nil if the total reaches the pass mark and every floored group its floor,
// otherwise the refusal with its article.
func (v Verdict) Err() error {
	if int64(v.Total) < v.PassMark.Int() {
		return fault.Bad("below_pass_mark", fault.F("outcome", "below_pass_mark", "total", v.Total, "mark", v.PassMark.Int())).
			With("total", v.Total, "mark", v.PassMark.Int()).WithArticle(v.PassMark.Article)
	}
	for _, g := range v.Groups {
		if !g.Met {
			return fault.Bad("below_floor", fault.F("outcome", "below_floor", "points", g.Points, "floor", g.Floor)).
				With("points", g.Points, "floor", g.Floor).WithArticle(v.Floor.Article)
		}
	}
	return nil
}

// Judge holds scores against the pass mark and, where there is one, the floor of a day.
func Judge(ctx context.Context, q db.Querier, s Scores, on kst.Day) (Verdict, error) {
	v := Verdict{Total: s.Total()}
	var err error
	if v.PassMark, err = law.Find(ctx, q, law.Case{Key: law.PassMark, On: on}); err != nil {
		return v, err
	}
	floor, err := law.Bands(ctx, q, law.Case{Key: law.CriterionFloor, On: on})
	if err != nil {
		return v, err
	}
	if len(floor) > 0 {
		v.Floor = &floor[0]
	}
	for _, g := range Groups {
		r := GroupResult{Group: g, Met: true}
		for _, c := range g.Criteria {
			r.Points += s[c.Key].Points
		}
		if g.Floored && v.Floor != nil {
			r.Floor = int((int64(g.Max())*v.Floor.Int() + 99) / 100) // a part of a point counts as one
			r.Met = r.Points >= r.Floor
		}
		v.Groups = append(v.Groups, r)
	}
	return v, nil
}

// Marks are the numbers of a day that forms show before anybody is judged by them.
type Marks struct {
	MinTRL   law.Rule
	PassMark law.Rule
	Floor    *law.Rule // nil: no floor on that day
}

// Marks gives the numbers in force today.
func (s *Service) Marks(ctx context.Context) (Marks, error) {
	var m Marks
	err := s.db.RunReadOnly(ctx, func(tx *db.Tx) error {
		day := kst.DayOf(tx.Now)
		v, err := Judge(ctx, tx, nil, day)
		if err != nil {
			return err
		}
		m.PassMark, m.Floor = v.PassMark, v.Floor
		m.MinTRL, err = law.Find(ctx, tx, law.Case{Key: law.DesignationMinTRL, On: day})
		return err
	})
	return m, err
}
