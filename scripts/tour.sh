#!/usr/bin/env bash
# tour.sh COLLECTOR: starts the collector, sends it a trace, a metric and a log with curl, and shows them arriving.
set -euo pipefail
collector=$1
config=manifests/core.collector.yaml
log=$(mktemp)
pid=
finish() {
    if [ -n "$pid" ]; then
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    rm -f "$log" "$log.pipe"
}
trap finish EXIT

wait_for() { # wait_for TEXT: until the collector's log has it; the pipe ends when the collector does
    while IFS= read -r -t 30 line <&3; do
        printf '%s\n' "$line"
        case $line in *"$1"*) return ;; esac
    done
    echo "error: the collector never said: $1" >&2
    exit 1
}

mkfifo "$log.pipe"
echo "\$ $collector --config $config"
"$collector" --config "$config" >"$log.pipe" 2>&1 &
pid=$!
exec 3<"$log.pipe"
wait_for "Everything is ready."

now=$(date +%s)000000000
resource='"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"tour"}}]}'
send() { # send SIGNAL BODY
    echo
    echo "\$ curl http://localhost:4318/v1/$1 -H 'Content-Type: application/json' -d '{\"resource…"
    curl --silent --show-error --fail --max-time 10 "http://localhost:4318/v1/$1" \
        -H 'Content-Type: application/json' -d "$2"
    echo
}
send traces "{\"resourceSpans\":[{$resource,\"scopeSpans\":[{\"spans\":[{
  \"traceId\":\"5b8efff798038103d269b633813fc60c\",\"spanId\":\"eee19b7ec3c1b174\",\"name\":\"checkout\",\"kind\":2,
  \"startTimeUnixNano\":\"$now\",\"endTimeUnixNano\":\"$now\"}]}]}]}"
wait_for "checkout"
send metrics "{\"resourceMetrics\":[{$resource,\"scopeMetrics\":[{\"metrics\":[{\"name\":\"orders\",\"unit\":\"1\",
  \"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true,
  \"dataPoints\":[{\"asInt\":\"42\",\"timeUnixNano\":\"$now\"}]}}]}]}]}"
wait_for "orders"
send logs "{\"resourceLogs\":[{$resource,\"scopeLogs\":[{\"logRecords\":[{
  \"timeUnixNano\":\"$now\",\"severityNumber\":9,\"severityText\":\"INFO\",\"body\":{\"stringValue\":\"order placed\"}}]}]}]}"
wait_for "order placed"

kill -TERM "$pid"
wait_for "Shutdown complete."
wait "$pid"
pid=
cat <<TEXT

A trace, a metric and a log went in by OTLP/HTTP and came out of the debug exporter.

What to try next:
  $collector components                    what is in this collector
  $collector print-config --config $config
  $collector --config $config              and point any OTLP SDK at localhost:4317 or :4318
  .build/release/swift-ocb components               what else can be built in
  .build/release/swift-ocb --config your-manifest.yaml   build your own
TEXT
