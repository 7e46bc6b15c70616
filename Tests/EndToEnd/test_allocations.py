"""A release collector allocates no more for a request than allocation_thresholds.json says.

When a change needs fewer, lower the threshold; a higher one needs a reason in the commit."""

import http.client
import json
import mmap
import os
import pathlib
import struct
import subprocess
from concurrent import futures

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from collector import Collector

HERE = pathlib.Path(__file__).resolve().parent
THRESHOLDS = json.loads((HERE / "allocation_thresholds.json").read_text())
METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
WARM_UP, REQUESTS = 200, 1000

CONFIG = """
receivers: {{otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:0"}}, http: {{endpoint: "127.0.0.1:0"}}}}}}}}
processors:
  attributes: {{actions: [{{key: environment, value: production, action: upsert}}]}}
exporters:
  nop:
  otlp: {{endpoint: "{sink}", compression: none, tls: {{insecure: true}}}}
  otlp/gzip: {{endpoint: "{sink}", tls: {{insecure: true}}}}
service:
  telemetry: {{logs: {{encoding: json}}, metrics: {{level: none}}}}
  pipelines: {{traces: {{receivers: [otlp], processors: [{processors}], exporters: [{exporter}]}}}}
"""

# How requests come in, what becomes of them, and where they go.
PATHS = {
    "grpc to nop": ("grpc", "", "nop"),
    "http to nop": ("http", "", "nop"),
    "gzip to nop": ("grpc gzip", "", "nop"),
    "grpc to grpc": ("grpc", "", "otlp"),
    "gzip to gzip": ("grpc gzip", "", "otlp/gzip"),
    "grpc to attributes to grpc": ("grpc", "attributes", "otlp"),
}


@pytest.fixture(scope="session")
def counter(tmp_path_factory):
    """The shared object that counts."""
    library = tmp_path_factory.mktemp("allocations") / "count_allocations.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, HERE / "count_allocations.c"], check=True)
    return library


class Counts:
    """What the collector has allocated, as it counts it in a file."""

    def __init__(self, path):
        path.write_bytes(bytes(16))
        with open(path, "r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 16)

    def read(self):
        return struct.unpack("QQ", self.memory[:16])


def request(spans):
    message = ExportTraceServiceRequest()
    resource = message.resource_spans.add()
    scope = resource.scope_spans.add()
    for index in range(spans):
        span = scope.spans.add(trace_id=bytes([1]) * 16, span_id=struct.pack(">Q", index + 1), name="GET /orders", kind=2)
        span.start_time_unix_nano = span.end_time_unix_nano = 1_760_000_000_000_000_000
        for number in range(10):
            attribute = span.attributes.add(key=f"http.request.attribute.{number}")
            attribute.value.string_value = "a value of twenty-two"
    return message.SerializeToString()


def answer_everything():
    """A backend that takes every request without decoding it."""
    handler = grpc.unary_unary_rpc_method_handler(lambda request, context: b"")
    service, method = METHOD[1:].split("/")
    server = grpc.server(
        futures.ThreadPoolExecutor(2),
        handlers=[grpc.method_handlers_generic_handler(service, {method: handler})],
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, f"127.0.0.1:{port}"


def grpc_sender(collector, body, compression):
    channel = grpc.insecure_channel(collector.grpc, compression=compression)
    export = channel.unary_unary(METHOD)
    return lambda: export(body), channel.close


def http_sender(collector, body):
    connection = http.client.HTTPConnection(collector.http)

    def send():
        connection.request("POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()

    return send, connection.close


def sender(transport, collector, body):
    if transport == "http":
        return http_sender(collector, body)
    return grpc_sender(collector, body, grpc.Compression.Gzip if "gzip" in transport else None)


@pytest.mark.parametrize("case", THRESHOLDS)
def test_a_request_allocates_no_more_than_its_threshold(case, contrib, counter, tmp_path):
    path, size = case.split(", ")
    transport, processors, exporter = PATHS[path]
    body = request(int(size.split()[0]))
    server, sink = answer_everything()
    counts = Counts(tmp_path / "counts")
    environment = {**os.environ, "LD_PRELOAD": str(counter), "ALLOCATION_COUNTS": str(tmp_path / "counts")}
    config = CONFIG.format(sink=sink, processors=processors, exporter=exporter)
    with Collector(contrib, config, environment=environment) as collector:
        send, close = sender(transport, collector, body)
        for _ in range(WARM_UP):
            send()
        before = counts.read()
        for _ in range(REQUESTS):
            send()
        after = counts.read()
        close()
    server.stop(None)
    allocations, size = ((late - early) / REQUESTS for early, late in zip(before, after))
    print(f"{case}: {allocations:.1f} allocations of {size:.0f} bytes a request")
    assert before[0] > 0, "nothing was counted: is the collector's allocator the C library's?"
    assert allocations <= THRESHOLDS[case]["allocations"]
    assert size <= THRESHOLDS[case]["bytes"]
