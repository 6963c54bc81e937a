#!/usr/bin/env bash
# run.sh [TARGET...]: fuzzes every target, or those named, for FUZZ_SECONDS each (60). Needs a nightly compiler and
# cargo-fuzz, which it installs. A finding stays in tests/fuzz/artifacts and ends the run.
set -euo pipefail
cd "$(dirname "$0")/../.."

rustup toolchain list | grep -q '^nightly' || rustup toolchain install nightly --profile minimal
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
python3 tests/fuzz/seed.py

for target in ${*:-decode trace text forms bmp formats raw datagrams}; do
  dictionary=tests/fuzz/jpeg.dict
  [ "$target" = text ] && dictionary=tests/fuzz/text.dict
  [ "$target" = formats ] && dictionary=tests/fuzz/formats.dict
  [ "$target" = forms ] && dictionary=tests/fuzz/forms.dict
  printf '\n── %s, %s s\n' "$target" "${FUZZ_SECONDS:-60}"
  nice -n 10 cargo +nightly fuzz run --fuzz-dir tests/fuzz "$target" -- \
    -dict="$dictionary" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=20000 -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -use_value_profile=1
done
