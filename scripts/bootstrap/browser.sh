# A browser for the tests that need one.

ensure_browser() {
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || [ -n "${CHROMIUM_PATH:-}" ] && return 0
  install_packages chromium 'A browser for the tests was not found: install chromium, or set CHROMIUM_PATH to one.'
}
