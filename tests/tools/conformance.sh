#!/usr/bin/env bash
# conformance.sh: compares this decoder and its peers with the references of tests/fixtures and, where it is there,
# ../shared/corpus, in one run; prints the tables, and puts them into README.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

venv=target/venv
if [ ! -x "$venv/bin/python" ]; then
  say "• making $venv with Pillow (libjpeg-turbo) as a peer; under a minute"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r tests/fixtures/requirements.txt
fi
cargo build --quiet --release --manifest-path tests/peers/Cargo.toml
tables=target/conformance.md
cargo run --quiet --release --features cli --example conformance -- \
  --peer "libjpeg-turbo=$venv/bin/python tests/peers/libjpeg_turbo.py" \
  --peer "zune-jpeg=tests/peers/target/release/peers zune-jpeg" \
  --peer "jpeg-decoder=tests/peers/target/release/peers jpeg-decoder" | tee "$tables"

# Between the two comments.
awk -v tables="$tables" '
  /^<!-- conformance -->$/ { print; while ((getline line <tables) > 0) print line; inside = 1 }
  /^<!-- end of conformance -->$/ { inside = 0 }
  !inside && !/^<!-- conformance -->$/' README.md >README.md.new
mv README.md.new README.md
