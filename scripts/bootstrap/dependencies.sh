# The dependencies, exactly as the lockfile has them. Nothing is done when nothing has changed since the last time.

ensure_dependencies() {
  local stamp=node_modules/.ballast-installed now
  now=$(cat pnpm-lock.yaml pnpm-workspace.yaml package.json apps/*/package.json packages/*/package.json | cksum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
  say 'Installing dependencies ...'
  CI=true quietly "$BALLAST_FOLDER/logs/install.log" pnpm install --frozen-lockfile ||
    fail "The dependencies could not be installed: check the network; the whole log is $BALLAST_FOLDER/logs/install.log."
  printf '%s\n' "$now" >"$stamp"
}
