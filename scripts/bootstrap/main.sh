# Sourced first by every command in scripts/: goes to the root of the repository and defines what each of them may need.
# Nothing is fetched or installed by sourcing this; the commands call the ensure_ functions they need.
set -euo pipefail

# A relative path means the folder that the command was called in.
case "${BALLAST_SERVERS:-}" in '' | /*) ;; *) export BALLAST_SERVERS="$PWD/$BALLAST_SERVERS" ;; esac

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
BALLAST_FOLDER="$PWD/.ballast"
TOOLCHAIN="$BALLAST_FOLDER/toolchain"

. scripts/bootstrap/say.sh
. scripts/bootstrap/packages.sh
. scripts/bootstrap/node.sh
. scripts/bootstrap/pnpm.sh
. scripts/bootstrap/dependencies.sh
. scripts/bootstrap/servers.sh
. scripts/bootstrap/browser.sh
. scripts/bootstrap/monitoring.sh
. scripts/bootstrap/helm.sh

# Node, pnpm and the dependencies. Two commands at once take turns.
ensure_workspace() {
  mkdir -p "$BALLAST_FOLDER"
  exec 9>"$BALLAST_FOLDER/bootstrap.lock"
  if command -v flock >/dev/null; then flock 9; fi
  ensure_node
  ensure_pnpm
  ensure_dependencies
  exec 9>&-
}
