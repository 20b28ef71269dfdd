# The dependencies, exactly as the lockfile has them. Nothing is done when nothing has changed since the last time.

ensure_dependencies() {
  local stamp=node_modules/.ballast-installed now
  now=$(cat pnpm-lock.yaml pnpm-workspace.yaml package.json apps/*/package.json packages/*/package.json | cksum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && return 0
  say 'Installing dependencies ...'
  # One retry, soon: it tries every package before it gives up, and where there is no network that is to be said soon.
  CI=true pnpm_config_fetch_retries=1 pnpm_config_fetch_retry_mintimeout=500 \
    quietly "$BALLAST_FOLDER/logs/install.log" pnpm install --frozen-lockfile ||
    fail "The dependencies could not be installed: check the network; the whole log is $BALLAST_FOLDER/logs/install.log."
  printf '%s\n' "$now" >"$stamp"
}
