package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"syscall"
	"time"

	"jangteo.kr/internal/db"
	"jangteo.kr/internal/job"
)

// leastFree is the disk space below which the site should get no more work: the
// database needs room for its log to stop cleanly.
const leastFree = 200 << 20

// health answers whoever decides whether this copy gets requests. The answers are for
// machines and name no internals; the log has the reasons.
type health struct {
	db      *db.DB
	dataDir string
	jobs    *job.Runner
	log     *slog.Logger
}

// alive says that the process answers at all.
func (h health) alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprintln(w, "ok")
}

// ready says whether it can do its work: database, migrations, disk, workers.
func (h health) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	state := map[string]string{"database": "ok", "migrations": "ok", "disk": "ok", "workers": "ok"}
	status := http.StatusOK
	bad := func(part string, err error) {
		state[part], status = "failed", http.StatusServiceUnavailable
		h.log.ErrorContext(r.Context(), "not ready", "part", part, "error", err)
	}
	m, err := db.MigrateStatus(ctx, h.db)
	switch {
	case err != nil:
		bad("database", err)
		state["migrations"] = "unknown"
	case !m.Current():
		bad("migrations", fmt.Errorf("version %d of %d, dirty: %t", m.Version, m.Latest, m.Dirty))
	}
	if err := diskFree(h.dataDir); err != nil {
		bad("disk", err)
	}
	if err := h.jobs.Alive(); err != nil {
		bad("workers", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if status != http.StatusOK {
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(state) // the asker went away
}

func diskFree(dir string) error {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); errors.Is(err, syscall.ENOENT) {
		return nil // nothing is kept here
	} else if err != nil {
		return err
	}
	if free := st.Bavail * uint64(st.Bsize); free < leastFree {
		return fmt.Errorf("%d MB left", free>>20)
	}
	return nil
}
