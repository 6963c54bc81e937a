# How the scripts of this folder talk; sourced by them, after they have gone to the root of the project.
# Plain bash 3.2, so that it also runs where bash is old.

# Tools that cargo has installed come first; node's are called by their path.
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
export PATH

say() { printf '%s\n' "$*"; }

# One sentence about what has to be done by hand, and the end.
stop() {
  printf '\nstop: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# duration SECONDS: "42 s" or "3 min 20 s"
duration() {
  if [ "$1" -lt 60 ]; then
    printf '%d s' "$1"
  else
    printf '%d min %d s' $(($1 / 60)) $(($1 % 60))
  fi
}

# step "what is missing, what for, how long" COMMAND...: says it, runs it, says how long it really took.
step() {
  local began=$SECONDS
  say "• $1"
  shift
  "$@" || return
  say "  done in $(duration $((SECONDS - began)))"
}

# locked_version CRATE: the version that Cargo.lock holds.
locked_version() {
  awk -v name="$1" '$1 == "name" && $3 == "\"" name "\"" { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}
