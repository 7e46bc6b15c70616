#!/usr/bin/env bash
# fuzz.sh [TARGET [SECONDS]]: lets libFuzzer look for input that TARGET of Fuzz/ does not survive; without one, each target
# in turn. What it finds is written to .build/fuzz/findings; run it again with INPUT=file.
set -euo pipefail
seconds=${2:-60}
scratch=.build/fuzz

# Optimised, as collectors are, but testable: the targets call what only tests can. The compiler (Swift 6.3) heeds only the
# last -sanitize, and SwiftPM writes its own in any order, so that without both in one the code is instrumented for one.
build() {
    scripts/step.sh "Building the fuzz target $1" \
        swift build --package-path Fuzz --scratch-path "$scratch" -c release --product "$1" \
        --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing
}

fuzz() {
    build "$1"
    local corpus=$scratch/corpus/$1
    mkdir -p "$corpus" "$scratch/findings"
    if [ -n "${INPUT:-}" ]; then
        set -- "$1" "$INPUT"
    else
        # New inputs go to the first folder; the second is the one that the repository keeps.
        set -- "$1" "$corpus" "Fuzz/Corpus/$1" -max_total_time="$seconds" -max_len=65536 -timeout=30 \
            -rss_limit_mb=2048 -artifact_prefix="$scratch/findings/$1-" -print_final_stats=1
    fi
    # Swift's own backtraces would take the signal away, and no finding would be written.
    SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 nice -n 19 "$scratch/release/$1" "${@:2}"
}

if [ -n "${1:-}" ]; then
    fuzz "$1"
else
    for target in Fuzz/Corpus/*/; do fuzz "$(basename "$target")"; done
fi
