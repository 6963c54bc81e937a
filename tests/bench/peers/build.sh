#!/usr/bin/env bash
# Builds each decoder as wasm of its own, with simd128, into tests/out/bench: sh build.sh [NAME…]
set -euo pipefail
cd "$(dirname "$0")"
out=../../out/bench
mkdir -p "$out"
names=${*:-pixelbits zune-jpeg jpeg-decoder libjpeg-turbo-rs}
for name in $names; do
  # The flags with which tests/tools/build.sh builds the page's.
  flags="-C target-feature=+simd128"
  [ "$name" = pixelbits ] && flags="$flags -C llvm-args=-inline-threshold=75"
  RUSTFLAGS="$flags" cargo build --quiet --release --target wasm32-unknown-unknown --features "$name"
  cp "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/pixelbits_bench_peers.wasm" "$out/$name.wasm"
done
