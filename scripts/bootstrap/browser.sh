# A browser for the tests that need one: the tests start what CHROMIUM_PATH names. Best is Chromium's headless shell, for
# which every page is half the work.

ensure_browser() {
  CHROMIUM_PATH=${CHROMIUM_PATH:-$(find_browser)}
  if [ -z "$CHROMIUM_PATH" ]; then
    install_packages chromium-headless-shell \
      'A browser for the tests was not found: install chromium-headless-shell or chromium, or set CHROMIUM_PATH to one.'
    CHROMIUM_PATH=$(find_browser)
  fi
  export CHROMIUM_PATH
}

find_browser() {
  command -v chromium-headless-shell || command -v chromium || command -v google-chrome || true
}
