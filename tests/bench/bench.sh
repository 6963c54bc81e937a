#!/usr/bin/env bash
# Times this decoder against others, natively and in a headless Chromium, and writes RESULTS.md, chart.svg
# and the figures in README.md.
# bench.sh [ROUNDS]; needs what `make test` needs, Python with venv, libturbojpeg0-dev and libjpeg-turbo-progs.
set -euo pipefail
cd "$(dirname "$0")"
. ../tools/say.sh
rounds=${1:-9}
out=../out/bench
mkdir -p "$out"

for needed in jpegtran cargo node npm python3; do
  have "$needed" || stop "$needed is missing; on Debian: apt-get install libjpeg-turbo-progs libturbojpeg0-dev python3-venv"
done
if [ ! -f "$out/venv/.ready" ] || [ requirements.txt -nt "$out/venv/.ready" ]; then
  step "photographs of the bench: a minute" sh -c "python3 -m venv $out/venv && $out/venv/bin/pip install --quiet -r requirements.txt && touch $out/venv/.ready"
fi
"$out/venv/bin/python" photos.py
[ -d node_modules ] || npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
bash peers/build.sh
cargo build --quiet --release --manifest-path native/Cargo.toml

say "natively, $rounds rounds"
native=${CARGO_TARGET_DIR:-native/target}/release/pixelbits-bench
"$native" --rounds "$rounds" "$out"/photos/*.jpg >"$out/native.jsonl"
say "in the browser, $rounds rounds"
node browser.js --rounds "$rounds" >"$out/browser.jsonl"
say "edits on the page, and bits explained"
../tools/build.sh
node edits.js >"$out/edits.jsonl"
say "the pipeline of the Bitmap tab, $rounds rounds"
node pipeline.js --rounds "$rounds" >>"$out/edits.jsonl"
say "the page itself, $rounds rounds"
node page.js --rounds "$rounds" >>"$out/edits.jsonl"
say "the matrix of 0s and 1s as a process, $rounds rounds"
cargo build --quiet --release --manifest-path ../../Cargo.toml --features cli --bin pixelbits
node text.js "${CARGO_TARGET_DIR:-../../target}/release/pixelbits" --rounds "$rounds" >"$out/text.jsonl"
node report.js "$out/native.jsonl" "$out/browser.jsonl" "$out/text.jsonl" "$out/edits.jsonl"
