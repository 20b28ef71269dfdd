# promtool, with which the alert rules are tested: the one on the PATH, else Debian's.

ensure_promtool() {
  command -v promtool >/dev/null && return 0
  install_packages prometheus 'promtool, which tests the alert rules, was not found: install Prometheus.'
}
