package catalog

import (
	"context"

	"jangteo.kr/internal/db"
)

// Of at least this many listings shares are estimated by every 64th.
const sampleShares = 50_000

// A lexeme that fewer than one in 2,000 hold is rare: all its listings are quickly read.
const refreshShares = `
WITH n AS (
  SELECT count(*) AS rows, CASE WHEN count(*) >= @many THEN 64 ELSE 1 END AS step FROM catalog.listing
), lexeme AS (
  SELECT u.lexeme, count(*) AS held FROM catalog.listing l, n, unnest(` + lexemes + `) u WHERE l.offer_id % n.step = 0 GROUP BY u.lexeme
), fresh AS (
  SELECT '' AS lexeme, n.rows::real AS share FROM n
  UNION ALL
  SELECT x.lexeme, (x.held * n.step / n.rows::real)::real FROM lexeme x, n WHERE x.held * n.step >= n.rows / 2000.0 AND x.lexeme NOT LIKE 'z:%'
), gone AS (
  DELETE FROM catalog.lexeme_share s WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.lexeme = s.lexeme)
)
INSERT INTO catalog.lexeme_share AS s (lexeme, share) SELECT f.lexeme, least(f.share, CASE f.lexeme WHEN '' THEN f.share ELSE 1 END) FROM fresh f
ON CONFLICT (lexeme) DO UPDATE SET share = excluded.share WHERE s.share <> excluded.share`

// RefreshShares estimates anew how frequent the lexemes of the search index are and
// gives how many changed. Wrong shares make a search slower, never wrong.
func RefreshShares(ctx context.Context, d *db.DB) (int, error) {
	return refresh(ctx, d, refreshShares, map[string]any{"many": sampleShares})
}
