package db

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clusterHome is where one private server lives and as whom it runs.
type clusterHome struct {
	dataDir string              // ours: lock, log, pointer
	pgData  string              // PostgreSQL's own files
	sockDir string              // 0700, the server's user
	logFile string              //
	bin     string              // directory of postgres and initdb
	cred    *syscall.Credential // nil: as ourselves
}

// elsewhere holds the clusters whose data directory the server's user cannot reach.
const elsewhere = "/var/lib/jangteo"

// maxSocketPath is what a Unix socket address holds, less the file's own name.
const maxSocketPath = 107 - len("/.s.PGSQL.5432.lock")

func findHome(dataDir string) (*clusterHome, error) {
	abs, err := filepath.Abs(dataDir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(abs, 0o755); err != nil {
		return nil, fmt.Errorf("db: data directory: %w", err)
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, err
	}
	h := &clusterHome{dataDir: abs, logFile: filepath.Join(abs, "postgres.log")}
	if h.cred, err = serverUser(); err != nil {
		return nil, err
	}
	if h.pgData, err = h.placeData(); err != nil {
		return nil, err
	}
	h.sockDir = filepath.Join(filepath.Dir(h.pgData), "run")
	if len(h.sockDir) > maxSocketPath {
		h.sockDir = filepath.Join(os.TempDir(), "jangteo-"+shortHash(h.pgData))
	}
	if h.bin, err = findBinaries(majorOf(h.pgData)); err != nil {
		return nil, err
	}
	return h, nil
}

// serverUser is nil for an ordinary user; PostgreSQL refuses to run as root, so root
// lends it the user postgres or nobody.
func serverUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("db: user %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("db: PostgreSQL does not run as root, and neither a user postgres nor nobody exists")
}

// placeData is dataDir/postgres/data. Where the server's user cannot pass through the
// directories above (a checkout in /root), the files live in /var/lib/jangteo and a
// pointer file in dataDir names them.
func (h *clusterHome) placeData() (string, error) {
	inside := filepath.Join(h.dataDir, "postgres", "data")
	if h.cred == nil || passable(h.dataDir, h.cred) {
		return inside, nil
	}
	pointer := filepath.Join(h.dataDir, "postgres.location")
	if b, err := os.ReadFile(pointer); err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	outside := filepath.Join(elsewhere, strings.ToLower(rand.Text()[:12]), "data")
	return outside, os.WriteFile(pointer, []byte(outside+"\n"), 0o600)
}

// passable reports whether the user may walk to dir.
func passable(dir string, cred *syscall.Credential) bool {
	for ; ; dir = filepath.Dir(dir) {
		st, err := os.Stat(dir)
		if err != nil {
			return false
		}
		sys, ok := st.Sys().(*syscall.Stat_t)
		if !ok {
			return false
		}
		mode := st.Mode().Perm()
		switch {
		case sys.Uid == cred.Uid:
			mode >>= 6
		case sys.Gid == cred.Gid:
			mode >>= 3
		}
		if mode&1 == 0 {
			return false
		}
		if dir == "/" {
			return true
		}
	}
}

// majorOf is the version that made the cluster, 0 if there is none yet.
func majorOf(pgData string) int {
	b, err := os.ReadFile(filepath.Join(pgData, "PG_VERSION"))
	if err != nil {
		return 0
	}
	v, _ := strconv.Atoi(strings.TrimSpace(string(b)))
	return v
}

// findBinaries looks for PostgreSQL 15 or newer; an existing cluster needs the very
// version that made it.
func findBinaries(want int) (string, error) {
	found := map[int]string{}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for _, dir := range dirs {
		if v, err := strconv.Atoi(filepath.Base(filepath.Dir(dir))); err == nil && hasServer(dir) {
			found[v] = dir
		}
	}
	if dir, v := installedElsewhere(); v > 0 {
		if _, ok := found[v]; !ok {
			found[v] = dir
		}
	}
	if want > 0 {
		if dir, ok := found[want]; ok {
			return dir, nil
		}
		return "", fmt.Errorf("db: the data directory was made by PostgreSQL %d, which is not installed (apt-get install postgresql-%d)", want, want)
	}
	newest := 0
	for v := range found {
		newest = max(newest, v)
	}
	if newest < 15 {
		return "", errors.New("db: PostgreSQL 15 or newer is not installed (apt-get install postgresql), and DATABASE_URL is not set")
	}
	return found[newest], nil
}

func hasServer(dir string) bool {
	for _, name := range []string{"postgres", "initdb"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return false
		}
	}
	return true
}

// installedElsewhere asks pg_config, for servers outside Debian's layout.
func installedElsewhere() (string, int) {
	out, err := exec.Command("pg_config", "--bindir", "--version").Output()
	if err != nil {
		return "", 0
	}
	dir, version, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	major, _, _ := strings.Cut(strings.TrimPrefix(version, "PostgreSQL "), ".")
	v, err := strconv.Atoi(major)
	if err != nil || !hasServer(dir) {
		return "", 0
	}
	return dir, v
}

// init makes the directories, and the cluster if there is none.
func (h *clusterHome) init(ctx context.Context) error {
	parent := filepath.Dir(h.pgData)
	for _, d := range []struct {
		path string
		mode os.FileMode
	}{{filepath.Dir(parent), 0o755}, {parent, 0o755}, {h.sockDir, 0o700}, {h.pgData, 0o700}} {
		if err := os.MkdirAll(d.path, d.mode); err != nil {
			return err
		}
	}
	if h.cred != nil {
		for _, path := range []string{h.sockDir, h.pgData} {
			if err := os.Chown(path, int(h.cred.Uid), int(h.cred.Gid)); err != nil {
				return err
			}
		}
	}
	if majorOf(h.pgData) > 0 {
		return nil
	}
	// initdb wants an empty directory; what a cut-off first start left is no cluster.
	left, err := os.ReadDir(h.pgData)
	if err != nil {
		return err
	}
	for _, e := range left {
		if err := os.RemoveAll(filepath.Join(h.pgData, e.Name())); err != nil {
			return err
		}
	}
	return h.run(ctx, "initdb", "--pgdata="+h.pgData, "--username=postgres", "--encoding=UTF8",
		"--locale=C.UTF-8", "--data-checksums", "--auth-local=trust", "--auth-host=reject", "--no-instructions")
}

// clearStale deals with the pid file of a server that a killed process left behind: a
// living one is asked to stop and waited for, a dead one's file is removed, because
// after a restart of the machine its number may belong to anybody.
func (h *clusterHome) clearStale() error {
	path := filepath.Join(h.pgData, "postmaster.pid")
	deadline := time.Now().Add(stopWithin)
	for {
		b, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		first, _, _ := strings.Cut(string(b), "\n")
		pid, _ := strconv.Atoi(strings.TrimSpace(first))
		if pid <= 0 || !servesData(pid, h.pgData) {
			return os.Remove(path)
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("an earlier PostgreSQL (process %d) on %s does not stop", pid, h.pgData)
		}
		_ = syscall.Kill(pid, syscall.SIGINT)
		time.Sleep(100 * time.Millisecond)
	}
}

// servesData reports whether the process works in the cluster's directory, as every
// PostgreSQL does.
func servesData(pid int, pgData string) bool {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		// No /proc, or not ours to look at: believe the number if the process lives.
		_, noProc := os.Stat("/proc/self")
		return noProc != nil && syscall.Kill(pid, 0) == nil
	}
	return cwd == pgData
}

func (h *clusterHome) dsn(role, database string) string {
	return fmt.Sprintf("host='%s' port=5432 user=%s dbname=%s sslmode=disable", strings.ReplaceAll(h.sockDir, "'", `\'`), role, database)
}

// env is small on purpose: nothing of ours, such as a password, reaches the server.
func (h *clusterHome) env() []string {
	return []string{"PATH=" + h.bin + ":/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"}
}

func (h *clusterHome) args(o EmbeddedOptions) []string {
	conns := o.MaxConns
	if conns == 0 {
		conns = 100
	}
	set := map[string]string{
		"listen_addresses": "", "port": "5432",
		"unix_socket_directories": h.sockDir, "unix_socket_permissions": "0700",
		"max_connections": strconv.Itoa(conns), "timezone": "UTC", "log_timezone": "UTC",
		"shared_buffers": sharedBuffers(), "random_page_cost": "1.1", "jit": "off",
		"max_parallel_workers_per_gather": "0", "logging_collector": "off",
		"log_line_prefix": "%m [%p] ", "ssl": "off",
	}
	if o.Throwaway {
		set["fsync"], set["synchronous_commit"], set["full_page_writes"] = "off", "off", "off"
		set["shared_buffers"], set["autovacuum"] = "128MB", "off"
		set["wal_level"], set["max_wal_senders"] = "minimal", "0"
	}
	args := []string{"-D", h.pgData}
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		args = append(args, "-c", k+"="+set[k])
	}
	return args
}

// sharedBuffers is a quarter of the memory, between 128 MB and 8 GB. The listings of a
// million offers and their indexes are 2 GB, all of it read by searches.
func sharedBuffers() string {
	b, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return "128MB"
	}
	_, rest, _ := strings.Cut(string(b), "MemTotal:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return "128MB"
	}
	kb, _ := strconv.Atoi(fields[0])
	return strconv.Itoa(min(max(kb/1024/4, 128), 8192)) + "MB"
}

// RemoveEmbedded deletes the private server's files of dataDir, wherever they live. It
// refuses while the server runs.
func RemoveEmbedded(dataDir string) error {
	abs, err := filepath.Abs(dataDir)
	if err != nil {
		return err
	}
	if _, err := os.Stat(abs); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return err
	}
	lock, err := lockFile(filepath.Join(abs, "postgres.lock"))
	if err != nil {
		return fmt.Errorf("%w: %s", err, abs)
	}
	defer lock.Close()
	pointer := filepath.Join(abs, "postgres.location")
	if b, err := os.ReadFile(pointer); err == nil {
		outside := filepath.Dir(strings.TrimSpace(string(b)))
		if filepath.Dir(outside) != elsewhere {
			return fmt.Errorf("db: %s names %s, which is not below %s", pointer, outside, elsewhere)
		}
		if err := os.RemoveAll(outside); err != nil {
			return err
		}
	}
	for _, name := range []string{"postgres", "postgres.location", "postgres.log", "postgres.log.1"} {
		if err := os.RemoveAll(filepath.Join(abs, name)); err != nil {
			return err
		}
	}
	return nil
}
