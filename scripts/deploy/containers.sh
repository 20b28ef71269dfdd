# Which containers of a composed system run, and of which version. Sourced; needs COMPOSE_PROJECT_NAME.

# The containers of a service that run; with `all`, those that have died as well. The web server is two services.
containers_of() {
  local service states=(--filter status=running --filter status=restarting)
  [ "${2:-running}" = all ] && states=()
  for service in $(services_of "$1"); do
    docker ps -aq "${states[@]}" --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter "label=com.docker.compose.service=$service" --filter label=com.docker.compose.oneoff=False
  done
}

services_of() { if [ "$1" = web-server ]; then echo web-server web-server-green; else echo "$1"; fi; }

# The version that most of a service's containers are of; nothing when none runs.
version_of() {
  local id
  for id in $(containers_of "$1"); do docker inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}}' "$id"; done |
    sort | uniq -c | sort -rn | awk 'NR == 1 {print $2}'
}
