package kit

// Route is one line of the route table (web/routes.go).
type Route struct {
	Method  string
	Pattern string // chi's syntax
	Do      Handler
}

// GET makes a route that shows a page and changes nothing.
func GET(pattern string, do Handler) Route { return Route{"GET", pattern, do} }

// POST makes a route that carries out a command.
func POST(pattern string, do Handler) Route { return Route{"POST", pattern, do} }
