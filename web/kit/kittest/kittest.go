// Package kittest lets a test visit an area's pages as somebody, without a browser: it
// sends requests through the area's routes, posts forms, and reads pages by CSS selector.
// It is imported by tests only.
package kittest

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/fault"
	"jangteo.kr/internal/text"
	"jangteo.kr/web/kit"
)

// Site is some areas under one router.
type Site struct {
	t      *testing.T
	router chi.Router
}

type pages struct{}

// ErrorPage shows the code alone.
func (pages) ErrorPage(_ http.ResponseWriter, _ *http.Request, _ int, f *fault.Error) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<main data-error-code="`+f.Code+`"></main>`)
		return err
	})
}

// New mounts areas.
func New(t *testing.T, areas ...interface{ Routes() []kit.Route }) *Site {
	t.Helper()
	r := chi.NewRouter()
	for _, a := range areas {
		for _, route := range a.Routes() {
			r.Method(route.Method, route.Pattern, kit.Handle(pages{}, route.Do))
		}
	}
	return &Site{t, r}
}

// Answer is what came back.
type Answer struct {
	t        *testing.T
	Status   int
	Location string
	Doc      *goquery.Document
}

func (s *Site) send(by auth.Actor, r *http.Request) Answer {
	s.t.Helper()
	ctx := text.With(kit.WithActor(s.t.Context(), by), text.For(by.Lang))
	w := httptest.NewRecorder()
	s.router.ServeHTTP(w, r.WithContext(ctx))
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if w.Code == http.StatusInternalServerError {
		s.t.Fatalf("%s %s is a defect", r.Method, r.URL)
	}
	return Answer{s.t, w.Code, w.Header().Get("Location"), doc}
}

// Get visits a page.
func (s *Site) Get(by auth.Actor, path string) Answer {
	s.t.Helper()
	return s.send(by, httptest.NewRequest(http.MethodGet, path, nil))
}

// Post sends a form of name, value pairs.
func (s *Site) Post(by auth.Actor, path string, pairs ...string) Answer {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(by, r)
}

// Upload sends a form with one file.
func (s *Site) Upload(by auth.Actor, path, field, filename string, content []byte, pairs ...string) Answer {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = m.WriteField(pairs[i], pairs[i+1]) // a buffer takes everything
	}
	if content != nil {
		f, err := m.CreateFormFile(field, filename)
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.send(by, r)
}

// UploadAll sends a form with several files in one field.
func (s *Site) UploadAll(by auth.Actor, path, field string, contents [][]byte, pairs ...string) Answer {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = m.WriteField(pairs[i], pairs[i+1]) // a buffer takes everything
	}
	for i, content := range contents {
		f, err := m.CreateFormFile(field, "file-"+strconv.Itoa(i+1))
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.send(by, r)
}

// Submit posts the form of a shown page that has a test id, with its fields as shown,
// changed by name, value pairs. It fails the test when the page has no such form.
func (s *Site) Submit(by auth.Actor, page Answer, testID string, pairs ...string) Answer {
	s.t.Helper()
	form := page.Doc.Find(`form[data-testid="` + testID + `"]`)
	action, ok := form.Attr("action")
	if !ok {
		s.t.Fatalf("no form %s on the page", testID)
	}
	v := url.Values{}
	form.Find("input,select,textarea").Each(func(_ int, e *goquery.Selection) {
		name, _ := e.Attr("name")
		value, _ := e.Attr("value")
		_, checked := e.Attr("checked")
		switch kind, _ := e.Attr("type"); {
		case (kind == "checkbox" || kind == "radio") && !checked, kind == "file":
			return
		case goquery.NodeName(e) == "select":
			value, _ = e.Find("option[selected]").Attr("value")
		case goquery.NodeName(e) == "textarea":
			value = e.Text()
		}
		v.Add(name, value)
	})
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	flat := []string{}
	for name, values := range v {
		for _, value := range values {
			flat = append(flat, name, value)
		}
	}
	return s.Post(by, action, flat...)
}

// Want checks the status.
func (a Answer) Want(status int) Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d (error code %q, errors %q)", a.Status, status, a.Code(), strings.TrimSpace(a.Doc.Find(".error-list").Text()))
	}
	return a
}

// Code is the code of the refusal shown, "" if there is none.
func (a Answer) Code() string {
	code, _ := a.Doc.Find("[data-error-code]").Attr("data-error-code")
	return code
}

// Has reports whether the page has something that matches a selector.
func (a Answer) Has(selector string) bool { return a.Doc.Find(selector).Length() > 0 }

// Text is the trimmed text of what matches a selector.
func (a Answer) Text(selector string) string {
	return strings.Join(strings.Fields(a.Doc.Find(selector).Text()), " ")
}

// Value is what a field of the page holds.
func (a Answer) Value(name string) string {
	e := a.Doc.Find(`[name="` + name + `"]`)
	if goquery.NodeName(e) == "textarea" {
		return e.Text()
	}
	v, _ := e.Attr("value")
	return v
}

var rawText = regexp.MustCompile(`\b(offer|supply|desk|watch|status|field|fault|act|wait|unit|cert|ground|region|role|task|nav|ui)\.[a-z][a-z_.0-9]+\b|<no value>`)

// NoRawTexts fails the test for every text id that the page shows instead of a sentence.
func NoRawTexts(t *testing.T, a Answer, path string) {
	t.Helper()
	for _, id := range rawText.FindAllString(a.Text("body"), -1) {
		t.Errorf("%s shows %s", path, id)
	}
}
