package supply

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/blob"
	"jangteo.kr/internal/catalog"
	"jangteo.kr/internal/fault"
	"jangteo.kr/web/kit"
)

// uploadLimit bounds what one upload of several pictures may come to.
const uploadLimit = 3*blob.PictureLimit + 64<<10

func (h *Handler) picturesPage(w http.ResponseWriter, r *http.Request) error {
	return h.showPictures(w, r, kit.Blank())
}

func (h *Handler) showPictures(w http.ResponseWriter, r *http.Request, f *kit.Form) error {
	return h.show(w, r, f, catalog.SectionPictures, fillPictures, picturesPageView)
}

func fillPictures(f *kit.Form, v catalog.OfferView) {
	for i, p := range v.Pending.Pictures {
		n := strconv.Itoa(i + 1)
		f.Set("hash_"+n, p.Hash)
		f.Set("order_"+n, n)
		f.Set("alt_"+n, p.Alt)
	}
}

// typedPictures reads the rows that stay, in the order that they give; a row without one
// has the order of the page. While pictures are only moved, words may be lacking.
func typedPictures(f *kit.Form, moving bool) []catalog.Picture {
	out := []catalog.Picture{}
	order := map[string]int{}
	for i := 1; i <= catalog.MaxPictures; i++ {
		n := "_" + strconv.Itoa(i)
		if f.Value("hash"+n) == "" || f.Value("remove"+n) != "" && !moving {
			continue
		}
		p := catalog.Picture{Hash: f.Value("hash" + n), Alt: f.Text("alt"+n, 120, !moving)}
		order[p.Hash] = i
		if asked, err := strconv.Atoi(f.Value("order" + n)); err == nil {
			order[p.Hash] = asked
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b catalog.Picture) int { return order[a.Hash] - order[b.Hash] })
	return out
}

// move changes the order as a button asks: "up:2" puts the second picture before the
// first. It gives the place the picture has now, 0 if nothing was asked.
func move(pictures []catalog.Picture, asked string) int {
	way, place, _ := strings.Cut(asked, ":")
	at, err := strconv.Atoi(place)
	to := at + map[string]int{"up": -1, "down": 1}[way]
	if err != nil || at < 1 || at > len(pictures) || to < 1 || to > len(pictures) {
		return 0
	}
	pictures[at-1], pictures[to-1] = pictures[to-1], pictures[at-1]
	return to
}

func (h *Handler) savePictures(w http.ResponseWriter, r *http.Request) error {
	f, err := kit.ParseForm(w, r)
	if err != nil {
		return err
	}
	moving := f.Value("move") != ""
	c := catalog.PicturesCommand{Version: f.Version(), Pictures: typedPictures(f, moving), Unfinished: moving}
	to := "/pictures"
	if place := move(c.Pictures, f.Value("move")); place > 0 {
		to += "#picture-" + strconv.Itoa(place)
	}
	again := func(w http.ResponseWriter, r *http.Request) error { return h.showPictures(w, r, f) }
	return h.save(w, r, f, catalog.SectionPictures, to, again, func(ctx context.Context, by auth.Actor, id int64) (catalog.Offer, error) {
		c.OfferID = id
		return h.Catalog.SavePictures(ctx, by, c)
	})
}

// addPicture takes one picture with its words, or several whose words are asked next.
func (h *Handler) addPicture(w http.ResponseWriter, r *http.Request) error {
	if err := kit.Actor(r).Need(supplierRoles...); err != nil {
		return err // before anything is received
	}
	f, err := kit.ParseUpload(w, r, uploadLimit)
	if err != nil {
		f = kit.Blank()
		if !f.Refuse(err) {
			return err
		}
		return h.showPictures(w, r, f)
	}
	id, err := kit.ID(r, "id")
	if err != nil {
		return err
	}
	several := false
	done, err := f.Submit(func() error {
		files, err := openAll(r)
		defer closeAll(files)
		if err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		if several = len(files) > 1; several {
			_, err = h.Catalog.AddPictures(r.Context(), kit.Actor(r), id, f.Version(), readers(files))
			return err
		}
		c := catalog.PictureCommand{OfferID: id, Version: f.Version(), Alt: strings.TrimSpace(f.Value("alt")), Content: files[0]}
		_, err = h.Catalog.AddPicture(r.Context(), kit.Actor(r), c)
		return err
	})
	if err != nil {
		return err
	}
	if !done {
		return h.showPictures(w, r, f)
	}
	if several {
		return kit.RedirectWith(w, r, offerURL(id)+"/pictures", "supply.picture.describe_next")
	}
	return kit.RedirectWith(w, r, offerURL(id)+"/pictures", "supply.saved")
}

// openAll opens the files that were sent; those opened before an error are given too.
func openAll(r *http.Request) ([]multipart.File, error) {
	var files []multipart.File
	for _, head := range r.MultipartForm.File["file"] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		file, err := head.Open()
		if err != nil {
			return files, err
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		return nil, fault.Bad("form_invalid", fault.F("file", "required"))
	}
	return files, nil
}

func closeAll(files []multipart.File) {
	for _, f := range files {
		_ = f.Close() // only read from
	}
}

func readers(files []multipart.File) []io.Reader {
	out := make([]io.Reader, len(files))
	for i, f := range files {
		out[i] = f
	}
	return out
}

// undescribed is how many pictures still lack their words.
func undescribed(pictures []catalog.Picture) int {
	return len(pictures) - len(slices.DeleteFunc(slices.Clone(pictures), func(p catalog.Picture) bool { return p.Alt == "" }))
}
