package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// EmbeddedOptions of a private server; the zero value is the durable one.
type EmbeddedOptions struct {
	Throwaway bool // tests: no fsync, small files; a crash loses everything
	MaxConns  int  // 100 if zero
}

// Server is a private PostgreSQL: a child process that listens on a Unix socket in a
// directory only its user can enter, and on no network address.
type Server struct {
	home    *clusterHome
	lock    *os.File
	cmd     *exec.Cmd
	exited  chan struct{} // closed when the process is gone
	exitErr error         // valid once exited is closed
}

// ErrEmbeddedRunning says that another process already runs the server of this data
// directory.
var ErrEmbeddedRunning = errors.New("another jangteo already runs on this data directory")

const (
	startWithin = 60 * time.Second // crash recovery of a small site is seconds
	stopWithin  = 60 * time.Second
)

// StartEmbedded makes (once) and starts the private server whose files live in
// dataDir, and creates the roles and the database in it. Run as root, the server
// itself runs as the user postgres or nobody.
func StartEmbedded(ctx context.Context, dataDir string, o EmbeddedOptions) (*Server, error) {
	home, err := findHome(dataDir)
	if err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(home.dataDir, "postgres.lock"))
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, home.dataDir)
	}
	s := &Server{home: home, lock: lock, exited: make(chan struct{})}
	if err := s.start(ctx, o); err != nil {
		lock.Close()
		return nil, fmt.Errorf("db: embedded server: %w", err)
	}
	if err := s.prepare(ctx); err != nil {
		_ = s.Stop()
		return nil, fmt.Errorf("db: embedded server: %w", err)
	}
	return s, nil
}

// AttachEmbedded gives the address of the private server of dataDir if another
// process runs it now.
func AttachEmbedded(dataDir string) (dsn string, running bool) {
	home, err := findHome(dataDir)
	if err != nil {
		return "", false
	}
	lock, err := lockFile(filepath.Join(home.dataDir, "postgres.lock"))
	if err == nil {
		lock.Close()
		return "", false
	}
	return home.dsn(OwnerRole, "jangteo"), errors.Is(err, ErrEmbeddedRunning)
}

// DSN is the address for the owner of the application's database.
func (s *Server) DSN() string { return s.home.dsn(OwnerRole, "jangteo") }

// AdminDSN is the address for the cluster's superuser.
func (s *Server) AdminDSN() string { return s.home.dsn("postgres", "postgres") }

// Exited is closed when the server's process is gone, wanted or not.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// LogFile is where the server writes its own log.
func (s *Server) LogFile() string { return s.home.logFile }

// Stop is a fast shutdown: open transactions are rolled back, everything committed is
// on disk. It waits until the process is gone. A second call does nothing.
func (s *Server) Stop() error {
	defer s.lock.Close()
	select {
	case <-s.exited:
		return nil
	default:
	}
	_ = s.cmd.Process.Signal(syscall.SIGINT)
	select {
	case <-s.exited:
		return nil
	case <-time.After(stopWithin):
	}
	// Immediate shutdown: the next start recovers from the log.
	_ = s.cmd.Process.Signal(syscall.SIGQUIT)
	<-s.exited
	return errors.New("db: embedded server did not stop in time and was ended; it will recover at the next start")
}

func (s *Server) start(ctx context.Context, o EmbeddedOptions) error {
	if err := s.home.init(ctx); err != nil {
		return err
	}
	if err := s.home.clearStale(); err != nil {
		return err
	}
	log, err := openLog(s.home.logFile)
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command(filepath.Join(s.home.bin, "postgres"), s.home.args(o)...)
	s.cmd.Dir = "/"
	s.cmd.Env = s.home.env()
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = procAttr(s.home.cred)

	started := make(chan error)
	go func() {
		// The kernel's death signal follows the thread that forked, so that thread has
		// to live as long as the server does.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := s.cmd.Start()
		started <- err
		if err == nil {
			s.exitErr = s.cmd.Wait()
			close(s.exited)
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.waitReady(ctx)
}

func (s *Server) waitReady(ctx context.Context) error {
	deadline := time.Now().Add(startWithin)
	var last error
	for time.Now().Before(deadline) {
		select {
		case <-s.exited:
			return errors.Join(fmt.Errorf("PostgreSQL ended at once; see %s", s.home.logFile), s.exitErr)
		case <-ctx.Done():
			_ = s.Stop()
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
		conn, err := pgx.Connect(ctx, s.AdminDSN())
		if err == nil {
			return conn.Close(ctx)
		}
		last = err
	}
	_ = s.Stop()
	return fmt.Errorf("PostgreSQL did not accept connections: %w; see %s", last, s.home.logFile)
}

// prepare creates the roles and the database of a new cluster.
func (s *Server) prepare(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.AdminDSN())
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := createRole(ctx, conn, OwnerRole, "login"); err != nil {
		return err
	}
	if err := createRole(ctx, conn, AppRole, "nologin"); err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, `grant `+AppRole+` to `+OwnerRole); err != nil {
		return err
	}
	return createDatabase(ctx, conn, "jangteo", OwnerRole)
}

// lockFile takes the exclusive lock that one process at a time may hold.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrEmbeddedRunning
		}
		return nil, err
	}
	return f, nil
}

// openLog appends to the server's log and starts it anew past 10 MB.
func openLog(path string) (*os.File, error) {
	if st, err := os.Stat(path); err == nil && st.Size() > 10<<20 {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, err
		}
	}
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
}

// shortHash names a directory after a path.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}

// run executes one of PostgreSQL's programs and returns what it said if it failed.
func (h *clusterHome) run(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(h.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = h.env()
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: h.cred}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}
