# How the commands for composed systems speak. Sourced.
say() { printf '%s %s\n' "$(date +%H:%M:%S)" "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
# The comment at the head of the command.
usage() { sed -n '2,/^cd/{/^cd/d;s/^# \{0,1\}//p}' "$0"; }
