package journeys

import (
	"bytes"
	"errors"
	"strings"
)

// route is one line of the route table.
type route struct{ method, pattern string }

// listRoutes asks the program for its route table.
func (p *place) listRoutes() ([]route, error) {
	out, err := p.output("routes")
	if err != nil {
		return nil, err
	}
	var all []route
	for line := range bytes.Lines(out) {
		method, pattern, ok := strings.Cut(strings.TrimSpace(string(line)), " ")
		if ok {
			all = append(all, route{method, pattern})
		}
	}
	if len(all) == 0 {
		return nil, errors.New("the program lists no routes")
	}
	return all, nil
}
