#!/usr/bin/env bash
# Builds each decoder as wasm of its own, with simd128, into tests/out/bench: sh build.sh [NAME…]
set -euo pipefail
cd "$(dirname "$0")"
out=../../out/bench
mkdir -p "$out"
names=${*:-pixelbits zune-jpeg jpeg-decoder libjpeg-turbo-rs}
for name in $names; do
  # Each with what cargo and rustc do by themselves, and vectors; this decoder as tests/tools/build.sh builds the page's.
  if [ "$name" = pixelbits ]; then
    vectors=(--config 'target.wasm32-unknown-unknown.rustflags=["-C", "target-feature=+simd128"]')
    env -u RUSTFLAGS CARGO_PROFILE_RELEASE_OPT_LEVEL=2 cargo build --quiet --release --target wasm32-unknown-unknown --features "$name" "${vectors[@]}"
  else
    RUSTFLAGS="-C target-feature=+simd128" \
      cargo build --quiet --release --target wasm32-unknown-unknown --features "$name"
  fi
  cp "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/pixelbits_bench_peers.wasm" "$out/$name.wasm"
done
