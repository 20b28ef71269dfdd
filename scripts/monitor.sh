#!/usr/bin/env bash
# Is everything well now: health, key metrics, recent errors: ./scripts/monitor.sh --help
. "$(dirname "${BASH_SOURCE[0]}")/bootstrap/main.sh"

ensure_workspace
exec node scripts/monitoring/monitor.ts "$@"
