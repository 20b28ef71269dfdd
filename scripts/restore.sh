#!/usr/bin/env bash
# ./scripts/restore.sh [--project NAME] [--secrets FILE] FOLDER
#
# Makes an empty composed system what a backup says, and starts it: secrets, database, streams, then the processes; then compares
# it with the backup's ledger. Refuses a project that has data already. Without --secrets new ones are made, and the addresses in the
# backup cannot be read, unless ENCRYPTION_KEY is set.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/backup/common.sh

PROJECT=${COMPOSE_PROJECT_NAME:-ballast} SECRETS='' FOLDER=''
while [ $# -gt 0 ]; do
  case "$1" in
    --project) PROJECT=${2:?--project needs a name}; shift ;;
    --secrets) SECRETS=${2:?--secrets needs a file}; shift ;;
    -h | --help) usage; exit 0 ;;
    -*) fail "$1 is not known: ./scripts/restore.sh --help" ;;
    *) FOLDER=$1 ;;
  esac
  shift
done
export COMPOSE_PROJECT_NAME=$PROJECT
[ -f "$FOLDER/SHA256SUMS" ] || fail "Which backup? ./scripts/restore.sh FOLDER (${FOLDER:-nothing} holds none)."
(cd "$FOLDER" && sha256sum --quiet -c SHA256SUMS) || fail "$FOLDER is not what backup.sh wrote."
if docker volume inspect "${PROJECT}_mysql" "${PROJECT}_nats" >/dev/null 2>&1; then
  fail "Project $PROJECT has data already: restore into another one (--project), or remove it first with docker compose -p $PROJECT down -v."
fi
BALLAST_VERSION=${BALLAST_VERSION:-$(sed -n 's/.*"version":"\([^"]*\)".*/\1/p' "$FOLDER/backup.json")}
export BALLAST_VERSION

if [ -n "$SECRETS" ]; then
  say 'secrets'
  docker compose run --rm --no-deps -T secrets node scripts/backup/secrets.ts restore /secrets < "$SECRETS" 2> >(without_progress >&2)
fi
say 'starting the servers'
docker compose up -d --wait mysql nats redis >/dev/null 2>&1 || fail 'The servers do not become healthy: docker compose logs mysql nats redis'
say 'database'
gzip -dc "$FOLDER/database.sql.gz" | docker compose exec -T mysql sh -c 'export MYSQL_PWD=$(cat /run/secrets/MYSQL_ROOT_PASSWORD); mysql -uroot -h127.0.0.1 --protocol=tcp -e "CREATE DATABASE IF NOT EXISTS ballast CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci" && exec mysql -uroot -h127.0.0.1 --protocol=tcp --default-character-set=utf8mb4 ballast'
say 'streams'
gzip -dc "$FOLDER/streams.ndjson.gz" | on_the_network streams restore 2>&1 | sed 's/^/  /'
say 'starting everything'
docker compose up -d --wait >/dev/null 2>&1 || fail 'Not everything becomes healthy: docker compose ps'
ledger=$(on_the_network ledger check < "$FOLDER/ledger.json") || fail 'It runs, but is not what the backup says.'
say "ledger: $ledger"
say "restored into project $PROJECT"
