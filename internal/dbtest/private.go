package dbtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"jangteo.kr/internal/db"
)

// The private server belongs to a supervisor: this very test binary, started again,
// detached, with superviseVar set. Test processes hold a shared lock on users.lock
// while they live, which the kernel releases however they end; the supervisor stops
// when it could have had that lock for itself for idleFor. Each supervisor makes a
// new cluster, so a crash leaves nothing that the next one would trust.
const (
	superviseVar = "JANGTEO_DBTEST_SUPERVISE"
	idleFor      = 90 * time.Second
	readyWithin  = 90 * time.Second
)

func init() {
	if dir := os.Getenv(superviseVar); dir != "" {
		if err := supervise(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// held keeps the users' lock from being collected and so released: the process uses
// the server as long as it lives.
var held []*os.File

// privateServer joins the running server, or starts it.
func privateServer(ctx context.Context) (admin, owner string, err error) {
	dir := filepath.Join(os.TempDir(), "jangteo-test-pg-"+strconv.Itoa(os.Geteuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", "", err
	}
	if st, err := os.Stat(dir); err != nil || int(st.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() {
		return "", "", fmt.Errorf("%s is not ours", dir)
	}
	users, err := lock(filepath.Join(dir, "users.lock"), syscall.LOCK_SH)
	if err != nil {
		return "", "", err
	}
	held = append(held, users)
	starting, err := lock(filepath.Join(dir, "start.lock"), syscall.LOCK_EX)
	if err != nil {
		return "", "", err
	}
	defer starting.Close()
	if admin, owner, ok := running(ctx, dir); ok {
		return admin, owner, nil
	}
	return startSupervisor(ctx, dir)
}

func startSupervisor(ctx context.Context, dir string) (admin, owner string, err error) {
	if err := os.Remove(filepath.Join(dir, "dsn")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", "", err
	}
	logPath := filepath.Join(dir, "supervisor.log")
	log, err := os.Create(logPath)
	if err != nil {
		return "", "", err
	}
	defer log.Close()
	cmd := exec.Command(self)
	cmd.Env = []string{superviseVar + "=" + dir, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.Getenv("TMPDIR")}
	cmd.Dir = "/"
	// go test waits for whoever holds its output, so the supervisor gets a file.
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return "", "", err
	}
	gone := make(chan struct{})
	go func() { _ = cmd.Wait(); close(gone) }()
	for deadline := time.Now().Add(readyWithin); time.Now().Before(deadline); {
		if admin, owner, ok := running(ctx, dir); ok {
			return admin, owner, nil
		}
		select {
		case <-gone:
			said, _ := os.ReadFile(logPath)
			return "", "", fmt.Errorf("the test server did not start: %s", strings.TrimSpace(string(said)))
		case <-time.After(25 * time.Millisecond):
		}
	}
	return "", "", fmt.Errorf("the test server did not start in %s, see %s", readyWithin, logPath)
}

// running reads the address that a supervisor published and proves it.
func running(ctx context.Context, dir string) (admin, owner string, ok bool) {
	b, err := os.ReadFile(filepath.Join(dir, "dsn"))
	if err != nil {
		return "", "", false
	}
	admin, owner, ok = strings.Cut(strings.TrimSpace(string(b)), "\n")
	if !ok {
		return "", "", false
	}
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", "", false
	}
	return admin, owner, conn.Close(ctx) == nil
}

func supervise(dir string) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	old, _ := filepath.Glob(filepath.Join(dir, "cluster-*"))
	for _, c := range old {
		_ = removeCluster(c) // of a supervisor that was killed; its server may still be going
	}
	cluster := filepath.Join(dir, "cluster-"+strings.ToLower(rand.Text()[:8]))
	s, err := db.StartEmbedded(context.Background(), cluster, db.EmbeddedOptions{Throwaway: true, MaxConns: 400})
	if err != nil {
		return err
	}
	defer func() {
		_ = s.Stop()
		_ = removeCluster(cluster)
	}()
	dsn := filepath.Join(dir, "dsn")
	if err := os.WriteFile(dsn+".new", []byte(s.AdminDSN()+"\n"+s.DSN()+"\n"), 0o600); err != nil {
		return err
	}
	if err := os.Rename(dsn+".new", dsn); err != nil {
		return err
	}
	users, err := os.OpenFile(filepath.Join(dir, "users.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	// Held until this process is gone, so that the next user waits for the end of the
	// clean-up and then starts afresh.
	waitIdle(users, stop, s.Exited())
	return os.Remove(dsn)
}

// waitIdle returns with the users' lock held once nobody has held it for idleFor, and
// earlier when told to stop or when the server is gone.
func waitIdle(users *os.File, stop <-chan os.Signal, exited <-chan struct{}) {
	fd := int(users.Fd())
	lastUse := time.Now()
	for {
		select {
		case <-stop:
			return
		case <-exited:
			return
		case <-time.After(time.Second):
		}
		if syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB) != nil {
			lastUse = time.Now()
			continue
		}
		if time.Since(lastUse) >= idleFor {
			return
		}
		_ = syscall.Flock(fd, syscall.LOCK_UN)
	}
}

func removeCluster(dir string) error {
	if err := db.RemoveEmbedded(dir); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

func lock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, err
		}
	}
}
