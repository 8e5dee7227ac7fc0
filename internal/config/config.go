// Package config reads the settings of the program from its environment into one
// struct and checks them all before anything starts. It knows no defaults that depend
// on who runs it, and nothing else in the program reads the environment.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Mode says what kind of site this is.
type Mode string

// In Demo the small country is loaded and anyone may sign in as one of its people;
// in Production no demo account can exist.
const (
	Demo       Mode = "demo"
	Production Mode = "production"
)

// Config is every setting, checked. The names of the variables are the interface to
// operators (docs/configuration.md).
type Config struct {
	Addr            string        `env:"JANGTEO_ADDR" envDefault:"127.0.0.1:8080"`
	DataDir         string        `env:"JANGTEO_DATA_DIR" envDefault:"data"`
	DatabaseURL     string        `env:"DATABASE_URL"`
	Mode            Mode          `env:"JANGTEO_MODE" envDefault:"demo"`
	BaseURL         string        `env:"JANGTEO_BASE_URL"`
	SMTPURL         string        `env:"JANGTEO_SMTP_URL"`
	MailFrom        string        `env:"JANGTEO_MAIL_FROM"`
	LogLevel        slog.Level    `env:"JANGTEO_LOG_LEVEL" envDefault:"info"`
	SessionIdle     time.Duration `env:"JANGTEO_SESSION_IDLE" envDefault:"30m"`
	SessionAbsolute time.Duration `env:"JANGTEO_SESSION_ABSOLUTE" envDefault:"10h"`
	Workers         int           `env:"JANGTEO_WORKERS" envDefault:"4"`
	TrustedProxies  []string      `env:"JANGTEO_TRUSTED_PROXY"`

	// Proxies is TrustedProxies, parsed: the networks whose X-Forwarded-For is believed.
	Proxies []netip.Prefix `env:"-"`
	// Site is BaseURL, parsed; http://ADDR when none is set in demo mode.
	Site *url.URL `env:"-"`
}

// Demo reports whether the site is a demonstration.
func (c Config) Demo() bool { return c.Mode == Demo }

// Secure reports whether people reach the site by https.
func (c Config) Secure() bool { return c.Site.Scheme == "https" }

// Problems are all wrong settings, one line each.
type Problems []string

// Error joins the lines.
func (p Problems) Error() string { return strings.Join(p, "\n") }

// about reports whether a line already speaks of the same variable: a value that could
// not be read is not judged as well.
func (p Problems) about(line string) bool {
	name, _, _ := strings.Cut(line, " ")
	return slices.ContainsFunc(p, func(said string) bool { return strings.HasPrefix(said, name+" ") })
}

// Load reads environment, a list of NAME=value pairs as os.Environ gives it. The
// error is Problems.
func Load(environ []string) (Config, error) {
	var c Config
	vars := map[string]string{}
	for _, kv := range environ {
		// A variable set to nothing means the default, as make passes them through.
		if name, value, ok := strings.Cut(kv, "="); ok && value != "" {
			vars[name] = strings.TrimSpace(value)
		}
	}
	var p Problems
	if err := env.ParseWithOptions(&c, env.Options{Environment: vars}); err != nil {
		p = append(p, unreadable(err)...)
	}
	for _, line := range c.check() {
		if !p.about(line) {
			p = append(p, line)
		}
	}
	if len(p) > 0 {
		return Config{}, p
	}
	return c, nil
}

// unreadable makes a line of each value that is not of its type. The value itself is
// left out: it may be a secret in the wrong place.
func unreadable(err error) Problems {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return Problems{err.Error()}
	}
	kinds := map[string]string{
		"LogLevel":        "JANGTEO_LOG_LEVEL must be debug, info, warn or error",
		"SessionIdle":     "JANGTEO_SESSION_IDLE must be a duration such as 30m",
		"SessionAbsolute": "JANGTEO_SESSION_ABSOLUTE must be a duration such as 10h",
		"Workers":         "JANGTEO_WORKERS must be a whole number",
	}
	var p Problems
	for _, e := range all.Errors {
		var parse env.ParseError
		if errors.As(e, &parse) && kinds[parse.Name] != "" {
			p = append(p, kinds[parse.Name])
		} else {
			p = append(p, e.Error())
		}
	}
	return p
}

func (c *Config) check() Problems {
	var p Problems
	wrong := func(format string, args ...any) { p = append(p, fmt.Sprintf(format, args...)) }

	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil || port == "" {
		wrong("JANGTEO_ADDR must be host:port, such as 127.0.0.1:8080, not %q", c.Addr)
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		wrong("JANGTEO_ADDR has no usable port: %q", c.Addr)
	}
	if c.Mode != Demo && c.Mode != Production {
		wrong("JANGTEO_MODE must be demo or production, not %q", c.Mode)
	}
	if c.DataDir, err = filepath.Abs(c.DataDir); err != nil {
		wrong("JANGTEO_DATA_DIR: %v", err)
	}
	if c.DatabaseURL != "" {
		if _, err := pgxpool.ParseConfig(c.DatabaseURL); err != nil {
			wrong("DATABASE_URL cannot be read as a PostgreSQL address, such as postgres://user:password@host/database")
		}
	}
	if c.Workers < 1 || c.Workers > 100 {
		wrong("JANGTEO_WORKERS must be between 1 and 100, not %d", c.Workers)
	}
	if c.SessionIdle < time.Minute {
		wrong("JANGTEO_SESSION_IDLE must be at least 1m")
	}
	if c.SessionAbsolute < c.SessionIdle {
		wrong("JANGTEO_SESSION_ABSOLUTE must not be shorter than JANGTEO_SESSION_IDLE")
	}
	p = append(p, c.checkSite(host, port)...)
	p = append(p, c.checkMail()...)
	return append(p, c.checkProxies()...)
}

func (c *Config) checkSite(host, port string) Problems {
	if c.BaseURL == "" {
		if c.Mode == Production {
			return Problems{"JANGTEO_BASE_URL must be set in production mode, such as https://market.example.go.kr: links in mails and documents begin with it"}
		}
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "127.0.0.1"
		}
		c.Site = &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
		c.BaseURL = c.Site.String()
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return Problems{fmt.Sprintf("JANGTEO_BASE_URL must be http(s)://host without a path, not %q", c.BaseURL)}
	}
	if c.Mode == Production && u.Scheme != "https" {
		return Problems{"JANGTEO_BASE_URL must begin with https:// in production mode"}
	}
	u.Path = ""
	c.Site, c.BaseURL = u, u.String()
	return nil
}

func (c *Config) checkMail() Problems {
	var p Problems
	if c.SMTPURL != "" {
		u, err := url.Parse(c.SMTPURL)
		if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
			// Not the value: it holds a password.
			p = append(p, "JANGTEO_SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465")
		}
	} else if c.Mode == Production {
		p = append(p, "JANGTEO_SMTP_URL must be set in production mode: invitations go by mail")
	}
	switch {
	case c.MailFrom == "" && c.Mode == Production:
		p = append(p, "JANGTEO_MAIL_FROM must be set in production mode")
	case c.MailFrom == "":
		c.MailFrom = "Jangteo <no-reply@jangteo.example>"
	default:
		if _, err := mail.ParseAddress(c.MailFrom); err != nil {
			p = append(p, fmt.Sprintf("JANGTEO_MAIL_FROM must be a mail address, such as Jangteo <no-reply@example.go.kr>, not %q", c.MailFrom))
		}
	}
	return p
}

func (c *Config) checkProxies() Problems {
	var p Problems
	for _, s := range c.TrustedProxies {
		s = strings.TrimSpace(s)
		if prefix, err := netip.ParsePrefix(s); err == nil {
			c.Proxies = append(c.Proxies, prefix)
		} else if addr, err := netip.ParseAddr(s); err == nil {
			c.Proxies = append(c.Proxies, netip.PrefixFrom(addr, addr.BitLen()))
		} else {
			p = append(p, fmt.Sprintf("JANGTEO_TRUSTED_PROXY must list addresses or networks, such as 10.0.0.0/8, not %q", s))
		}
	}
	return p
}
