#!/usr/bin/env bash
# ./scripts/rollback.sh ENVIRONMENT [VERSION]
#
# Puts the version before the last deployment back, or the one that is named, in the way in which deploy.sh brings a new one. The
# database stays as it is: migrations only ever add, so the version before works with it.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/deploy/common.sh

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
[ $# -ge 1 ] || fail 'Where? ./scripts/rollback.sh ENVIRONMENT [VERSION]'
open_environment "$1"
NOW=$(version_of web-server)
[ -n "$NOW" ] || fail "Nothing runs in $ENVIRONMENT (project $PROJECT)."
VERSION=${2:-$(awk -F '\t' -v now="$NOW" '$3 == now && $4 == "deployed" {before = $2} END {print before}' "$HISTORY" 2>/dev/null || true)}
[ -n "$VERSION" ] || fail "No deployment of version $NOW is recorded in $HISTORY: name the version to go back to."
image_is_here "$VERSION" || docker pull -q "$IMAGE:$VERSION" >/dev/null || fail "The image $IMAGE:$VERSION is not here and cannot be fetched."
assert_readable "$NOW" "$VERSION"
say "$ENVIRONMENT: version $NOW -> $VERSION, the one before"
for (( index = ${#SERVICES[@]} - 1; index >= 0; index-- )); do
  replace "${SERVICES[index]}" "$VERSION" || { record "$NOW" "$VERSION" 'roll-back failed'; fail "${SERVICES[index]} of version $VERSION is not healthy: that of version $NOW still runs."; }
done
record "$NOW" "$VERSION" 'rolled back'
say "version $VERSION runs in $ENVIRONMENT"
