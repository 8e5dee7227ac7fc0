// Package document owns issued papers: what a paper said when it was issued, its
// fingerprint, and the verification number by which anybody can check a printed copy.
// It also owns the look of papers (pdf.go); what stands on one is its owner's. It
// refuses to change a paper: an issued paper can only be revoked.
package document

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/audit"
	"jangteo.kr/internal/db"
	"jangteo.kr/internal/fault"
)

// Kinds of paper.
const (
	DeliveryRequest        = "delivery_request"        // 납품요구서
	DesignationCertificate = "designation_certificate" // 혁신제품 지정서
)

// Paper is one to issue.
type Paper struct {
	Kind    string
	Object  string // audit.Ref of what it is about
	Number  string // the paper's own number, as people cite it
	Payload any    // everything the paper says; must marshal to a JSON object of strings and integers
	By      audit.Who
}

// alphabet leaves out what people mistake for one another: 0 and O, 1, I and L.
const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

const groups, groupSize = 4, 4

// newVerification draws 16 characters of a 31-letter alphabet: 79 bits, so that a
// number cannot be guessed and a paper is seen only by who holds a copy of it.
func newVerification() string {
	var b strings.Builder
	buf := make([]byte, 1)
	for n := 0; n < groups*groupSize; {
		_, _ = rand.Read(buf) // never fails (crypto/rand)
		if int(buf[0]) >= 256-256%len(alphabet) {
			continue // keeps every letter equally likely
		}
		if n > 0 && n%groupSize == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[int(buf[0])%len(alphabet)])
		n++
	}
	return b.String()
}

// Normalise turns a verification number as people type it (lower case, spaces,
// without hyphens) into the stored form, or "" if it cannot be one.
func Normalise(typed string) string {
	var letters []rune
	for _, r := range strings.ToUpper(typed) {
		switch {
		case strings.ContainsRune(alphabet, r):
			letters = append(letters, r)
		case r == '-' || r == ' ' || r == '\u00a0':
		default:
			return ""
		}
	}
	if len(letters) != groups*groupSize {
		return ""
	}
	parts := make([]string, groups)
	for i := range parts {
		parts[i] = string(letters[i*groupSize : (i+1)*groupSize])
	}
	return strings.Join(parts, "-")
}

// canonical writes a payload in the one form that is hashed: keys sorted, no spaces,
// nothing escaped that need not be.
func canonical(payload any) ([]byte, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("document: payload: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("document: payload must be an object: %w", err)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("document: payload: %w", err)
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

const insertPaper = `
INSERT INTO document.paper (verification, kind, object, number, payload, sha256, issued_at, issued_by)
VALUES (@verification, @kind, @object, @number, @payload, @sha256, @at, nullif(@person, 0))`

// Issue writes the paper in the transaction of the act that it proves and gives its
// verification number, such as "K7MQ-2HXD-9PRT-4WNA".
func Issue(ctx context.Context, tx *db.Tx, p Paper) (string, error) {
	b := &pgx.Batch{}
	verification, err := QueueIssue(b, tx, p)
	if err != nil {
		return "", err
	}
	return verification, tx.SendBatch(ctx, b).Close()
}

// QueueIssue is Issue as part of a batch.
func QueueIssue(b *pgx.Batch, tx *db.Tx, p Paper) (string, error) {
	body, err := canonical(p.Payload)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	verification := newVerification()
	b.Queue(insertPaper, pgx.NamedArgs{
		"verification": verification, "kind": p.Kind, "object": p.Object, "number": p.Number,
		"payload": json.RawMessage(body), "sha256": sum[:], "at": tx.Now, "person": p.By.PersonID,
	})
	return verification, nil
}

// Issued is a paper as it was issued.
type Issued struct {
	ID           int64           `db:"id"`
	Verification string          `db:"verification"`
	Kind         string          `db:"kind"`
	Object       string          `db:"object"`
	Number       string          `db:"number"`
	Payload      json.RawMessage `db:"payload"`
	SHA256       []byte          `db:"sha256"`
	IssuedAt     time.Time       `db:"issued_at"`
	RevokedAt    *time.Time      `db:"revoked_at"`
}

// Intact reports whether what is stored is still what was issued.
func (i Issued) Intact() bool {
	body, err := canonical(i.Payload)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(body)
	return bytes.Equal(sum[:], i.SHA256)
}

// Valid reports whether the paper can be relied on: intact and not revoked.
func (i Issued) Valid() bool { return i.RevokedAt == nil && i.Intact() }

// Fingerprint is the payload's SHA-256 in hexadecimal.
func (i Issued) Fingerprint() string { return fmt.Sprintf("%x", i.SHA256) }

// Decode reads the payload back into the owner's type.
func (i Issued) Decode(into any) error {
	if err := json.Unmarshal(i.Payload, into); err != nil {
		return fmt.Errorf("document: payload of %s: %w", i.Verification, err)
	}
	return nil
}

const columns = `id, verification, kind, object, number, payload, sha256, issued_at, revoked_at`

// Verify finds a paper by its verification number, typed in any case and spacing. An
// unknown number is fault.ErrNotFound. Whether the paper holds is Issued.Valid.
func Verify(ctx context.Context, q db.Querier, verification string) (Issued, error) {
	v := Normalise(verification)
	if v == "" {
		return Issued{}, fault.ErrNotFound
	}
	return db.One[Issued](q.Query(ctx, `SELECT `+columns+` FROM document.paper WHERE verification = @verification`,
		pgx.NamedArgs{"verification": v}))
}

// Of lists the papers issued about an object, the newest first.
func Of(ctx context.Context, q db.Querier, object string) ([]Issued, error) {
	return db.All[Issued](q.Query(ctx, `SELECT `+columns+` FROM document.paper WHERE object = @object ORDER BY id DESC`,
		pgx.NamedArgs{"object": object}))
}

const revokePapers = `UPDATE document.paper SET revoked_at = @at WHERE object = @object AND revoked_at IS NULL`

// Revoke takes back every paper about an object: what it proves no longer holds.
func Revoke(ctx context.Context, tx *db.Tx, object string) error {
	_, err := tx.Exec(ctx, revokePapers, pgx.NamedArgs{"object": object, "at": tx.Now})
	return err
}

// QueueRevoke is Revoke as part of a batch.
func QueueRevoke(b *pgx.Batch, tx *db.Tx, object string) {
	b.Queue(revokePapers, pgx.NamedArgs{"object": object, "at": tx.Now})
}
