# `make` lists what there is to do. The work is done by the scripts in tests/tools.

.PHONY: help serve build single package test test-browsers conformance bless bench fuzz fmt clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

serve: ## Install what is missing, build, and serve the page on 127.0.0.1
	@tests/tools/serve.sh

build: ## Install what is missing and build the optimised wasm into www/pkg
	@tests/tools/setup.sh build
	@tests/tools/build.sh

single: build ## Build the page as one HTML file that works from a disk: target/pixelbits.html
	@node tests/tools/single/build.js

package: build ## Build the npm package of the wasm core in target/npm
	@node tests/tools/package.js

test: ## Install what is missing and run every check (some of them: only="native e2e")
	@tests/tools/check.sh $(only)

test-browsers: ## Run the page's tests in Firefox and WebKitGTK, too (some of it: only=webkit specs="open share")
	@specs="$(specs)" tests/tools/check.sh $(or $(only),rust_firefox firefox webkit)

conformance: ## Make the conformance tables of README.md anew, beside other decoders
	@tests/tools/conformance.sh

bless: ## Write the golden transcripts anew; read the diff before you commit it
	BLESS=1 cargo test --features cli --test golden

fuzz: ## Look for input that breaks something, FUZZ_SECONDS=60 a target (some of them: only="decode trace")
	@tests/fuzz/run.sh $(only)

bench: ## Time this decoder against others, natively and in a browser (some twenty minutes)
	@tests/bench/bench.sh $(rounds)

fmt: ## Format the Rust sources
	cargo fmt

clean: ## Remove everything built (installed tools stay)
	cargo clean
	rm -rf www/pkg pkg tests/out tests/node_modules
