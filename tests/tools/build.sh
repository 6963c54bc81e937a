#!/usr/bin/env bash
# Builds the core as optimised wasm, with its JavaScript and types, into www/pkg, which takes no time when nothing has changed, and
# the service worker that keeps the page for when there is no network, www/sw.js.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

# What rustc's wasm32-unknown-unknown uses; every browser since 2023 has it. Anything else is an error of wasm-opt.
features="--enable-bulk-memory --enable-bulk-memory-opt --enable-mutable-globals --enable-multivalue
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext"
# rustc has inlined what pays, the first kilobyte of memory is never used, nobody is shown a name; and functions that are alike
# (instances of one generic, mostly) stand near each other, which is what gzip wants.
optimise="-O3 --always-inline-max-function-size=0 --flexible-inline-max-function-size=0
  --one-caller-inline-max-function-size=0 --converge --low-memory-unused --strip --reorder-functions-by-name"
# What the page waits for before it shows a picture, in bytes with gzip.
most=150000

# Two modules, named after what they are built of: `pixelbits` (the feature `wasm`) shows a file, `workshop` is loaded later and
# has all the rest, too. Each twice: with vectors of 128 bits, and without, for engines that lack them. The worker chooses; the
# JavaScript of both is the same. Apart, so that no build throws away what another compiled. The flags that all share are those
# of .cargo/config.toml, which cargo forgets where the environment has others.
unset RUSTFLAGS
target=${CARGO_TARGET_DIR:-target}
modules="pixelbits:wasm workshop:workshop"
# compile FEATURE KIND [option...]
compile() {
  cargo build --quiet --profile page --lib --target wasm32-unknown-unknown --no-default-features --features "$1" \
    --target-dir "$target/$1-$2" "${@:3}"
}
built() { echo "$target/$1-$2/wasm32-unknown-unknown/page/pixelbits.wasm"; }
# both COMMAND...: the same with `plain` and with `simd128`, at the same time: neither uses more than one processor.
both() {
  "$@" plain &
  local other=$!
  "$@" simd128
  wait "$other"
}
compile_kind() {
  case $2 in
    plain) compile "$1" plain ;;
    simd128) compile "$1" simd128 --config 'target.wasm32-unknown-unknown.rustflags=["-C", "target-feature=+simd128"]' ;;
  esac
}
sums=""
for module in $modules; do
  IFS=: read -r name feature <<<"$module"
  both compile_kind "$feature"
  sums+="$name $(cksum <"$(built "$feature" plain)") $(cksum <"$(built "$feature" simd128)") "
done
stamp="$sums$(wasm-bindgen --version) $features $optimise $(cksum <tests/package-lock.json)"
# The service worker lists the files of the page, of which others than these may have changed.
keeper() { node tests/tools/keeper.js; }
if [ -f www/pkg/.built ] && [ "$(cat www/pkg/.built)" = "$stamp" ]; then
  keeper
  exit
fi

# Made aside and moved in whole, so that a page being served never sees half of it.
new=$target/pkg.new
rm -rf "$new" "$new.plain"
# bind NAME FEATURE KIND
bind() {
  local out=$new options=--enable-simd result="$new/$1_bg.wasm"
  if [ "$3" = plain ]; then
    out=$new.plain options=""
    result="$new.plain/$1_plain_bg.wasm"
  fi
  wasm-bindgen --target web --out-dir "$out" --out-name "$1" "$(built "$2" "$3")"
  # shellcheck disable=SC2086 # the flags are words
  tests/node_modules/.bin/wasm-opt $optimise $features $options "$out/$1_bg.wasm" -o "$out/$1.opt"
  mv "$out/$1.opt" "$result"
}
for module in $modules; do
  IFS=: read -r name feature <<<"$module"
  both bind "$name" "$feature"
  cmp "$new/$name.js" "$new.plain/$name.js" || stop "The two builds of $name need different JavaScript."
  mv "$new.plain/${name}_plain_bg.wasm" "$new"
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
keeper
