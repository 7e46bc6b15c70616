#!/usr/bin/env bash
# step.sh TITLE COMMAND…: runs a long command with one line of progress; prints its whole output only if it fails.
set -uo pipefail
title=$1
shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$SECONDS
echo "$title …"
"$@" 2>&1 | tee "$log" | while IFS= read -r line; do
    step=$(sed -n 's/^\(\[[0-9]*\/[0-9]*\]\) *\(.*\)/\1 \2/p' <<<"$line")
    [ -n "$step" ] || continue
    if [ -t 1 ]; then printf '\r\033[K%s %ds %.90s' "$title" $((SECONDS - started)) "$step"; fi
done
status=${PIPESTATUS[0]}
[ -t 1 ] && printf '\r\033[K'
if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "error: failed after $((SECONDS - started)) s: $*" >&2
    exit "$status"
fi
echo "$title: done in $((SECONDS - started)) s"
