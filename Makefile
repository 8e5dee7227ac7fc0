# make run and make test are all that a newcomer needs; make help lists the rest.
# Settings pass through the environment (docs/configuration.md):
#   JANGTEO_ADDR=127.0.0.1:8081 JANGTEO_DATA_DIR=other make run

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO ?= go
TOOLS := $(CURDIR)/.bin
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo development)

GOFUMPT := $(TOOLS)/gofumpt-v0.12.0
GOLANGCI := $(TOOLS)/golangci-lint-v2.15.0
DEADCODE := $(TOOLS)/deadcode-v0.52.0

# What generate writes; check compares it before and after.
GENERATED := find web -name '*_templ.go' -o -path 'web/static/dist/*' -type f

.PHONY: help run test check bench demo-reset build generate assets install-run install-test

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: install-run build ## Start the site, its database and the demonstration; Ctrl-C stops all.
	@exec ./bin/jangteo serve

test: install-test ## Run every test, browser journeys included.
	$(GO) test -count=1 -timeout 25m ./...

check: generate-same ## Generated files, format, vet, linters, dead code.
	@$(MAKE) format-same lint dead

bench: install-test ## Measure, and compare with the bare database and handler.
	$(GO) test -count=1 -run '^$$' -bench . -benchmem -timeout 25m ./...

demo-reset: install-run build ## Delete this copy's data and load the demonstration anew.
	./bin/jangteo demo --reset

build: ## Build bin/jangteo.
	@mkdir -p bin
	$(GO) build -trimpath -ldflags "-X main.version=$(VERSION)" -o bin/jangteo ./cmd/jangteo

generate: assets ## Write templ's Go files and the bundled assets.
	$(GO) tool templ generate -path ./web -log-level warn

assets: ## Bundle styles, scripts and fonts.
	$(GO) run ./cmd/assets

install-run:
	@.ci/install.sh postgresql

install-test:
	@.ci/install.sh postgresql browser font

.PHONY: generate-same format-same lint dead
generate-same:
	@before=$$($(GENERATED) | sort | xargs sha256sum); \
	$(MAKE) generate; \
	after=$$($(GENERATED) | sort | xargs sha256sum); \
	if [ "$$before" != "$$after" ]; then \
		diff <(echo "$$before") <(echo "$$after") || true; \
		echo "Generated files were not up to date. They are now: commit them." >&2; exit 1; \
	fi

format-same: $(GOFUMPT)
	@wrong=$$(git ls-files --cached --others --exclude-standard '*.go' ':!*_templ.go' | xargs -r ls -d 2>/dev/null | xargs -r $(GOFUMPT) -l); \
	if [ -n "$$wrong" ]; then echo "Not formatted by gofumpt:" >&2; echo "$$wrong" >&2; exit 1; fi
	@$(GO) tool templ fmt -fail -log-level warn web

lint: $(GOLANGCI)
	$(GO) vet ./...
	$(GOLANGCI) run ./...

dead: $(DEADCODE)
	@unused=$$($(DEADCODE) -test ./...); \
	if [ -n "$$unused" ]; then echo "$$unused" >&2; exit 1; fi

$(GOFUMPT):
	@.ci/tool.sh $@ mvdan.cc/gofumpt v0.12.0
$(GOLANGCI):
	@.ci/tool.sh $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint v2.15.0
$(DEADCODE):
	@.ci/tool.sh $@ golang.org/x/tools/cmd/deadcode v0.52.0
