// Package icon owns the small line drawings that accompany words on the
// screen. Every drawing is decoration: it is hidden from assistive technology,
// takes the colour of the text around it, and never stands without a label.
// It refuses logos, flags and seals of public bodies.
package icon

// Name identifies one drawing.
type Name string

// The drawings. Each lives in a 24 × 24 box and is stroked, not filled.
const (
	None     Name = ""
	Search   Name = "search"
	Cart     Name = "cart"
	Bell     Name = "bell"
	User     Name = "user"
	Check    Name = "check"
	Todo     Name = "todo"
	Close    Name = "close"
	Plus     Name = "plus"
	Right    Name = "right"
	Left     Name = "left"
	Down     Name = "down"
	Up       Name = "up"
	Arrow    Name = "arrow"
	External Name = "external"
	Download Name = "download"
	Upload   Name = "upload"
	Print    Name = "print"
	Copy     Name = "copy"
	Filter   Name = "filter"
	Info     Name = "info"
	Warning  Name = "warning"
	Danger   Name = "danger"
	Success  Name = "success"
	Clock    Name = "clock"
	Calendar Name = "calendar"
	Document Name = "document"
	Box      Name = "box"
	Truck    Name = "truck"
	Coins    Name = "coins"
	Scales   Name = "scales"
	Gavel    Name = "gavel"
	Bulb     Name = "bulb"
	Sprout   Name = "sprout"
	Store    Name = "store"
	Building Name = "building"
	Shield   Name = "shield"
	Pin      Name = "pin"
	Globe    Name = "globe"
	Contrast Name = "contrast"
	Grid     Name = "grid"
	List     Name = "list"
	Edit     Name = "edit"
	Trash    Name = "trash"
	Home     Name = "home"
	Star     Name = "star"
	Image    Name = "image"
	Link     Name = "link"
	Mail     Name = "mail"
	Exit     Name = "exit"
	Help     Name = "help"
	Feed     Name = "feed"
)

// paths holds the strokes of each drawing as SVG path data.
var paths = map[Name]string{
	Search:   "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.3 15.3 20.5 20.5",
	Cart:     "M3 4h2.4l2.2 11.2h9.9L20 7.5H6.2M9 19.2v.1M16.5 19.2v.1",
	Bell:     "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
	User:     "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5c.6-3.7 3.6-5.5 7.5-5.5s6.9 1.8 7.5 5.5",
	Check:    "M5 12.5 10 17.5 19.5 7",
	Todo:     "M4 6.5 5.5 8 8.5 5M4 13 5.5 14.5 8.5 11.500M4 19.5 5.5 21 8.5 18M12 6.500h8M12 13h8M12 19.500h8",
	Close:    "M6 6 18 18M18 6 6 18",
	Plus:     "M12 5v14M5 12h14",
	Right:    "M9.5 5.5 16 12l-6.5 6.5",
	Left:     "M14.5 5.5 8 12l6.5 6.5",
	Down:     "M5.5 9 12 15.5 18.5 9",
	Up:       "M5.5 15 12 8.5 18.5 15",
	Arrow:    "M4.5 12h15M13.5 6l6 6-6 6",
	External: "M13 4h7v7M20 4l-9 9M17 13.500V20H4V7h6.5",
	Download: "M12 4v11M7 10.500l5 5 5-5M4.5 20h15",
	Upload:   "M12 16V5M7 9.500l5-5 5 5M4.5 20h15",
	Print:    "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
	Copy:     "M9 9h11v11H9zM5.5 15H4V4h11v1.5",
	Filter:   "M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.700a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.600M8.5 14.700a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6",
	Info:     "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 11v5.500M12 7.600v.1",
	Warning:  "M12 4 21 19.500H3zM12 10v4.500M12 17v.1",
	Danger:   "M8.3 3.500h7.400l4.8 4.800v7.400l-4.8 4.800H8.300l-4.8-4.800V8.300zM12 7.500v5.500M12 16.400v.1",
	Success:  "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8 12.300l2.8 2.800L16 9.5",
	Clock:    "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 7.500V12l3.5 2",
	Calendar: "M4 6h16v14H4zM4 10.500h16M8.5 3.500v4M15.5 3.500v4",
	Document: "M6 3.500h8l4.5 4.500v12.500H6zM13.5 3.500V8.500h5M9 13h6.500M9 16.500h6.5",
	Box:      "M12 3.5 20 8v8.500L12 21l-8-4.500V8zM4 8l8 4.500L20 8M12 12.500V21",
	Truck:    "M3 6h11v10.500H3zM14 9.500h4l3 3.500v3.500h-7M7 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4M17.5 16a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
	Coins:    "M9 4.500c3 0 5.5 1 5.5 2.500S12 9.5 9 9.5 3.5 8.5 3.5 7 6 4.5 9 4.500M3.5 7v5c0 1.5 2.5 2.5 5.5 2.500M14.5 7v2.500M15 10.500c3 0 5.5 1 5.5 2.500s-2.5 2.5-5.5 2.5-5.5-1-5.5-2.5 2.5-2.5 5.5-2.500M9.5 13v4.500c0 1.5 2.5 2.5 5.5 2.500s5.5-1 5.5-2.500V13",
	Scales:   "M12 4v16M7.5 20h9M5 7l7-1.500L19 7M5 7l-2.5 6.500c.5 1.5 4.5 1.5 5 0zM19 7l-2.5 6.500c.5 1.5 4.5 1.5 5 0z",
	Gavel:    "M9 8.5 14 3.500l5 5-5 5zM11.5 11 4 18.500l1.5 1.500L13 12.500M13 20.500h7.5",
	Bulb:     "M9 17.500c0-2-3-3.5-3-7a6 6 0 0 1 12 0c0 3.5-3 5-3 7zM9.5 20.500h5",
	Sprout:   "M12 20.500V12M12 12c0-4-2.5-6-7.5-6 0 4.5 2.5 6.5 7.5 6.500M12 14.500c0-4 2.5-6.5 7.5-6.5 0 4.5-2.5 7-7.5 7M7 20.500h10",
	Store:    "M4 10v10h16V10M3 9l2-5h14l2 5c0 3-4.5 3-4.5 0 0 3-4.5 3-4.5 0 0 3-4.5 3-4.5 0C7.5 12 3 12 3 9M9.5 20v-5.500h5V20",
	Building: "M3.5 20.500h17M5.5 20.500V9.500L12 5l6.5 4.500v11M9 20.500v-7M12 20.500v-7M15 20.500v-7",
	Shield:   "M12 3.5 19.5 6v6c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6zM8.5 12l2.5 2.5 4.5-5",
	Pin:      "M12 21c-4.5-5-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6-6.5 11M12 7.700a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6",
	Globe:    "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M3.5 12h17M12 3.500c-5 5-5 12 0 17 5-5 5-12 0-17",
	Contrast: "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 3.500v17M14.5 6v12M17 8v8",
	Grid:     "M4 4h6.500v6.500H4zM13.5 4H20v6.500h-6.500zM4 13.500h6.500V20H4zM13.5 13.500H20V20h-6.500z",
	List:     "M4 6h.1M4 12h.1M4 18h.1M8.5 6H20M8.5 12H20M8.5 18H20",
	Edit:     "M4 20l1-4.500L16 4.500l3.5 3.500L8.5 19zM13.5 7l3.5 3.5",
	Trash:    "M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.500h9l1-13.500M10.5 11v5.500M13.5 11v5.5",
	Home:     "M4 11.5 12 4.500l8 7M6.5 10v10h11V10",
	Star:     "M12 4l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.600L4 9.800l5.6-.6z",
	Image:    "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 8.500v.1",
	Link:     "M10 14l4-4M8.5 11 6 13.500a3.2 3.2 0 0 0 4.5 4.500L13 15.500M15.5 13l2.5-2.500A3.2 3.2 0 0 0 13.5 6L11 8.5",
	Mail:     "M3.5 6h17v12.500h-17zM3.5 7l8.5 6.500L20.5 7",
	Exit:     "M13 4H5v16h8M10 12h10.500M17 8.500l3.5 3.5-3.5 3.5",
	Help:     "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M9.5 10a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 16.800v.1",
	Feed:     "M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14M6 18v.1",
}

// Names lists every drawing, for the catalogue of components.
func Names() []Name {
	return []Name{
		Search, Cart, Bell, User, Check, Todo, Close, Plus, Right, Left, Down, Up, Arrow, External,
		Download, Upload, Print, Copy, Filter, Info, Warning, Danger, Success, Clock, Calendar,
		Document, Box, Truck, Coins, Scales, Gavel, Bulb, Sprout, Store, Building, Shield, Pin, Globe,
		Contrast, Grid, List, Edit, Trash, Home, Star, Image, Link, Mail, Exit, Help, Feed,
	}
}
