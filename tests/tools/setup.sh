#!/usr/bin/env bash
# setup.sh build|test|browsers: installs what is missing for building and serving the page, for all checks, or for driving
# the page in Firefox and WebKitGTK as well.
# Looks at the versions that are there, so a second run does nothing, needs no network and takes no time.
# Compiled tools go to cargo's own bin directory, node packages to tests/node_modules, a browser to the system.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/tools/say.sh

goal=${1:-build}
wasm_pack_version=0.15.1
geckodriver_version=0.37.1

# Rust itself.
if ! have cargo || ! have rustc; then
  stop "Rust is missing; install it with the one line at https://rustup.rs, then run this again."
fi

# target TRIPLE WHY: the standard library for another machine.
target() {
  [ -d "$(rustc --print target-libdir --target "$1")" ] && return
  have rustup || stop "Rust's standard library for $1 is missing ($2) and there is no rustup to add it; install Rust with the one line at https://rustup.rs."
  step "Rust's target $1 is missing: $2; some 30 MB, under a minute" rustup target add "$1"
}

# component NAME PROBE WHY
component() {
  cargo "$2" --version >/dev/null 2>&1 && return
  have rustup || stop "$1 is missing ($3) and there is no rustup to add it; install it with your package manager."
  step "$1 is missing: $3; a few seconds" rustup component add "$1"
}

# crate NAME VERSION WHY HOW_LONG: a command line tool in exactly this version.
crate() {
  local program=${1%-cli}
  if have "$program" && [ "$("$program" --version 2>/dev/null | sed -n 1p)" = "$program $2" ]; then return; fi
  local quiet=--quiet
  [ -t 2 ] && quiet=
  step "$program $2 is missing: $3; compiling it takes $4" \
    cargo install $quiet --force "$1" --version "=$2"
  hash -r
}

# packages: node packages from the lockfile; the browser tests need more of them than the server.
packages() {
  have node || stop "Node.js is missing; install version 20 or newer from https://nodejs.org or your package manager, then run this again."
  have npm || stop "npm is missing; it comes with Node.js from https://nodejs.org, or as the package 'npm' of your system."
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || stop "Node.js $major is too old; version 20 or newer is needed (https://nodejs.org)."

  local stamp=tests/node_modules/.installed wanted
  wanted=$(cksum <tests/package-lock.json)
  if [ -f "$stamp" ]; then
    case $(cat "$stamp") in
      "test $wanted") return ;;
      "build $wanted") [ "$goal" = build ] && return ;;
    esac
  fi
  local what="wasm-opt, the bundler and the web server" omit=--omit=dev
  if [ "$goal" != build ]; then
    what="wasm-opt, the bundler, the web server, playwright, axe and tsc" omit=
  fi
  step "node packages are missing ($what); under a minute" \
    npm ci --prefix tests $omit --no-audit --no-fund --no-update-notifier --loglevel=error
  [ "$goal" = build ] && echo "build $wanted" >"$stamp" || echo "test $wanted" >"$stamp"
}

# system_packages WHAT WHY HOW_LONG PACKAGE...: from Debian and its relatives; elsewhere nothing is done, and what is missing is told.
system_packages() {
  local what=$1 why=$2 how_long=$3 sudo=
  shift 3
  have apt-get && ! grep -qs '^ID=ubuntu' /etc/os-release || return 0
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || stop "$what missing; run 'apt-get install $*' as root."
    sudo=sudo
  fi
  install_packages() {
    $sudo apt-get update -qq &&
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  }
  step "$what missing: $why; $how_long" install_packages "$@"
}

# browser: a Chromium and the driver of the same version.
browser() {
  chromium_on_path && have chromedriver && return
  system_packages "Chromium and its driver are" "the tests drive the page in a real browser" "some 100 MB, 1–2 minutes" \
    chromium chromium-driver
  chromium_on_path || stop "no Chromium or Chrome was found on PATH; install one (or name it in the variable CHROMIUM), then run this again."
  have chromedriver || stop "chromedriver is missing; put the one that matches your browser on PATH (https://googlechromelabs.github.io/chrome-for-testing)."
}

# other_browsers: Firefox and WebKitGTK with their drivers, and a screen for the one that has no mode without.
other_browsers() {
  if ! { firefox_on_path && have WebKitWebDriver && have xvfb-run; }; then
    system_packages "Firefox or WebKitGTK is" "the tests drive the page in them, too" "some 200 MB, 1–2 minutes" \
      firefox-esr webkit2gtk-driver xvfb xauth
  fi
  firefox_on_path || stop "no Firefox was found on PATH; install one (or name it in the variable FIREFOX), then run this again."
  have WebKitWebDriver || stop "WebKitWebDriver is missing; it comes with WebKitGTK (Debian's webkit2gtk-driver)."
  have xvfb-run || stop "xvfb-run is missing: WebKitGTK's browser needs a screen; install your system's package xvfb."
  crate geckodriver "$geckodriver_version" "it drives Firefox" "2–6 minutes"
}

firefox_on_path() {
  [ -n "${FIREFOX:-}" ] && return
  have firefox-esr || have firefox
}

chromium_on_path() {
  [ -n "${CHROMIUM:-}" ] && return
  have chromium || have chromium-browser || have google-chrome || have google-chrome-stable
}

target wasm32-unknown-unknown "the page runs the core as WebAssembly"
packages
bindgen=$(locked_version wasm-bindgen)
crate wasm-bindgen-cli "$bindgen" "it writes the JavaScript around the wasm, and must match the crate" "1–4 minutes"

if [ "$goal" != build ]; then
  crate wasm-pack "$wasm_pack_version" "it runs the Rust tests inside a browser" "1–3 minutes"
  browser
fi
if [ "$goal" = browsers ]; then other_browsers; fi
if [ "$goal" = test ]; then
  target thumbv7em-none-eabi "building for a bare machine proves that the core needs no standard library"
  component clippy clippy "it lints the sources"
  component rustfmt fmt "it checks the formatting"
fi

[ "$SECONDS" -lt 2 ] || say "set-up took $(duration "$SECONDS")"
