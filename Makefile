# `make` alone lists what there is. More in docs/guides/development.md.
.DEFAULT_GOAL := help
.PHONY: help run demo dev test e2e screenshots check chaos hostile fuzz deny bench lighthouse setup site binary

DATA := $(or $(TOCSIN_DATA),var)
RELEASE := $(or $(CARGO_TARGET_DIR),target)/release
TOCSIN := cargo run --quiet --release --package server --features embed --

help: ## List these commands
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 14

run: binary ## Set up, build and serve Tocsin on http://127.0.0.1:3000, its data in ./var (or TOCSIN_DATA)
	$(TOCSIN) serve --data "$(DATA)" $(ARGS)

demo: binary ## The same with an organisation at work in it, to look around
	$(TOCSIN) demo $(ARGS)

dev: setup ## Serve a quickly built Tocsin, built again at every change
	bin/dev $(ARGS)

test: setup-tests ## Run every test: Rust on both databases, then pages in a browser on both
	bin/test

e2e: setup-tests ## Run the page tests alone; ARGS="smoke.spec.ts --project sqlite" narrows them
	bin/test pages $(ARGS)

screenshots: setup-tests ## Take the documentation's pictures anew, which every change of a page is held against
	bin/test pages pictures.spec.ts --project face --update-snapshots

check: setup ## Formatting, lints for server and browser, documentation: no warnings
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --package app --lib --no-default-features --features hydrate --target wasm32-unknown-unknown -- -D warnings
	cargo clippy --package app --lib --no-default-features --features editor --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

chaos: setup-tests binary ## The long form of the tests of faults: a hundred times kill -9, outages of a minute, ten thousand histories
	TOCSIN_CHAOS=long TOCSIN_BIN="$(RELEASE)/tocsin" bin/with-services \
		cargo test --package server --test faults --test connections -- --test-threads=1 --nocapture --skip panics
	bin/with-services cargo test --package server --test faults panics # which a debug build alone has to order
	TOCSIN_CHAOS=long bin/with-services cargo test --release --package backend --lib histories -- --nocapture

hostile: setup-tests binary ## Try each of four hundred hostile texts at every place that shows text, in a browser; takes hours
	TOCSIN_HOSTILE=all TOCSIN_BIN="$(RELEASE)/tocsin" bin/test pages injection --project sqlite --trace off

fuzz: setup ## Send what nobody would write to whatever reads it, each for TIME=60 seconds; ARGS="markdown probe" narrows it
	bin/fuzz "$(or $(TIME),60)" $(ARGS)

deny: ## Licences, double and withdrawn crates, and known defects of all that Tocsin is built from (deny.toml)
	@bin/deny

bench: binary ## Speed and memory: ticks beside bare SQLite, imports, searches, pages, watchers; SIZES="1000 100000" lists as many incidents
	cargo build --quiet --release --package backend --package server --features server/embed --example bench --example pages
	"$(RELEASE)/examples/bench"
	TOCSIN_BIN="$(RELEASE)/tocsin" "$(RELEASE)/examples/pages" $(SIZES)

lighthouse: binary ## How quick the main pages are on a phone, by Lighthouse; reports in target/lighthouse
	@bin/setup --lighthouse
	node end2end/lighthouse/lighthouse.mjs "$(RELEASE)/tocsin" $(ARGS)

setup: ## Install what building needs (done by the commands above)
	@bin/setup

site: setup ## Build wasm, script and style sheet into target/site
	bin/site

binary: site ## Build target/release/tocsin, the one file that a server needs
	cargo build --release --package server --features embed

.PHONY: setup-tests
setup-tests:
	@bin/setup --tests
