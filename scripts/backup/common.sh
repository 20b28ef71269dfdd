# What backup.sh and restore.sh share. Sourced, from the root of the repository.
set -eEuo pipefail
export COMPOSE_PROGRESS=quiet

. scripts/deploy/say.sh
. scripts/deploy/containers.sh

# The services whose volumes hold secrets, as the job `secrets` mounts them.
secret_volumes() { docker volume ls -q --filter "label=com.docker.compose.project=$1" | grep "^$1_secrets-" || true; }

assert_running() {
  local service
  for service in "$@"; do
    [ -n "$(docker compose ps -q --status running "$service" 2>/dev/null)" ] ||
      fail "$service of project $COMPOSE_PROJECT_NAME does not run: is it the right project (--project)?"
  done
}

# on_the_network SCRIPT VERB: the streams and the ledger are read and written by our image, on the system's own network, as one of its processes.
on_the_network() { docker compose run --rm --no-deps -T dlq-manager node "scripts/backup/$1.ts" "$2"; }

# `docker compose run` says what it makes, quiet or not.
without_progress() { grep -vE '^ *(Network|Volume|Container) ' || true; }

secrets_of() {
  local volume arguments=()
  for volume in $(secret_volumes "$1"); do arguments+=(-v "$volume:/from/${volume#"$1"_secrets-}:ro"); done
  docker run --rm --network none -u 0 "${arguments[@]}" "${BALLAST_IMAGE:-ballast}:$BALLAST_VERSION" node scripts/backup/secrets.ts save /from
}

# Restores into a system of its own, beside the one that runs, and removes it again.
verify() {
  local folder=$1 project="ballast-verify-$$" subnet="172.31.$((RANDOM % 256)).0/24" secrets result=0
  secrets=$(mktemp)
  secrets_of "$PROJECT" > "$secrets"
  say "restoring it into the empty project $project"
  BALLAST_SUBNET=$subnet NATS_MONITOR_PORT=0 MAIL_UI_PORT=0 WEB_SERVER_PORT=0 CONNECT_PORT=0 \
    ./scripts/restore.sh --project "$project" --secrets "$secrets" "$folder" || result=1
  rm -f "$secrets"
  COMPOSE_PROJECT_NAME=$project docker compose down -v --remove-orphans >/dev/null 2>&1
  [ $result = 0 ] || fail 'The backup could not be restored.'
  say 'the backup can be restored'
}
