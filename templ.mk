# Patrol's makefile: make -f templ.mk TARGET
#
#   run       the demo, on loopback; prints its address and accounts
#   test      every check and every test; installs what is missing on Debian
#   check     the checks alone: generated code, gofmt, go vet, staticcheck
#   generate  format the views, generate their Go code, pack the static files
#   dev       the demo, started again at each change of a view
#   bench     a table of measurements
#   fuzz      each fuzz target, for FUZZTIME

FUZZTIME ?= 30s
DEV_ADDR ?= 127.0.0.1:8080
DEV_DATA ?= $(or $(TMPDIR),/tmp)/patrol-dev

TEMPL = go tool templ

run:
	go run ./cmd/patrol demo

test:
	bash .ci/test

check:
	bash .ci/test check

# The path is part of what is generated, so it is the same everywhere.
generate:
	$(TEMPL) fmt views
	$(TEMPL) generate -path views
	go generate ./static

dev:
	$(TEMPL) generate -path views -watch -open-browser=false -proxy=http://$(DEV_ADDR) \
		-cmd="go run ./cmd/patrol demo --listen $(DEV_ADDR) --data $(DEV_DATA)"

bench:
	go run ./cmd/bench

fuzz:
	bash .ci/fuzz $(FUZZTIME)

.PHONY: run test check generate dev bench fuzz
