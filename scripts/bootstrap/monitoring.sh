# Prometheus, Alertmanager, promtool, amtool and the exporters: those on the PATH, else Debian's packages, unpacked rather than
# installed. An installed one would start services of its own, on ports of its own; and this needs no root.

MONITORING_PACKAGES=(
  prometheus prometheus-alertmanager prometheus-mysqld-exporter prometheus-redis-exporter prometheus-node-exporter
  # what Prometheus' own pages are made with
  libjs-bootstrap4 libjs-d3 libjs-eonasdan-bootstrap-datetimepicker libjs-jquery libjs-jquery-hotkeys libjs-moment
  libjs-moment-timezone libjs-mustache libjs-popper.js libjs-rickshaw fonts-glyphicons-halflings
)

ensure_monitoring() {
  local folder=$TOOLCHAIN/monitoring
  if [ ! -d "$folder" ]; then
    has_monitoring && return 0
    say 'Fetching Prometheus, Alertmanager and exporters ...'
    fetch_monitoring "$folder"
  fi
  export PATH=$folder/bin:$folder/usr/bin:$PATH
}

# By Debian's names, then by those of the projects' own releases.
has_monitoring() {
  has_server prometheus && has_server promtool && has_server amtool && has_server prometheus-alertmanager alertmanager &&
    has_server prometheus-mysqld-exporter mysqld_exporter && has_server prometheus-redis-exporter redis_exporter &&
    has_server prometheus-node-exporter node_exporter
}

fetch_monitoring() {
  local folder=$1 work package log=$BALLAST_FOLDER/logs/monitoring.log
  local otherwise='install Prometheus, Alertmanager and the exporters for MySQL, Redis and the machine, or start without --monitoring.'
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "Prometheus was not found: $otherwise"
  mkdir -p "$TOOLCHAIN"
  work=$(mktemp -d "$TOOLCHAIN/monitoring.XXXXXX")
  mkdir -p "$work"/{debs,root,lists/partial,cache/archives/partial}
  (
    cd "$work/debs"
    # The machine's own lists of packages may be missing; whoever is not root cannot renew them, but can have some apart.
    quietly "$log" apt-get -qq download "${MONITORING_PACKAGES[@]}" || {
      apart=(-o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)")
      quietly "$log" apt-get -qq "${apart[@]}" update && quietly "$log" apt-get -qq "${apart[@]}" download "${MONITORING_PACKAGES[@]}"
    }
  ) || {
    rm -rf "$work"
    fail "Prometheus could not be fetched: check the network. $otherwise"
  }
  for package in "$work"/debs/*.deb; do dpkg -x "$package" "$work/root"; done
  move_assets "$work/root" "$folder" prometheus prometheus-alertmanager
  # In one step: a folder of that name is a complete one.
  mv "$work/root" "$folder"
  rm -rf "$work"
}

# Debian's builds of these two read pages and templates from /usr/share/prometheus, where nothing was installed. A path of the
# same length that counts from the current folder takes its place, and a script that goes there first that of the program.
move_assets() {
  local root=$1 folder=$2 name
  shift 2
  mkdir -p "$root/bin"
  for name in "$@"; do
    LC_ALL=C sed -i 's#/usr/share/prometheus#usr//share/prometheus#g' "$root/usr/bin/$name"
    printf '#!/bin/sh\ncd %s && exec usr/bin/%s "$@"\n' "'$folder'" "$name" >"$root/bin/$name"
    chmod +x "$root/bin/$name"
  done
}
