# How the commands speak: progress and failures on standard error, one sentence each.

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# quietly LOG COMMAND...: runs the command with its output in LOG, and shows the end of it when the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if "$@" >"$log" 2>&1; then return 0; fi
  tail -n 15 "$log" >&2
  return 1
}
