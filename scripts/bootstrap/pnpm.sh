# pnpm at the version that package.json pins: the one on the PATH when it is that one, else npm's.

ensure_pnpm() {
  local pinned
  pinned=$(node -p 'require("./package.json").packageManager.split("@")[1].split("+")[0]')
  export PATH="$TOOLCHAIN/pnpm/node_modules/.bin:$PATH"
  [ "$(pnpm_version)" = "$pinned" ] && return 0
  say "Fetching pnpm $pinned ..."
  ensure_npm
  quietly "$TOOLCHAIN/pnpm.log" patient_npm install --prefix "$TOOLCHAIN/pnpm" --no-audit --no-fund "pnpm@$pinned" ||
    fail "pnpm $pinned could not be fetched from npm's registry: check the network, or install pnpm $pinned yourself."
  hash -r
  [ "$(pnpm_version)" = "$pinned" ] || fail "The fetched pnpm does not run on this machine: install pnpm $pinned yourself."
}

# Asked outside the project: inside it, another version would first fetch the pinned one by itself.
pnpm_version() {
  (cd / && COREPACK_ENABLE_DOWNLOAD_PROMPT=0 pnpm --version 2>/dev/null) || true
}
