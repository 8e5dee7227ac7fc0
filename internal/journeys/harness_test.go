package journeys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// place is the running program and the browser that all journeys share.
type place struct {
	base    string // http://127.0.0.1:port
	root    string // of the repository
	binary  string
	environ []string
	serve   *exec.Cmd
	ended   chan error // what serve ended with
	logPath string
	log     *os.File

	allocator context.Context
	country   inventory
	routes    []route
}

// inventory is what `jangteo demo --json` prints.
type inventory struct {
	Accounts []struct {
		Persona, Email, Password, Name, Body string
	} `json:"accounts"`
	Objects       map[string]any   `json:"objects"`
	OrdersByState map[string]int64 `json:"orders_by_state"`
}

// site is set by TestMain.
var site *place

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) (code int) {
	dir, err := os.MkdirTemp("", "jangteo-journeys-")
	if err != nil {
		return complain(err)
	}
	// The program drops root's rights for its database, which then must reach its directory.
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // a directory of tests, without secrets
		return complain(err)
	}
	defer os.RemoveAll(dir)
	site, err = open(dir)
	defer func() {
		if err := site.close(); err != nil && code == 0 {
			code = complain(err)
		}
	}()
	if err != nil {
		return complain(err)
	}
	return m.Run()
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, "journeys:", err)
	if site != nil && site.logPath != "" {
		fmt.Fprintln(os.Stderr, tail(site.logPath))
	}
	return 1
}

// tail gives the end of the program's log, for a failure that happens before any page.
func tail(path string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-4000):])
}

// open builds the program, starts it and a browser.
func open(dir string) (*place, error) {
	p := &place{ended: make(chan error, 1)}
	browser, err := findBrowser()
	if err != nil {
		return p, err
	}
	if p.root, err = filepath.Abs("../.."); err != nil {
		return p, err
	}
	p.binary = filepath.Join(dir, "jangteo")
	build := exec.Command("go", "build", "-o", p.binary, "./cmd/jangteo")
	build.Dir = p.root
	if out, err := build.CombinedOutput(); err != nil {
		return p, fmt.Errorf("go build: %w\n%s", err, out)
	}
	if err := p.start(dir); err != nil {
		return p, err
	}
	return p, p.startBrowser(browser, filepath.Join(dir, "browser"))
}

// start runs the program on a free port and waits until it is ready.
func (p *place) start(dir string) (err error) {
	addr, err := freeAddr()
	if err != nil {
		return err
	}
	p.base = "http://" + addr
	// Whoever writes a journey keeps the data between runs and saves the loading.
	data := os.Getenv("JANGTEO_JOURNEYS_DATA")
	if data == "" {
		data = filepath.Join(dir, "data")
	}
	p.environ = append(os.Environ(), "JANGTEO_ADDR="+addr, "JANGTEO_DATA_DIR="+data,
		"JANGTEO_MODE=demo", "JANGTEO_BASE_URL=", "DATABASE_URL=", "JANGTEO_LOG_LEVEL=info")
	p.logPath = filepath.Join(dir, "serve.log")
	if p.log, err = os.Create(p.logPath); err != nil {
		return err
	}
	p.serve = exec.Command(p.binary, "serve")
	p.serve.Env, p.serve.Stdout, p.serve.Stderr = p.environ, p.log, p.log
	if err := p.serve.Start(); err != nil {
		return err
	}
	go func() { p.ended <- p.serve.Wait() }()
	if err := p.awaitReady(3 * time.Minute); err != nil {
		return err
	}
	if p.routes, err = p.listRoutes(); err != nil {
		return err
	}
	return p.command(&p.country, "demo", "--json")
}

// command runs another command of the program beside the one that serves and reads
// its JSON.
func (p *place) command(into any, args ...string) error {
	out, err := p.output(args...)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(out, into); err != nil {
		return fmt.Errorf("jangteo %s: %w", args[0], err)
	}
	return nil
}

func (p *place) output(args ...string) ([]byte, error) {
	c := exec.Command(p.binary, args...)
	var errOut bytes.Buffer
	c.Env, c.Stderr = p.environ, &errOut
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("jangteo %v: %w\n%s", args, err, errOut.String())
	}
	return out, nil
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// awaitReady asks /readyz, over a plain connection, until it says 200.
func (p *place) awaitReady(patience time.Duration) error {
	last := errors.New("nobody listens")
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("the program ended before it was ready: %v", err) //nolint:errorlint // nil when something told it to end
		default:
		}
		var ready bool
		if ready, last = p.ready(); ready {
			return nil
		}
	}
	return fmt.Errorf("not ready after %s: %w", patience, last)
}

func (p *place) ready() (bool, error) {
	c, err := net.DialTimeout("tcp", p.base[len("http://"):], time.Second)
	if err != nil {
		return false, err
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return false, err
	}
	if _, err := io.WriteString(c, "GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n"); err != nil {
		return false, err
	}
	answer, err := io.ReadAll(c)
	line, _, _ := bytes.Cut(answer, []byte("\r\n"))
	return bytes.Contains(line, []byte(" 200 ")), errors.Join(err, fmt.Errorf("/readyz: %s", line))
}

// close ends the browser and the program, which must end well.
func (p *place) close() error {
	if p.allocator != nil {
		_ = chromedp.Cancel(p.allocator) // it may have died with a test
	}
	if p.log != nil {
		defer p.log.Close()
	}
	if p.serve == nil || p.serve.Process == nil {
		return nil
	}
	if err := p.serve.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("the program was gone before the end: %w", <-p.ended)
	}
	select {
	case err := <-p.ended:
		if err != nil {
			return fmt.Errorf("the program did not end well: %w", err)
		}
		return nil
	case <-time.After(time.Minute):
		_ = p.serve.Process.Kill()
		return errors.New("the program did not end within a minute")
	}
}
