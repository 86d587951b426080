SHELL := /bin/bash
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
FUZZTIME ?= 60s
TOOL := go tool -modfile=tools/go.mod

# No stamp of the checkout: the same source makes the same bytes anywhere.
BUILD := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w -X main.version=$(VERSION)'

.DEFAULT_GOAL := help

.PHONY: run
run: build ## build, and start the development server
	bin/authd dev

.PHONY: build
build: ## build bin/authd, one static file
	$(BUILD) -o bin/authd ./cmd/authd

.PHONY: test
test: test-go test-browser ## all tests, from a machine with only Go and Node

.PHONY: test-setup
test-setup:
	scripts/setup-test

.PHONY: test-go
test-go: test-setup ## the Go tests, with the race detector and PostgreSQL
	scripts/with-postgres go test -race -shuffle=on ./...

.PHONY: test-browser
test-browser: test-setup build e2e/node_modules ## the true binary with unmodified SDKs in Chromium
	cd e2e && npx playwright test

e2e/node_modules: e2e/package-lock.json
	cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci
	touch $@

.PHONY: lint
lint: ## go vet, and the linters and gofmt of .golangci.yml
	go vet ./...
	$(TOOL) golangci-lint run --allow-parallel-runners

.PHONY: vuln
vuln: ## known weaknesses in code that is really reached
	scripts/vuln

.PHONY: bench
bench: ## the benchmarks, six times each, summed up
	mkdir -p bin
	go test -run '^$$' -bench . -benchmem -count 6 ./internal/... | tee bin/bench.txt
	$(TOOL) benchstat bin/bench.txt

.PHONY: bench-http
bench-http: build ## what requests cost over HTTP, in signatures of CPU, on SQLite and PostgreSQL
	scripts/with-postgres go run ./internal/benchhttp

.PHONY: chaos
chaos: ## processes and connections that die under load, at length
	AUTHD_CHAOS=long scripts/with-postgres go test -count=1 -timeout 60m -v ./internal/chaos

.PHONY: scale
scale: ## what a million people, sessions and refresh families cost
	AUTHD_SCALE=long scripts/with-postgres go test -count=1 -timeout 60m -v ./internal/scale

.PHONY: fuzz
fuzz: ## every fuzz target in turn, FUZZTIME each (60s)
	scripts/fuzz $(FUZZTIME)

.PHONY: cases
cases: ## which security rows have a test
	scripts/cases

.PHONY: clean
clean: ## remove what was built
	rm -rf bin e2e/node_modules e2e/test-results e2e/playwright-report

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
