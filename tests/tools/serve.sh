#!/usr/bin/env bash
# From a clean clone to the page: set up, build, serve. PORT chooses another port than 8080.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

tests/tools/setup.sh build
say "• building the wasm (seconds when little has changed, about a minute the first time)"
tests/tools/build.sh
say "  ready after $(duration "$SECONDS")"
exec node tests/tools/serve.js
