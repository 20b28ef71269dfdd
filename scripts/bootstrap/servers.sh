# The servers' binaries: looked for where the stack itself will look, and installed only where they are missing.

ensure_servers() {
  local missing=()
  has_server mysqld mariadbd || missing+=(mariadb-server-core mariadb-client-core)
  has_server nats-server || missing+=(nats-server)
  has_server redis-server || missing+=(redis-server)
  [ ${#missing[@]} -eq 0 ] && return 0
  install_packages "${missing[*]}" \
    "Server binaries are missing: install ${missing[*]}, or set BALLAST_SERVERS to a folder that has mysqld, nats-server and redis-server."
}

# Debian puts servers into sbin, which is not on every user's PATH.
has_server() {
  local name folder
  for name in "$@"; do
    command -v "$name" >/dev/null && return 0
    for folder in "${BALLAST_SERVERS:-/nonexistent}/bin" "${BALLAST_SERVERS:-/nonexistent}" /usr/local/sbin /usr/sbin /sbin; do
      [ -x "$folder/$name" ] && return 0
    done
  done
  return 1
}
