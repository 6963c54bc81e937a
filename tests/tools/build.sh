#!/usr/bin/env bash
# Builds the core as optimised wasm, with its JavaScript and types, into www/pkg. Does nothing when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

# What rustc's wasm32-unknown-unknown uses; every browser since 2023 has it. Anything else is an error of wasm-opt.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-multivalue
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext"
optimise="-O3 $features"

# Twice: with vectors of 128 bits, and without, for engines that lack them. The worker chooses; the JavaScript of both
# is the same. Apart, so that neither build throws away what the other compiled. The flags that both share are those of
# .cargo/config.toml, which cargo forgets where the environment has others.
unset RUSTFLAGS
target=${CARGO_TARGET_DIR:-target}
wasm() {
  cargo build --quiet --release --lib --target wasm32-unknown-unknown --target-dir "$target/$1" "${@:2}"
}
wasm plain
wasm simd128 --config 'target.wasm32-unknown-unknown.rustflags=["-C", "target-feature=+simd128"]'
plain=$target/plain/wasm32-unknown-unknown/release/pixelbits.wasm
wide=$target/simd128/wasm32-unknown-unknown/release/pixelbits.wasm

stamp="$(cksum <"$plain") $(cksum <"$wide") $(wasm-bindgen --version) $optimise $(cksum <tests/package-lock.json)"
if [ -f www/pkg/.built ] && [ "$(cat www/pkg/.built)" = "$stamp" ]; then exit; fi

# Made aside and moved in whole, so that a page being served never sees half of it.
new=$target/pkg.new
rm -rf "$new" "$new.plain"
wasm-bindgen --target web --out-dir "$new" --out-name pixelbits "$wide"
wasm-bindgen --target web --out-dir "$new.plain" --out-name pixelbits "$plain"
cmp "$new/pixelbits.js" "$new.plain/pixelbits.js" || stop "The two builds need different JavaScript."
optimised() {
  # shellcheck disable=SC2086 # the flags are words
  tests/node_modules/.bin/wasm-opt $optimise "$@"
}
optimised --enable-simd "$new/pixelbits_bg.wasm" -o "$new/opt.wasm"
mv "$new/opt.wasm" "$new/pixelbits_bg.wasm"
optimised "$new.plain/pixelbits_bg.wasm" -o "$new/pixelbits_plain_bg.wasm"
rm -rf "$new.plain"
echo "$stamp" >"$new/.built"
rm -rf www/pkg
mv "$new" www/pkg

for wasm in pixelbits_bg pixelbits_plain_bg; do
  raw=$(wc -c <"www/pkg/$wasm.wasm")
  zipped=$(gzip -9 -c "www/pkg/$wasm.wasm" | wc -c)
  say "built www/pkg in $(duration "$SECONDS"): $wasm.wasm is $((raw)) bytes, $((zipped)) with gzip"
done
