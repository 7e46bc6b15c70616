#!/usr/bin/env bash
# sanitize.sh [thread|address [FILTER]]: runs the Swift tests of what a collector consists of, instrumented by
# ThreadSanitizer or AddressSanitizer; without an argument by one after the other. A report is a failure.
set -euo pipefail
results=.build/test-results
mkdir -p "$results"

sanitize() { # sanitize SANITIZER FILTER: runs the tests that match
    local options=(--sanitize="$1" --scratch-path ".build/sanitize-$1")
    scripts/step.sh "Building the tests for ${1^}Sanitizer" nice swift build --build-tests "${options[@]}"
    local log=$results/sanitize-$1.log
    # The builder and the distributions that it builds are left out: their work is the compiler's, in other processes. One
    # test at a time, since many of these slow ones at once would pass their time limits. Leaks are not looked for: Swift's
    # runtime keeps what it has made of types.
    if ! ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS="suppressions=$PWD/scripts/sanitize-thread.txt" \
        nice swift test --skip-build --no-parallel "${options[@]}" --filter "${2:-.}" \
        --skip BuilderTests --skip DistributionTests >"$log" 2>&1; then
        grep -vE '^(◇|✔)' "$log" | head -n 200
        echo "error: ${1^}Sanitizer or a test failed; everything is in $log" >&2
        return 1
    fi
    grep -E 'Test run with' "$log" | tail -n 1
}

case "${1:-}" in
"")
    sanitize thread ""
    sanitize address ""
    ;;
thread | address) sanitize "$1" "${2:-}" ;;
*)
    echo "error: SANITIZER is thread or address, not $1" >&2
    exit 1
    ;;
esac
