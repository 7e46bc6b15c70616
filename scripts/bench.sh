#!/usr/bin/env bash
# bench.sh OCB: builds the load generator and the collector to measure, and runs the scenarios. By environment: SCENARIO,
# PEER (a binary, or `floor`), PEER_CONFIG_DIR, REPETITIONS, SHARE, and JSON for JSON on standard output.
set -euo pipefail
ocb=$1
collector=.build/distributions/bench/benchcol

{
    scripts/step.sh "Building the load generator" \
        swift build --package-path Benchmarks --scratch-path .build/benchmarks -c release --product bench
    [ "${PEER:-}" != floor ] || scripts/step.sh "Building the floor" \
        swift build --package-path Benchmarks --scratch-path .build/benchmarks -c release --product floor
    # Later issues bring what the manifest lists and is not there yet; the scenarios that need it say so.
    "$ocb" --config Benchmarks/manifest.yaml --output-path "$(dirname "$collector")" --skip-unavailable
} >&2

arguments=(--collector "$collector" --repetitions "${REPETITIONS:-3}" --share "${SHARE:-1}")
[ "${PEER:-}" != floor ] || PEER=.build/benchmarks/release/floor
[ -z "${PEER:-}" ] || arguments+=(--peer "$PEER")
[ -z "${PEER_CONFIG_DIR:-}" ] || arguments+=(--peer-configs "$PEER_CONFIG_DIR")
[ -z "${JSON:-}" ] || arguments+=(--json)
# Several scenarios are written with spaces between; their `*` is not the shell's.
read -ra scenarios <<<"${SCENARIO:-}"
exec .build/benchmarks/release/bench "${arguments[@]}" "${scenarios[@]}"
