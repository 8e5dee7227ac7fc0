package config_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"jangteo.kr/internal/config"
)

func TestLoad_defaultsAreADemo(t *testing.T) {
	c, err := config.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Demo() || c.Addr != "127.0.0.1:8080" || c.BaseURL != "http://127.0.0.1:8080" || c.Secure() ||
		!strings.HasSuffix(c.DataDir, "/data") || c.LogLevel != slog.LevelInfo || c.SessionIdle != 30*time.Minute {
		t.Errorf("%+v", c)
	}
}

func TestLoad_emptyMeansDefault(t *testing.T) {
	c, err := config.Load([]string{"JANGTEO_ADDR=", "JANGTEO_MODE=", "JANGTEO_WORKERS="})
	if err != nil || c.Addr != "127.0.0.1:8080" || c.Workers != 4 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestLoad_production(t *testing.T) {
	c, err := config.Load([]string{
		"JANGTEO_MODE=production", "JANGTEO_ADDR=:9090", "JANGTEO_BASE_URL=https://market.example.kr/",
		"JANGTEO_SMTP_URL=smtp://u:p@mail.example.kr:587", "JANGTEO_MAIL_FROM=장터 <no-reply@example.kr>",
		"JANGTEO_TRUSTED_PROXY=10.0.0.0/8, 192.0.2.1", "DATABASE_URL=postgres://u:p@db/jangteo", "JANGTEO_LOG_LEVEL=debug",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Demo() || !c.Secure() || c.BaseURL != "https://market.example.kr" || len(c.Proxies) != 2 || c.LogLevel != slog.LevelDebug {
		t.Errorf("%+v", c)
	}
}

func TestLoad_reportsEveryProblemInOneLineEach(t *testing.T) {
	cases := map[string]string{
		"JANGTEO_ADDR=8080":              "JANGTEO_ADDR must be host:port",
		"JANGTEO_ADDR=localhost:http8":   "JANGTEO_ADDR has no usable port",
		"JANGTEO_MODE=prod":              "JANGTEO_MODE must be demo or production",
		"JANGTEO_WORKERS=many":           "JANGTEO_WORKERS must be a whole number",
		"JANGTEO_WORKERS=0":              "JANGTEO_WORKERS must be between 1 and 100",
		"JANGTEO_SESSION_IDLE=30":        "JANGTEO_SESSION_IDLE must be a duration",
		"JANGTEO_SESSION_IDLE=11h":       "JANGTEO_SESSION_ABSOLUTE must not be shorter",
		"JANGTEO_LOG_LEVEL=loud":         "JANGTEO_LOG_LEVEL must be",
		"JANGTEO_BASE_URL=market":        "JANGTEO_BASE_URL must be http(s)://host",
		"JANGTEO_BASE_URL=https://x/y":   "JANGTEO_BASE_URL must be http(s)://host without a path",
		"JANGTEO_SMTP_URL=secret":        "JANGTEO_SMTP_URL must be smtp://",
		"JANGTEO_MAIL_FROM=nobody":       "JANGTEO_MAIL_FROM must be a mail address",
		"JANGTEO_TRUSTED_PROXY=proxy":    "JANGTEO_TRUSTED_PROXY must list addresses",
		"DATABASE_URL=mysql://x:secret@": "DATABASE_URL cannot be read",
	}
	for setting, want := range cases {
		_, err := config.Load([]string{setting})
		var p config.Problems
		if !errors.As(err, &p) || len(p) != 1 || !strings.HasPrefix(p[0], want) || strings.Contains(p[0], "\n") {
			t.Errorf("%s: %q", setting, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the message repeats a secret: %q", setting, err)
		}
	}
	_, err := config.Load([]string{"JANGTEO_MODE=production"})
	var p config.Problems
	if !errors.As(err, &p) || len(p) != 3 {
		t.Errorf("production without its settings: %q", err)
	}
}
