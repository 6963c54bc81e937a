#!/usr/bin/env bash
# Builds the core as optimised wasm, with its JavaScript and types, into www/pkg. Does nothing when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

# What rustc's wasm32-unknown-unknown uses; every browser since 2023 has it. Anything else is an error of wasm-opt.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-multivalue
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext"

# Two modules: `pixelbits` shows a file, `workshop` is loaded later and has all the rest, too. Each twice: with vectors of 128
# bits, and without, for engines that lack them. The worker chooses; the JavaScript of both is the same. Apart, so that no build
# throws away what another compiled. The flags that all share are those of .cargo/config.toml, which cargo forgets where the
# environment has others.
unset RUSTFLAGS
# What takes gzip's part: rustc has inlined what pays, the first kilobyte of memory is never used, names are not shown, and
# functions that are alike (instances of one generic, mostly) stand near each other.
small="--always-inline-max-function-size=0 --flexible-inline-max-function-size=0 --one-caller-inline-max-function-size=0
  --converge --low-memory-unused --strip --reorder-functions-by-name"
# What the page waits for before it shows a picture, in bytes with gzip.
most=150000
target=${CARGO_TARGET_DIR:-target}
# wasm PROFILE FEATURE FOLDER [option...]
wasm() {
  cargo build --quiet --profile "$1" --lib --target wasm32-unknown-unknown --no-default-features --features "$2" \
    --target-dir "$target/$3" "${@:4}"
}
both() {
  wasm "$1" "$2" plain
  wasm "$1" "$2" simd128 --config 'target.wasm32-unknown-unknown.rustflags=["-C", "target-feature=+simd128"]'
}
both decoder wasm
both workshop workshop
built() { echo "$target/$1/wasm32-unknown-unknown/$2/pixelbits.wasm"; }

# names a module, the cargo profile that built it, and how far wasm-opt goes
modules="pixelbits:decoder:-O3 workshop:workshop:-Os"
sums=$(for module in $modules; do
  IFS=: read -r name profile level <<<"$module"
  echo "$name $level $(cksum <"$(built plain "$profile")") $(cksum <"$(built simd128 "$profile")")"
done)
stamp="$sums $(wasm-bindgen --version) $features $small $(cksum <tests/package-lock.json)"
if [ -f www/pkg/.built ] && [ "$(cat www/pkg/.built)" = "$stamp" ]; then exit; fi

# Made aside and moved in whole, so that a page being served never sees half of it.
new=$target/pkg.new
rm -rf "$new" "$new.plain"
for module in $modules; do
  IFS=: read -r name profile level <<<"$module"
  wasm-bindgen --target web --out-dir "$new" --out-name "$name" "$(built simd128 "$profile")"
  wasm-bindgen --target web --out-dir "$new.plain" --out-name "$name" "$(built plain "$profile")"
  cmp "$new/$name.js" "$new.plain/$name.js" || stop "The two builds of $name need different JavaScript."
  optimised() {
    # shellcheck disable=SC2086 # the flags are words
    tests/node_modules/.bin/wasm-opt "$level" $features $small "$@"
  }
  optimised --enable-simd "$new/${name}_bg.wasm" -o "$new/opt.wasm"
  mv "$new/opt.wasm" "$new/${name}_bg.wasm"
  optimised "$new.plain/${name}_bg.wasm" -o "$new/${name}_plain_bg.wasm"
done
rm -rf "$new.plain"

say "built www/pkg in $(duration "$SECONDS")"
for wasm in pixelbits pixelbits_plain workshop workshop_plain; do
  raw=$(wc -c <"$new/${wasm}_bg.wasm")
  zipped=$(gzip -9 -c "$new/${wasm}_bg.wasm" | wc -c)
  say "${wasm}_bg.wasm is $((raw)) bytes, $((zipped)) with gzip"
  case $wasm in pixelbits*) [ "$zipped" -le "$most" ] || stop "That is more than $most: the page would wait for it." ;; esac
done
echo "$stamp" >"$new/.built"
rm -rf www/pkg
mv "$new" www/pkg
