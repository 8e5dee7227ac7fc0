// Package migrations holds the schema's history: numbered pairs of SQL files that
// golang-migrate applies in order. A file that has been released is never edited.
// Each file is one implicit transaction, so none says BEGIN or COMMIT.
package migrations

import "embed"

// FS holds the files.
//
//go:embed *.sql
var FS embed.FS
