#!/usr/bin/env bash
# Builds the core as optimised wasm, with its JavaScript and types, into www/pkg. Does nothing when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

# What rustc's wasm32-unknown-unknown uses; every browser since 2023 has it. Anything else is an error of wasm-opt.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-multivalue
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext"
optimise="-O3 $features"

cargo build --quiet --release --lib --target wasm32-unknown-unknown
wasm=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/pixelbits.wasm

stamp="$(cksum <"$wasm") $(wasm-bindgen --version) $optimise $(cksum <tests/package-lock.json)"
if [ -f www/pkg/.built ] && [ "$(cat www/pkg/.built)" = "$stamp" ]; then exit; fi

# Made aside and moved in whole, so that a page being served never sees half of it.
new=${CARGO_TARGET_DIR:-target}/pkg.new
rm -rf "$new"
wasm-bindgen --target web --out-dir "$new" --out-name pixelbits "$wasm"
# shellcheck disable=SC2086 # the flags are words
tests/node_modules/.bin/wasm-opt $optimise "$new/pixelbits_bg.wasm" -o "$new/opt.wasm"
mv "$new/opt.wasm" "$new/pixelbits_bg.wasm"
echo "$stamp" >"$new/.built"
rm -rf www/pkg
mv "$new" www/pkg

raw=$(wc -c <www/pkg/pixelbits_bg.wasm)
zipped=$(gzip -9 -c www/pkg/pixelbits_bg.wasm | wc -c)
say "built www/pkg in $(duration "$SECONDS"): pixelbits_bg.wasm is $((raw)) bytes, $((zipped)) with gzip"
