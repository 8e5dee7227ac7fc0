// Command jangteo is the whole program: the site with its workers, the migrations and
// the tools of those who run it. It only wires; what the site does is in web and
// internal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"jangteo.kr/internal/config"
)

// version is set by the build.
var version = "development"

// cli is the command line.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve the site and work on jobs."`
	Worker  workerCmd  `cmd:"" help:"Work on jobs only."`
	Migrate migrateCmd `cmd:"" help:"Change the database's schema."`
	Demo    demoCmd    `cmd:"" help:"Load the demonstration, or show its accounts."`
	User    userCmd    `cmd:"" help:"People."`
	Fsck    fsckCmd    `cmd:"" help:"Recompute the books and states and compare."`
	Routes  routesCmd  `cmd:"" help:"List every address of the site."`
	DSN     dsnCmd     `cmd:"" name:"dsn" help:"Print the address of the database."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

// program is what commands share.
type program struct {
	cfg config.Config
	log *slog.Logger
	out io.Writer
}

// Exit codes.
const (
	exitFailed = 1 // the command could not do its work
	exitUsage  = 2 // the command line or a setting is wrong
)

func main() {
	os.Exit(run(os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

func run(args, environ []string, out, errOut io.Writer) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("jangteo"), kong.UsageOnError(), kong.Writers(out, errOut),
		kong.Description("Jangteo: a public procurement market. Settings come from the environment; see docs/configuration.md."))
	if err != nil {
		return say(errOut, exitFailed, err)
	}
	cmd, err := parser.Parse(args)
	if err != nil {
		return say(errOut, exitUsage, err)
	}
	p := &program{out: out}
	if _, ok := cmd.Selected().Target.Interface().(versionCmd); !ok {
		if p.cfg, err = config.Load(environ); err != nil {
			return say(errOut, exitUsage, err)
		}
	}
	p.log = slog.New(slog.NewJSONHandler(errOut, &slog.HandlerOptions{Level: p.cfg.LogLevel}))
	slog.SetDefault(p.log)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the program at once; the database then stops by itself.
	context.AfterFunc(ctx, stop)

	cmd.BindTo(ctx, (*context.Context)(nil))
	if err := cmd.Run(p); err != nil && !errors.Is(err, context.Canceled) {
		return say(errOut, exitFailed, err)
	}
	return 0
}

// say prints each line of an error for a person to read.
func say(w io.Writer, code int, err error) int {
	fmt.Fprintf(w, "jangteo: %v\n", err)
	return code
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(p *program) error {
	_, err := fmt.Fprintln(p.out, "jangteo", version)
	return err
}
