#!/usr/bin/env bash
# What to look at once a day: processes, backlog, error rate, ledger, disk: ./scripts/daily-check.sh --help
. "$(dirname "${BASH_SOURCE[0]}")/bootstrap/main.sh"

ensure_workspace
exec node scripts/monitoring/daily-check.ts "$@"
