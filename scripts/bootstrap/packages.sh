# What only the operating system's package manager can bring.

# install_packages "PACKAGE..." SENTENCE: installs Debian packages, or fails with the sentence when that is impossible.
install_packages() {
  local packages=$1 otherwise=$2 as_root=()
  command -v apt-get >/dev/null || fail "$otherwise"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "$otherwise (Neither root nor sudo is at hand to install: $packages.)"
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
  fi
  say "Installing $packages ..."
  local log=$BALLAST_FOLDER/logs/apt.log
  # The lists may be missing or old; when they cannot be refreshed, those that are there may still do.
  quietly "$log" "${as_root[@]}" apt-get -qq update || true
  # shellcheck disable=SC2086 # a list of names
  quietly "$log" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install $packages ||
    fail "$packages could not be installed: check the network. $otherwise"
  hash -r
}
