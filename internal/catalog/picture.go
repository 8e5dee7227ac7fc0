package catalog

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/auth"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// PictureCommand adds a picture to the version being written.
type PictureCommand struct {
	OfferID int64
	Version int
	Alt     string // what it shows, for whoever cannot see it
	Content io.Reader
}

// AddPicture re-encodes a picture, keeps it and puts it behind the others.
func (s *Service) AddPicture(ctx context.Context, by auth.Actor, c PictureCommand) (Offer, error) {
	if err := mayWrite(by); err != nil {
		return Offer{}, err
	}
	if f := checkAlt("alt", c.Alt); f != nil {
		return Offer{}, fault.Bad("form_invalid", *f)
	}
	return s.addPictures(ctx, by, c.OfferID, c.Version, c.Alt, []io.Reader{c.Content})
}

// AddPictures adds several at once, each still to be described: until every picture has
// its words the section is not done and the offer cannot be submitted.
func (s *Service) AddPictures(ctx context.Context, by auth.Actor, offerID int64, version int, contents []io.Reader) (Offer, error) {
	if err := mayWrite(by); err != nil {
		return Offer{}, err
	}
	return s.addPictures(ctx, by, offerID, version, "", contents)
}

func (s *Service) addPictures(ctx context.Context, by auth.Actor, offerID int64, version int, alt string, contents []io.Reader) (Offer, error) {
	if o, err := OfferByID(ctx, s.db, offerID); err != nil || o.SupplierID != by.BodyID {
		return o, fault.ErrNotFound // before anything is decoded or stored
	}
	if len(contents) > MaxPictures {
		return Offer{}, ErrTooManyPictures
	}
	added := make([]Picture, len(contents))
	for i, content := range contents {
		p, err := s.blobs.PutPicture(ctx, content)
		if err != nil {
			return Offer{}, err
		}
		added[i] = Picture{Hash: p.Hash, Alt: alt, Width: p.Width, Height: p.Height}
	}
	return s.AttachPicture(ctx, by, offerID, version, added...)
}

// AttachPicture puts pictures that are stored already behind the others; one that is
// there already is not added again. What somebody is typing about the others is kept.
func (s *Service) AttachPicture(ctx context.Context, by auth.Actor, offerID int64, version int, added ...Picture) (Offer, error) {
	return s.edit(ctx, by, offerID, version, func(tx *db.Tx, o *Offer) error {
		v, err := writable(ctx, tx, *o)
		if err != nil {
			return err
		}
		pictures := v.Pictures
		for _, p := range added {
			if !slices.ContainsFunc(pictures, func(q Picture) bool { return q.Hash == p.Hash }) {
				pictures = append(pictures, p)
			}
		}
		if len(pictures) > MaxPictures {
			return ErrTooManyPictures
		}
		if err := storePictures(ctx, tx, v.ID, pictures); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, markSection, pgx.NamedArgs{"id": v.ID, "section": SectionPictures, "done": described(pictures)}); err != nil {
			return err
		}
		return record(ctx, tx, by, "offer.save", *o, o.State, map[string]any{"section": SectionPictures, "no": v.No, "added": len(added)})
	})
}

// described reports whether every picture has its words.
func described(pictures []Picture) bool {
	return !slices.ContainsFunc(pictures, func(p Picture) bool { return p.Alt == "" })
}

// PicturesCommand changes words and order of the pictures; those left out go.
type PicturesCommand struct {
	OfferID    int64
	Version    int
	Pictures   []Picture // Hash and Alt count
	Unfinished bool      // words may still be lacking: the order is being made
}

// SavePictures rewrites the pictures of the version being written. It adds none.
func (s *Service) SavePictures(ctx context.Context, by auth.Actor, c PicturesCommand) (Offer, error) {
	return s.section(ctx, by, c.OfferID, c.Version, SectionPictures, func(tx *db.Tx, _ Offer, v OfferVersion) (bool, error) {
		var fields []fault.Field
		kept := []Picture{}
		for i, p := range c.Pictures {
			at := slices.IndexFunc(v.Pictures, func(q Picture) bool { return q.Hash == p.Hash })
			if at < 0 || slices.ContainsFunc(kept, func(q Picture) bool { return q.Hash == p.Hash }) {
				return false, fault.ErrStale
			}
			p.Alt = strings.TrimSpace(p.Alt)
			if f := checkAlt("alt_"+strconv.Itoa(i+1), p.Alt); f != nil && (p.Alt != "" || !c.Unfinished) {
				fields = append(fields, *f)
			}
			p.Width, p.Height = v.Pictures[at].Width, v.Pictures[at].Height
			kept = append(kept, p)
		}
		if len(fields) > 0 {
			return false, fault.Bad("form_invalid", fields...)
		}
		return described(kept), storePictures(ctx, tx, v.ID, kept)
	})
}

func checkAlt(name, alt string) *fault.Field {
	var f fault.Field
	switch n := len([]rune(strings.TrimSpace(alt))); {
	case n == 0:
		f = fault.F(name, "required")
	case n > 120:
		f = fault.F(name, "too_long", "max", 120)
	default:
		return nil
	}
	return &f
}

const deletePictures = `DELETE FROM catalog.offer_picture WHERE version_id = @id`

const insertPicture = `
INSERT INTO catalog.offer_picture (version_id, position, hash, alt, width, height) VALUES (@id, @position, @hash, @alt, @width, @height)`

func storePictures(ctx context.Context, tx *db.Tx, versionID int64, pictures []Picture) error {
	b := &pgx.Batch{}
	b.Queue(deletePictures, pgx.NamedArgs{"id": versionID})
	for i, p := range pictures {
		b.Queue(insertPicture, pgx.NamedArgs{
			"id": versionID, "position": i + 1, "hash": p.Hash, "alt": strings.TrimSpace(p.Alt), "width": p.Width, "height": p.Height,
		})
	}
	return tx.SendBatch(ctx, b).Close()
}
