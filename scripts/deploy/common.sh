# What deploy.sh and rollback.sh share: one service after the other is replaced by containers of another version, which have to be
# healthy before the old ones are told to stop. Sourced, from the root of the repository.
set -euo pipefail

# Who reads before who writes: nothing is sent in a form that only the new version would know.
SERVICES=(prime-check-worker email-send-worker dlq-manager outbox-publisher event-hub web-server)
IMAGE=${BALLAST_IMAGE:-ballast}
# How long a new container may take to become healthy, an old one to drain, and how long the whole is watched afterwards, in seconds.
HEALTHY_SECONDS=${DEPLOY_HEALTHY_SECONDS:-120}
DRAIN_SECONDS=${DEPLOY_DRAIN_SECONDS:-40}
WATCH_SECONDS=${DEPLOY_WATCH_SECONDS:-15}
PROXY_SECONDS=3

. scripts/deploy/say.sh
. scripts/deploy/containers.sh

# Reads the environment's file, and lets one deployment at a time go on.
open_environment() {
  ENVIRONMENT=$1
  local file="deploy/environments/$ENVIRONMENT.env" known
  known=$(cd deploy/environments && ls -- *.env | sed 's/\.env$//' | paste -sd ' ')
  [ -f "$file" ] || fail "There is no environment $ENVIRONMENT: deploy/environments has $known."
  command -v docker >/dev/null && docker info >/dev/null 2>&1 || fail 'Docker does not answer: is it installed and running?'
  COMPOSE_ENV_FILES=$file
  [ ! -f .env ] || COMPOSE_ENV_FILES=.env,$file
  export COMPOSE_ENV_FILES
  PROJECT=${COMPOSE_PROJECT_NAME:-$(sed -n 's/^COMPOSE_PROJECT_NAME=//p' "$file")}
  export COMPOSE_PROJECT_NAME=$PROJECT
  mkdir -p .ballast/deployments
  HISTORY=.ballast/deployments/$ENVIRONMENT.log
  exec 9>".ballast/deployments/$ENVIRONMENT.lock"
  flock -n 9 || fail "Another deployment to $ENVIRONMENT is under way."
}

# compose VERSION ARGUMENT...
compose() { BALLAST_VERSION=$1 docker compose "${@:2}"; }

health_of() { docker inspect --format '{{.State.Status}} {{.State.Health.Status}} {{.RestartCount}}' "$1" 2>/dev/null || echo gone; }

# Waits for each container to be healthy; says which is not, with the end of its log.
await_healthy() {
  local id state deadline=$((SECONDS + HEALTHY_SECONDS))
  for id in "$@"; do
    while state=$(health_of "$id"); [ "$state" != 'running healthy 0' ]; do
      case "$state" in
        'running starting 0' | 'running unhealthy 0' | 'created '*) [ $SECONDS -lt $deadline ] && { sleep 1; continue; } ;;
      esac
      say "  $(docker inspect --format '{{.Name}}' "$id" | tr -d /) is not healthy: $state. Its log ends so:"
      docker logs --tail 5 "$id" 2>&1 | cut -c1-300 | sed 's/^/    /'
      return 1
    done
  done
}

remove() {
  [ $# -eq 0 ] && return
  docker stop --time "$DRAIN_SECONDS" "$@" >/dev/null
  docker rm "$@" >/dev/null
}

# replace SERVICE VERSION: as many containers of that version beside the old ones, then the old ones drain and go. When the new
# ones do not become healthy, they go, and the old ones have not noticed.
replace() {
  local service=$1 version=$2 old new count
  [ "$service" != event-hub ] || { replace_in_place "$@"; return; }
  old=$(containers_of "$service")
  count=$(grep -c . <<< "$old" || true)
  say "$service: version $version beside version $(version_of "$service")"
  start_beside "$service" "$version" "$count" || { say '  docker compose could not start it'; return 1; }
  new=$(containers_of "$service" all | grep -vxF "${old:-none}" || true)
  # shellcheck disable=SC2086
  if ! await_healthy $new; then remove $new; return 1; fi
  # The proxy looks every second.
  [ "$service" != web-server ] || sleep "$PROXY_SECONDS"
  # shellcheck disable=SC2086
  remove $old
}

# replace_in_place SERVICE VERSION: for one that has a port of this machine, which two cannot have. Meanwhile producers find nobody, and
# publish again: under the same ids nothing is stored twice.
replace_in_place() {
  local service=$1 version=$2 before
  before=$(version_of "$service")
  say "$service: version $version in place of version $before"
  # shellcheck disable=SC2046
  compose "$version" up -d --no-deps --no-build --force-recreate "$service" >/dev/null 2>&1 && await_healthy $(containers_of "$service") && return
  say "  $service of version $version does not get healthy"
  [ -z "$before" ] || compose "$before" up -d --no-deps --no-build "$service" >/dev/null 2>&1 || true
  return 1
}

# start_beside SERVICE VERSION COUNT: workers join those of their service. The web server has a second one, so that the proxy knows
# both by name, and sends nothing to one that is not ready.
start_beside() {
  local service=$1 version=$2 count=$3 scale
  scale=$((count > 0 ? 2 * count : 1))
  if [ "$service" = web-server ] && [ "$count" -gt 0 ]; then
    scale=$count
    [ -n "$(docker compose ps -q web-server-green 2>/dev/null)" ] || service=web-server-green
  fi
  compose "$version" --profile green up -d --no-deps --no-recreate --no-build --scale "$service=$scale" "$service" >/dev/null 2>&1
}

# Whether everything of ours stays healthy for a while: some faults show only when work comes.
watch_for_a_while() {
  local service id state end=$((SECONDS + WATCH_SECONDS))
  while :; do
    for service in "${SERVICES[@]}"; do
      for id in $(containers_of "$service" all); do
        state=$(health_of "$id")
        [ "$state" = 'running healthy 0' ] && continue
        say "  $service is not healthy any more: $state"
        return 1
      done
    done
    [ $SECONDS -lt $end ] || return 0
    sleep 1
  done
}

image_is_here() { docker image inspect "$IMAGE:$1" >/dev/null 2>&1; }

# Neither version may write what the other one cannot read: during the change both work on the same streams.
assert_readable() {
  local old=$1 new=$2
  [ -n "$old" ] && [ "$old" != "$new" ] || return 0
  docker run --rm --network none "$IMAGE:$old" node scripts/upgrade/message-versions.ts --json |
    docker run --rm -i --network none "$IMAGE:$new" node scripts/upgrade/message-versions.ts --beside - ||
    fail "Versions $old and $new cannot run beside each other: nothing was changed. docs/upgrading.md says what to do."
}

record() { printf '%s\t%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$1" "$2" "$3" >> "$HISTORY"; }
