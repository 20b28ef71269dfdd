#!/usr/bin/env bash
# ./scripts/backup.sh [--project NAME] [--to FOLDER] [--secrets FILE] [--verify]
#
# Backs a composed system up while it works, into FOLDER (default: .ballast/backups/NAME-<time>): the streams first, then the
# database. What was accepted in between is in the database alone, and is published anew after a restore; nothing is in the streams
# alone. The secrets are written only to the file that --secrets names: whoever has it and the backup can read every address, and
# without it nobody can. --verify restores the backup into an empty system, compares it with the ledger, and removes it again.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/backup/common.sh

PROJECT=${COMPOSE_PROJECT_NAME:-ballast} TO='' SECRETS='' VERIFY=no
while [ $# -gt 0 ]; do
  case "$1" in
    --project) PROJECT=${2:?--project needs a name}; shift ;;
    --to) TO=${2:?--to needs a folder}; shift ;;
    --secrets) SECRETS=${2:?--secrets needs a file}; shift ;;
    --verify) VERIFY=yes ;;
    -h | --help) usage; exit 0 ;;
    *) fail "$1 is not known: ./scripts/backup.sh --help" ;;
  esac
  shift
done
export COMPOSE_PROJECT_NAME=$PROJECT
TO=${TO:-.ballast/backups/$PROJECT-$(date -u +%Y%m%dT%H%M%SZ)}
[ ! -e "$TO" ] || fail "$TO is there already."
umask 077
mkdir -p "$TO"
trap 'rm -rf "$TO"; echo "The backup failed; nothing of it was kept." >&2' ERR

assert_running mysql nats
VERSION=$(version_of dlq-manager)
VERSION=${VERSION:-${BALLAST_VERSION:-0.1.0}}
export BALLAST_VERSION=$VERSION
say "streams of $PROJECT"
on_the_network streams save 2> >(sed 's/^/  /' >&2) | gzip > "$TO/streams.ndjson.gz"
say 'database'
before=$(on_the_network ledger read)
docker compose exec -T mysql sh -c 'MYSQL_PWD=$(cat /run/secrets/MYSQL_ROOT_PASSWORD) exec mysqldump -uroot -h127.0.0.1 --protocol=tcp --single-transaction --quick --no-tablespaces --hex-blob --set-gtid-purged=OFF --default-character-set=utf8mb4 ballast' |
  gzip > "$TO/database.sql.gz"
gzip -dc "$TO/database.sql.gz" | tail -n 1 | grep -q '^-- Dump completed' || { echo 'The dump is cut off.' >&2; false; }
printf '{"before":%s,"after":%s}\n' "$before" "$(on_the_network ledger read)" > "$TO/ledger.json"
printf '{"project":"%s","version":"%s","taken_at":"%s"}\n' "$PROJECT" "$VERSION" "$(date -u +%FT%TZ)" > "$TO/backup.json"
(cd "$TO" && sha256sum backup.json database.sql.gz ledger.json streams.ndjson.gz > SHA256SUMS)
if [ -n "$SECRETS" ]; then
  secrets_of "$PROJECT" > "$SECRETS"
  say "secrets in $SECRETS: keep it elsewhere"
else
  say 'the secrets are not in it: without ENCRYPTION_KEY its addresses cannot be read (--secrets FILE)'
fi
trap - ERR
say "backup in $TO, $(du -sh "$TO" | cut -f1)"
[ $VERIFY = no ] || verify "$TO"
