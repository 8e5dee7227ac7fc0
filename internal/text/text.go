// Package text owns every sentence people read, in Korean first and English
// complete: one catalogue file per language and area, looked up by id. It holds no
// rules and formats no money or time; it only puts words where an id stood.
package text

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed ko/*.toml en/*.toml
var files embed.FS

// Langs are the languages spoken, the default first.
var Langs = []string{"ko", "en"}

// Localiser speaks one language.
type Localiser struct {
	lang  string
	plain map[string]string // messages without parameters, the great majority
	i18n  *i18n.Localizer
}

var localisers = load()

func load() map[string]*Localiser {
	bundle := i18n.NewBundle(language.Korean)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	out := map[string]*Localiser{}
	for _, lang := range Langs {
		l := &Localiser{lang: lang, plain: map[string]string{}}
		names, err := fs.Glob(files, lang+"/*.toml")
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			b, err := files.ReadFile(name)
			if err != nil {
				panic(err)
			}
			mf, err := bundle.ParseMessageFileBytes(b, path.Base(strings.TrimSuffix(name, ".toml"))+"."+lang+".toml")
			if err != nil {
				panic(fmt.Errorf("text: %s: %w", name, err))
			}
			for _, m := range mf.Messages {
				if m.One == "" && !strings.Contains(m.Other, "{{") {
					l.plain[m.ID] = m.Other
				}
			}
		}
		out[lang] = l
	}
	for _, lang := range Langs {
		out[lang].i18n = i18n.NewLocalizer(bundle, lang)
	}
	return out
}

// For gives the localiser of a language, Korean if it is not spoken here.
func For(lang string) *Localiser {
	if l, ok := localisers[lang]; ok {
		return l
	}
	return localisers[Langs[0]]
}

// Lang is "ko" or "en".
func (l *Localiser) Lang() string { return l.lang }

// T gives the sentence for id with parameters as name, value pairs; a pair named
// "count" chooses the plural form. An unknown id is shown as itself, so that a
// missing sentence is seen and found, never an empty page. Outside Korean a parameter
// named x_en stands in for x, where it says something.
func (l *Localiser) T(id string, params ...any) string {
	if s, ok := l.plain[id]; ok {
		return s
	}
	cfg := &i18n.LocalizeConfig{MessageID: id}
	if len(params) > 0 {
		data := make(map[string]any, len(params)/2)
		for i := 0; i+1 < len(params); i += 2 {
			k, _ := params[i].(string)
			data[k] = params[i+1]
			if k == "count" {
				cfg.PluralCount = params[i+1]
			}
		}
		if l.lang != Langs[0] {
			foreignNames(data)
		}
		cfg.TemplateData = data
	}
	s, err := l.i18n.Localize(cfg)
	if err != nil {
		return id
	}
	if l.lang == "ko" {
		s = fitParticles(s)
	}
	return s
}

// foreignNames puts what a parameter x_en says in the place of x.
func foreignNames(data map[string]any) {
	for k, v := range data {
		if name, ok := strings.CutSuffix(k, "_en"); ok && v != "" {
			data[name] = v
		}
	}
}

// Has reports whether id has a sentence.
func (l *Localiser) Has(id string) bool {
	if _, ok := l.plain[id]; ok {
		return true
	}
	_, err := l.i18n.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: 1, TemplateData: map[string]any{}})
	return err == nil
}

type key struct{}

// With puts the localiser in the request's context.
func With(ctx context.Context, l *Localiser) context.Context { return context.WithValue(ctx, key{}, l) }

// From takes it out again, Korean if there is none.
func From(ctx context.Context) *Localiser {
	if l, ok := ctx.Value(key{}).(*Localiser); ok {
		return l
	}
	return For(Langs[0])
}

// T gives the sentence for id in the context's language.
func T(ctx context.Context, id string, params ...any) string { return From(ctx).T(id, params...) }

// Lang is the context's language.
func Lang(ctx context.Context) string { return From(ctx).lang }

// Pick chooses the name to show of something named in both languages; English
// falls back to Korean where no English name is known.
func Pick(ctx context.Context, ko, en string) string {
	if Lang(ctx) != "ko" && en != "" {
		return en
	}
	return ko
}
