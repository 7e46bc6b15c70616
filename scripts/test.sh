#!/usr/bin/env bash
# Runs the Swift tests, then the end-to-end tests against built collectors, and closes with one line of counts. Shows
# failures; everything is in .build/test-results.
set -uo pipefail
results=.build/test-results
mkdir -p "$results"
status=0

# Where hundreds of tests share the cores, answers that tests wait for come late.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8

swift_tests() { # swift_tests LOG OPTION…: runs a package's tests
    local log=$1
    shift
    swift test "$@" 2>&1 | tee "$log" | awk '
        /^(◇|✔)/ { failed = 0; if (/Test run with/) print; next }
        /^✘/ { failed = 1 }
        failed || /^[^ ]+: (error|warning): / || /^(Build|error: )/ { print; fflush() }'
    [ "${PIPESTATUS[0]}" -eq 0 ] || status=1
}
# Apart, since they keep every core busy, and others wait for answers within a time.
heavy='PdataTests|DistributionTests'
echo "Swift tests of whole distributions, and with many random messages …"
swift_tests "$results/swift-heavy.log" --filter "$heavy"
echo "All other Swift tests …"
swift_tests "$results/swift.log" --skip-build --skip "$heavy"
echo "Tests of the benchmarks …"
swift_tests "$results/benchmarks.log" --package-path Benchmarks --scratch-path .build/benchmarks-tests
echo "Tests of the amplitude exporter, a package of its own …"
SWIFT_OCB_CHECKOUT=$PWD swift_tests "$results/amplitude.log" \
    --package-path manifests/flagsmith/exporter/amplitudeexporter --scratch-path .build/amplitude-tests
echo "End-to-end tests …"
.build/venv/bin/pytest --tb=short -p no:cacheprovider Tests/EndToEnd 2>&1 | tee "$results/python.log"
[ "${PIPESTATUS[0]}" -eq 0 ] || status=1

count() { # count FILE PATTERN: the number that the pattern captures in the file's last matching line, or 0
    sed -nE "s/.*$2.*/\1/p" "$1" | tail -n 1 | grep . || echo 0
}
swift_total=0
for log in swift-heavy swift benchmarks amplitude; do
    tests=$(count "$results/$log.log" 'Test run with ([0-9]+) tests?')
    [ "$tests" -gt 0 ] || status=1
    swift_total=$((swift_total + tests))
done
swift_failed=$(cat "$results"/{swift-heavy,swift,benchmarks,amplitude}.log | grep -vE '^✘ Test run with' | grep -cE '^✘ Test .* failed after')
python_passed=$(count "$results/python.log" '[^0-9]([0-9]+) passed')
python_failed=$(($(count "$results/python.log" '[^0-9]([0-9]+) failed') + $(count "$results/python.log" '[^0-9]([0-9]+) errors?')))
failed=$((swift_failed + python_failed))
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
[ "$python_passed" -gt 0 ] || status=1
# Once more at the end: of a long log, often only the last lines are kept.
if [ "$status" -ne 0 ]; then
    grep -hE '^✘ (Test|Suite) |^error: |Fatal error|exited with' "$results"/{swift-heavy,swift,benchmarks,amplitude}.log | head -n 40
    grep -hE '^(FAILED|ERROR) ' "$results/python.log" | head -n 40
fi
echo "$((swift_total - swift_failed + python_passed)) passed, $failed failed"
exit "$status"
