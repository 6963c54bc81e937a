#!/usr/bin/env bash
# check.sh [STAGE...]: sets up, then runs every check, or those named; the stages for other browsers than Chromium only where
# they are named. A failing stage does not keep the others from
# running; the last line counts the tests that really ran, and a stage that is no test run counts as one.
set -uo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

native() { cargo test --features cli --no-fail-fast; }
simd() {
  RUSTFLAGS="-C target-feature=+simd128" CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    cargo test --lib --target wasm32-unknown-unknown --target-dir "${CARGO_TARGET_DIR:-target}/simd128"
}
browser() { wasm-pack test --headless --chrome; }
# pages [COMMAND...]: the end-to-end tests, or those that the variable `specs` names: specs="open share".
pages() {
  local files=() name
  for name in ${specs:-}; do files+=("tests/e2e/$name.spec.js"); done
  [ "${#files[@]}" -gt 0 ] || files=(tests/e2e/*.spec.js)
  tests/tools/build.sh && "$@" node --test --test-concurrency=1 --test-reporter=spec "${files[@]}"
}
page() { pages; }
firefox() { TEST_BROWSER=firefox pages; }
# WebKitGTK's browser has no mode without a screen; this one is as large as the largest page of the tests, and its window's bar.
webkit() { TEST_BROWSER=webkit pages xvfb-run -a -s "-screen 0 1600x1600x24"; }
rust_firefox() { wasm-pack test --headless --firefox; }
package() { tests/tools/build.sh && node --test --test-reporter=spec tests/package/*.spec.js; }
clippy() { cargo clippy --all-targets --all-features -- -D warnings; }
clippy_wasm() { cargo clippy --all-targets --target wasm32-unknown-unknown -- -D warnings; }
format() { cargo fmt --check; }
types() {
  tests/tools/build.sh &&
    tests/node_modules/.bin/tsc --project tests/tsconfig.json &&
    tests/node_modules/.bin/tsc --project tests/e2e/tsconfig.json
}
# They need nothing but Python.
fixtures() {
  have python3 || { echo "skipped: there is no python3 here"; return; }
  python3 tests/fixtures/make.py --check && python3 tests/fixtures/formats/make.py --check
}
bare() { cargo build --lib --target thumbv7em-none-eabi --no-default-features; }
docs() { RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --features cli; }

about() {
  case $1 in
    format) echo "rustfmt --check" ;;
    clippy) echo "clippy, all targets and features, no warnings" ;;
    clippy_wasm) echo "clippy for wasm32, no warnings" ;;
    fixtures) echo "the committed fixtures are those that their scripts make" ;;
    bare) echo "the core without the standard library (thumbv7em-none-eabi)" ;;
    docs) echo "rustdoc, no warnings" ;;
    native) echo "Rust tests on this machine" ;;
    types) echo "tsc --strict over the page's and the tests' JavaScript" ;;
    simd) echo "vectors of wasm against plain loops, in node" ;;
    browser) echo "Rust tests as wasm in Chromium" ;;
    package) echo "the npm package: installed, its README run, its types checked, bundled" ;;
    page) echo "the page, end to end, in Chromium" ;;
    rust_firefox) echo "Rust tests as wasm in Firefox" ;;
    firefox) echo "the page, end to end, in Firefox" ;;
    webkit) echo "the page, end to end, in WebKitGTK" ;;
    *) stop "there is no stage '$1'; there are: $all $others" ;;
  esac
}

# tally LOG: adds the tests that a log tells of; fails where it tells of none.
tally() {
  local counts
  # cargo test and wasm-bindgen-test: "test result: ok. 3 passed; 0 failed; …"; node --test: "ℹ pass 3", "ℹ fail 0".
  counts=$(awk '
    /^test result: / { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1); n++ } }
    $2 == "pass" && NF == 3 { p += $3; n++ }
    ($2 == "fail" || $2 == "cancelled") && NF == 3 { f += $3; n++ }
    END { if (n) print p + 0, f + 0 }' "$1")
  [ -n "$counts" ] || return
  tests_passed=${counts% *} tests_failed=${counts#* }
}

all="fixtures format clippy clippy_wasm bare docs native types simd browser package page"
others="rust_firefox firefox webkit"
stages=${*:-$all}
for stage in $stages; do about "$stage" >/dev/null || exit; done

# goal STAGE: what has to be set up for it.
goal() { case " $others " in *" $1 "*) echo browsers ;; *) echo test ;; esac; }
for goal in $(for stage in $stages; do goal "$stage"; done | sort -u); do tests/tools/setup.sh "$goal" || exit; done

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 broken=
for stage in $stages; do
  began=$SECONDS
  printf '\n── %s: %s\n' "$stage" "$(about "$stage")"
  ( set -e; "$stage" ) </dev/null 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  tests_passed=0 tests_failed=0
  if ! tally "$log"; then
    if [ "$status" -eq 0 ]; then tests_passed=1; else tests_failed=1; fi
  elif [ "$status" -ne 0 ] && [ "$tests_failed" -eq 0 ]; then
    tests_failed=1 # it broke outside of a test: it did not compile, or the browser did not start
  fi
  passed=$((passed + tests_passed)) failed=$((failed + tests_failed))
  if [ "$status" -eq 0 ]; then
    say "── $stage passed in $(duration $((SECONDS - began)))"
  else
    broken="$broken $stage"
    say "── $stage FAILED after $(duration $((SECONDS - began)))"
  fi
done

printf '\nall of it took %s\n' "$(duration "$SECONDS")"
[ -z "$broken" ] || say "failed:$broken"
say "$passed passed, $failed failed"
[ -z "$broken" ]
