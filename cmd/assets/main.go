// Command assets bundles web/src into web/static/dist: one style sheet, one script,
// the fonts and pictures they use, under names that carry a hash of the content, with
// their brotli and gzip forms and a manifest. It needs no node. The result is
// committed; make check runs it again and expects no difference.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/evanw/esbuild/pkg/api"
)

// inlineBelow is the size from which a picture is a file of its own; smaller ones
// travel in the style sheet, where they cost less than a request.
const inlineBelow = 600

func main() {
	if err := build("web/src", "web/static/dist"); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func build(src, dist string) error {
	entries, err := entryPoints(src)
	if err != nil {
		return err
	}
	absolute, err := filepath.Abs(dist)
	if err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       entries,
		Outdir:            absolute,
		Outbase:           src,
		EntryNames:        "[name]-[hash]",
		AssetNames:        "a/[name]-[hash]",
		PublicPath:        "/static/dist",
		Bundle:            true,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		Format:            api.FormatIIFE,
		Metafile:          true,
		LogLevel:          api.LogLevelWarning,
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile},
		Plugins:           []api.Plugin{pictures()},
		Engines: []api.Engine{
			{Name: api.EngineChrome, Version: "109"},
			{Name: api.EngineSafari, Version: "15.4"},
			{Name: api.EngineFirefox, Version: "115"},
		},
	})
	if len(result.Errors) > 0 {
		return errors.New(result.Errors[0].Text) // esbuild has printed them all
	}
	manifest, err := manifestOf(result.Metafile, src, dist)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dist); err != nil {
		return err
	}
	for _, f := range result.OutputFiles {
		if err := write(f.Path, f.Contents); err != nil {
			return err
		}
	}
	b, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(b, '\n'), 0o644)
}

// entryPoints are the style sheets and scripts directly in src.
func entryPoints(src string) ([]string, error) {
	var found []string
	for _, pattern := range []string{"*.css", "*.js"} {
		names, err := filepath.Glob(filepath.Join(src, pattern))
		if err != nil {
			return nil, err
		}
		found = append(found, names...)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("nothing to bundle in %s", src)
	}
	return found, nil
}

// pictures turns small pictures into data URIs and larger ones into files.
func pictures() api.Plugin {
	return api.Plugin{Name: "pictures", Setup: func(b api.PluginBuild) {
		b.OnLoad(api.OnLoadOptions{Filter: `\.(svg|png|webp|jpg)$`}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			body, err := os.ReadFile(a.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			loader := api.LoaderFile
			if len(body) < inlineBelow {
				loader = api.LoaderDataURL
			}
			text := string(body)
			return api.OnLoadResult{Contents: &text, Loader: loader}, nil
		})
	}}
}

// manifestOf maps each source's path below src to its output's path below dist.
func manifestOf(metafile, src, dist string) (map[string]string, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string                     `json:"entryPoint"`
			Inputs     map[string]json.RawMessage `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	m := map[string]string{}
	for out, o := range meta.Outputs {
		source := o.EntryPoint
		if source == "" && len(o.Inputs) == 1 { // an asset has one input and no entry
			for in := range o.Inputs {
				source = in
			}
		}
		if source == "" {
			continue
		}
		name := strings.TrimPrefix(path.Clean(filepath.ToSlash(source)), filepath.ToSlash(src)+"/")
		rel, err := filepath.Rel(dist, filepath.FromSlash(out))
		if err != nil {
			return nil, err
		}
		m[name] = filepath.ToSlash(rel)
	}
	return m, nil
}

// write stores a file and, where it saves a tenth, its compressed forms.
func write(name string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(name, body, 0o644); err != nil {
		return err
	}
	for suffix, compress := range map[string]func([]byte) ([]byte, error){".br": brotlied, ".gz": gzipped} {
		small, err := compress(body)
		if err != nil {
			return err
		}
		if len(small)*10 > len(body)*9 {
			continue
		}
		if err := os.WriteFile(name+suffix, small, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func brotlied(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err := w.Close()
	return b.Bytes(), err
}

func gzipped(body []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
