# ./scripts/start --docker: the same system in containers.

start_with_docker() {
  local argument arguments=()
  for argument in "$@"; do [ "$argument" = --docker ] || arguments+=("$argument"); done
  command -v docker >/dev/null || fail 'docker was not found: install Docker, or start without --docker.'
  [ -f docker-compose.yaml ] || fail 'There is no docker-compose.yaml here: start without --docker.'
  exec docker compose up "${arguments[@]}"
}
