#!/usr/bin/env bash
# ./scripts/deploy.sh VERSION ENVIRONMENT [--no-backup]
#
# Brings a version into an environment (deploy/environments) without losing a request: backs up, builds or fetches the image,
# migrates (which only ever adds), and replaces each process by new ones that are healthy before the old ones stop. When anything is
# not healthy, what was replaced is put back, and the exit code is 1.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/deploy/common.sh

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
[ $# -ge 2 ] || fail 'Which version, and where to? ./scripts/deploy.sh VERSION ENVIRONMENT'
VERSION=$1
[[ $VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.-]+)?$ ]] || fail "$VERSION is no version, such as 1.2.3."
BACKUP=yes
for argument in "${@:3}"; do
  case "$argument" in --no-backup) BACKUP=no ;; *) fail "$argument is not known: ./scripts/deploy.sh --help" ;; esac
done
open_environment "$2"

BEFORE=$(version_of web-server)
[ -n "$BEFORE" ] || fail "Nothing runs in $ENVIRONMENT (project $PROJECT). Start it first: BALLAST_VERSION=$VERSION docker compose up -d --wait"
say "$ENVIRONMENT: version $BEFORE -> $VERSION"

if ! image_is_here "$VERSION"; then
  case "$IMAGE" in
    */*) say "fetching $IMAGE:$VERSION"; docker pull -q "$IMAGE:$VERSION" >/dev/null || fail "$IMAGE:$VERSION could not be fetched." ;;
    *) say "building $IMAGE:$VERSION"; compose "$VERSION" build -q web-server || fail "$IMAGE:$VERSION could not be built." ;;
  esac
fi
assert_readable "$BEFORE" "$VERSION"

if [ $BACKUP = yes ]; then
  say 'backing up'
  ./scripts/backup.sh --project "$PROJECT" || fail 'Without a backup nothing is deployed; --no-backup does it all the same.'
fi

say 'migrating'
compose "$VERSION" run --rm --no-deps migrate 2>&1 | sed 's/^/  /' || { record "$BEFORE" "$VERSION" 'migration failed'; fail 'The migration failed; what runs was not touched.'; }

replaced=()
put_back() {
  say "putting back version $BEFORE"
  local service
  for service in "${replaced[@]}"; do replace "$service" "$BEFORE" || say "  $service could not be put back: look at it now"; done
  record "$BEFORE" "$VERSION" 'rolled back'
  fail "Version $VERSION is not healthy in $ENVIRONMENT: version $BEFORE runs."
}
for service in "${SERVICES[@]}"; do
  replace "$service" "$VERSION" || put_back
  # The last to be replaced is the first to be put back.
  replaced=("$service" "${replaced[@]}")
done
say "watching for $WATCH_SECONDS s"
watch_for_a_while || put_back
record "$BEFORE" "$VERSION" deployed
say "version $VERSION runs in $ENVIRONMENT. Set BALLAST_VERSION=$VERSION in .env, so that docker compose knows it too."
