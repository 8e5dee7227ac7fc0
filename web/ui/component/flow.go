package component

import "strconv"

// FlowNode is one place where money is. The first level is the whole, every
// further level splits its parent.
type FlowNode struct {
	ID     string
	Parent string // "" for the whole
	Label  string
	Value  int64
	Text   string // the amount as it is read
	Tone   Tone
	Href   string
}

// FlowProps shows where every won is: the whole on the left, its parts to the
// right, bands as thick as the amounts. The caller gives the same figures as a
// table beside it.
type FlowProps struct {
	ID    string // unique in the page
	Title string
	Desc  string // one sentence that tells the picture
	Nodes []FlowNode
}

const (
	flowW      = 760
	flowBarW   = 14
	flowTop    = 14
	flowLane   = 250 // height given to the whole amount
	flowGap    = 26  // least distance between the labels of two ends
	flowWords  = 40  // height of the two lines over a place that money leaves again
	flowRest   = 8   // distance between two places that hang together no further
	flowText   = 250 // kept free for the words of the last column
	flowMinBar = 2   // an amount that is not nothing is always seen
)

type flowBox struct {
	FlowNode
	level, x, y, h int
	end            bool // nothing leaves it: its words stand beside it, on one line
}

type flowBand struct {
	Tone Tone
	Path string
}

type flowPicture struct {
	Boxes  []flowBox
	Bands  []flowBand
	Height int
}

// layout places every node: its height is its share of the whole, its column its
// distance from the whole. Everything that comes of a place stands above its next
// sibling, and the words of a place that money leaves stand over it, so that no band
// runs through words. A small part may therefore stand lower than its share would.
func (p FlowProps) layout() flowPicture {
	children := map[string][]int{}
	for i, n := range p.Nodes {
		children[n.Parent] = append(children[n.Parent], i)
	}
	depth := p.depth()
	boxes := make([]flowBox, len(p.Nodes))
	next := map[int]int{} // next free y of each column
	var whole int64
	for _, i := range children[""] {
		whole += p.Nodes[i].Value
	}
	var walk func(parent string, level, from int) int // gives the lowest point it reached
	walk = func(parent string, level, from int) int {
		low := from
		for _, i := range children[parent] {
			n := p.Nodes[i]
			h := int(permyriad(n.Value, whole) * flowLane / 10000)
			if n.Value > 0 {
				h = max(h, flowMinBar)
			}
			box := flowBox{FlowNode: n, level: level, h: h, end: len(children[n.ID]) == 0}
			box.y = max(from, next[level]+box.over())
			boxes[i] = box
			next[level] = max(box.y+max(h+flowRest, box.room()), walk(n.ID, level+1, box.y))
			low = max(low, next[level])
		}
		return low
	}
	walk("", 0, flowTop)
	step := (flowW - flowText) / max(depth-1, 1)
	pic := flowPicture{Height: flowTop}
	for i := range boxes {
		boxes[i].x = boxes[i].level * step
		pic.Height = max(pic.Height, boxes[i].y+max(boxes[i].h, boxes[i].room())+4)
	}
	pic.Boxes = boxes
	pic.Bands = flowBands(boxes, children)
	return pic
}

// depth counts the columns.
func (p FlowProps) depth() int {
	level := map[string]int{}
	depth := 1
	for range p.Nodes {
		for _, n := range p.Nodes {
			if n.Parent == "" {
				level[n.ID] = 1
			} else if up := level[n.Parent]; up > 0 {
				level[n.ID] = up + 1
			}
			depth = max(depth, level[n.ID])
		}
		if len(level) == len(p.Nodes) {
			break
		}
	}
	return depth
}

// flowBands draws a band from each parent to each of its parts.
func flowBands(boxes []flowBox, children map[string][]int) []flowBand {
	var bands []flowBand
	for _, b := range boxes {
		y := b.y
		for _, i := range children[b.ID] {
			c := boxes[i]
			if c.Value <= 0 || b.ID == "" {
				continue
			}
			bands = append(bands, flowBand{Tone: c.Tone, Path: bandPath(b.x+flowBarW, y, c.x, c.y, c.h)})
			y += c.h
		}
	}
	return bands
}

func bandPath(x1, y1, x2, y2, h int) string {
	mid := (x1 + x2) / 2
	p := func(n ...int) string {
		s := ""
		for i, v := range n {
			if i > 0 {
				s += " "
			}
			s += strconv.Itoa(v)
		}
		return s
	}
	return "M" + p(x1, y1) + "C" + p(mid, y1, mid, y2, x2, y2) + "V" + p(y2+h) + "C" + p(mid, y2+h, mid, y1+h, x1, y1+h) + "Z"
}

// over is the height that words over a box need.
func (b flowBox) over() int {
	if b.end {
		return 0
	}
	return flowWords
}

// room is the height that words beside a box need.
func (b flowBox) room() int {
	if b.end {
		return flowGap
	}
	return 0
}

func (b flowBox) textX() string {
	if b.end {
		return strconv.Itoa(b.x + flowBarW + 8)
	}
	return strconv.Itoa(b.x)
}

// labelY is the foot of the label: level with a thin bar's middle, near a tall one's top.
func (b flowBox) labelY() string {
	if b.end {
		return strconv.Itoa(b.y + min(b.h, flowGap-8)/2 + 5)
	}
	return strconv.Itoa(b.y - 23)
}

func (b flowBox) valueY() string { return strconv.Itoa(b.y - 6) }

func (b flowBox) text() string { return orText(b.Text, count(b.Value)) }

func (p flowPicture) viewBox() string { return "0 0 " + itoa(flowW) + " " + itoa(p.Height) }
